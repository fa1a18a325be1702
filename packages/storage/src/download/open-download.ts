import { type ClientRequest, type IncomingMessage, request as requestHttp, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { DownloadError, errorMessage } from "@hailuo-queue/contracts";
import { agentsFor, checkName, NoTunnelError, PrivateAddressError, type WayOut } from "@hailuo-queue/outbound";
import { parseDownloadUrl, untrusted } from "./download-url.ts";

export interface OpenDownloadOptions {
  readonly allowPrivateHosts: boolean;
  readonly wayOut: WayOut;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maxRedirects: number;
  readonly signal: AbortSignal;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer whose body has not been read; `url` is the one after all redirects. */
export interface OpenDownload {
  readonly url: URL;
  readonly response: IncomingMessage;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * GETs a link, following redirects by hand so that each hop is checked. Sends no credentials of any kind.
 * @throws DownloadError: `link_refused` after too many redirects, or one that leads to nowhere; `untrusted_url`.
 */
export async function openDownload(link: string, options: OpenDownloadOptions): Promise<OpenDownload> {
  let url = parseDownloadUrl(link, options);
  for (let hop = 0; hop <= options.maxRedirects; hop += 1) {
    const response = await getOnce(url, options);
    if (!REDIRECTS.has(response.statusCode ?? 0)) return { url, response };
    const target = response.headers.location;
    response.destroy();
    if (target === undefined) throw new DownloadError("link_refused", `${url.host} redirects to nowhere.`);
    url = parseDownloadUrl(asUtf8(target), { ...options, base: url });
  }
  throw new DownloadError("link_refused", `The download link redirects more than ${options.maxRedirects} times.`);
}

/** Node reads headers as latin-1; who writes other characters than ASCII into a location means UTF-8. */
function asUtf8(header: string): string {
  const text = Buffer.from(header, "latin1").toString("utf8");
  return text.includes("\ufffd") ? header : text;
}

async function getOnce(url: URL, options: OpenDownloadOptions): Promise<IncomingMessage> {
  try {
    // Straight, the very addresses are looked at that are connected to; a proxy connects by itself.
    if (options.wayOut.proxyFor(url) !== undefined) await checkName(url, options);
    return await send(url, options);
  } catch (error) {
    // A pooled connection that the server had just closed says nothing about the server: once more, on a new one.
    if (!(error instanceof StaleSocketError)) throw explain(error, url, options);
  }
  try {
    return await send(url, options);
  } catch (error) {
    throw explain(error, url, options);
  }
}

class StaleSocketError extends Error {}

function send(url: URL, options: OpenDownloadOptions): Promise<IncomingMessage> {
  const { signal, headers, connectTimeoutMs, idleTimeoutMs } = options;
  return new Promise((resolve, reject) => {
    const settings: RequestOptions = { signal, headers: { accept: "*/*", "accept-encoding": "identity", ...headers } };
    const straight = agentsFor(options.allowPrivateHosts);
    const proxied = options.wayOut.agentFor(url);
    const request =
      url.protocol === "https:"
        ? requestHttps(url, { ...settings, agent: proxied ?? straight.https })
        : requestHttp(url, { ...settings, agent: proxied ?? straight.http });
    const stopTimers = giveUpWhenSilent(request, url, { connectTimeoutMs, idleTimeoutMs });
    request.once("response", (response) => {
      stopTimers();
      resolve(response);
    });
    request.once("error", (error: NodeJS.ErrnoException) => {
      stopTimers();
      reject(
        request.reusedSocket && error.code === "ECONNRESET"
          ? new StaleSocketError(error.message, { cause: error })
          : error,
      );
    });
    request.end();
  });
}

/** One limit until the connection stands, another until the answer begins. */
function giveUpWhenSilent(
  request: ClientRequest,
  url: URL,
  { connectTimeoutMs, idleTimeoutMs }: Pick<OpenDownloadOptions, "connectTimeoutMs" | "idleTimeoutMs">,
): () => void {
  const giveUp = (what: string, afterMs: number): void => {
    request.destroy(new Error(`${what} within ${afterMs} ms`));
  };
  let timer = setTimeout(() => giveUp("no connection", connectTimeoutMs), connectTimeoutMs);
  const connected = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp("no answer", idleTimeoutMs), idleTimeoutMs);
  };
  request.once("socket", (socket) => {
    if (!socket.connecting) connected();
    else socket.once(url.protocol === "https:" ? "secureConnect" : "connect", connected);
  });
  return () => clearTimeout(timer);
}

function explain(
  error: unknown,
  url: URL,
  { signal, wayOut }: Pick<OpenDownloadOptions, "signal" | "wayOut">,
): DownloadError {
  if (error instanceof DownloadError) return error;
  if (error instanceof PrivateAddressError) return untrusted(error.message, error);
  if (signal.aborted) return stoppedDownload(signal);
  if (error instanceof NoTunnelError)
    return new DownloadError("interrupted", `The download did not begin: ${error.message}.`, { cause: error });
  const proxy = wayOut.proxyFor(url);
  const road = proxy === undefined ? "" : ` through the proxy ${proxy.host}`;
  return new DownloadError(
    "interrupted",
    `The download from ${url.host}${road} did not begin: ${errorMessage(error)}.`,
    { cause: error },
  );
}

/** The error of a download that its signal ended. */
export function stoppedDownload(signal: AbortSignal): DownloadError {
  return new DownloadError("interrupted", "The download was stopped.", { cause: signal.reason });
}
