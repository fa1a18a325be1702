import { setTimeout as delay } from "node:timers/promises";
import type { IncomingMessage } from "node:http";
import { DownloadError, errorMessage, optional } from "@hailuo-queue/contracts";
import { DOWNLOAD_LIMITS } from "../limits.ts";
import { tooLarge } from "./too-large.ts";
import { STRAIGHT, type WayOut } from "@hailuo-queue/outbound";
import { eachChunk } from "./each-chunk.ts";
import { guardIdle, type IdleGuard } from "./idle-guard.ts";
import { openDownload, type OpenDownload, type OpenDownloadOptions, stoppedDownload } from "./open-download.ts";
import { createPumpedBody, type PumpedBody, type TakeChunk } from "../pumped-body.ts";

/** Limits and trust of a download. Times are in ms. */
export interface SafeDownloadOptions {
  /** The link came out of somebody's answer: whatever it points to is checked. There is no other kind yet. */
  readonly trust: "from-response";
  /** Nothing that could prove who we are is ever sent. */
  readonly credentials: "none";
  readonly maxBytes: number;
  /** Silence of the server, before and within the body. */
  readonly idleTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
  /**
   * Loopback and private addresses are refused unless the caller's own provider is there, as a simulator is. Default
   * false.
   */
  readonly allowPrivateHosts?: boolean;
  /** Default: straight, through no proxy. */
  readonly wayOut?: WayOut;
  /** Default 20. */
  readonly maxRedirects?: number;
  /** How often a broken connection is taken up again within this download; default 5. */
  readonly maxResumes?: number;
  /** Wait before the first of them, doubled each time up to 16-fold; default 250. */
  readonly resumeDelayMs?: number;
}

/** A download that has started: its body, and what the server said about it. */
export interface SafeDownload {
  /** Must be read to its end or left by `break`/`return()`, which closes the connection. */
  readonly body: PumpedBody;
  /** As the server announced; of a body that is packed, as it is packed. */
  readonly bytes?: number;
  readonly contentType?: string;
  /** What the server says that the body is packed in. It need not be true: see unpack-body.ts. */
  readonly contentEncoding?: string;
  readonly etag?: string;
}

/**
 * Opens a link and gives its bytes. A connection that breaks is taken up where it broke (Range with If-Range), where
 * the server offers that and the file is the same.
 * @throws DownloadError, from here or out of the body.
 */
export async function safeDownload(link: string, options: SafeDownloadOptions): Promise<SafeDownload> {
  if (options.signal.aborted) throw stoppedDownload(options.signal);
  const opened = await openDownload(link, hopOptions(options, {}));
  const { response, url } = opened;
  try {
    checkStatus(response, url);
    const bytes = announcedBytes(response);
    if (bytes !== undefined && bytes > options.maxBytes) throw tooLarge(options.maxBytes);
    const { etag, "content-type": contentType, "content-encoding": contentEncoding } = response.headers;
    return {
      body: resumingBody(link, opened, options),
      ...optional({ bytes, contentType, contentEncoding, etag }),
    };
  } catch (error) {
    response.destroy();
    throw error;
  }
}

function resumingBody(link: string, opened: OpenDownload, options: SafeDownloadOptions): PumpedBody {
  return createPumpedBody((take, left) =>
    pumpResuming(link, opened, { ...options, signal: AbortSignal.any([options.signal, left]) }, take),
  );
}

async function pumpResuming(
  link: string,
  opened: OpenDownload,
  options: SafeDownloadOptions,
  take: TakeChunk,
): Promise<void> {
  const { maxBytes, idleTimeoutMs, signal, maxResumes = 5, resumeDelayMs = 250 } = options;
  const { host } = opened.url;
  const total = announcedBytes(opened.response);
  const etag = resumableEtag(opened.response);
  let response: IncomingMessage | undefined = opened.response;
  let offset = 0;
  let refusal: { readonly error: unknown } | undefined;
  const refuse = (error: unknown): never => {
    refusal = { error };
    throw error;
  };
  for (let resumes = 0; ; resumes += 1) {
    let guard: IdleGuard | undefined;
    let broke: unknown = new Error("the body ended early");
    const takeOne: TakeChunk = (chunk) => {
      offset += chunk.length;
      if (offset > maxBytes) throw tooLarge(maxBytes);
      try {
        const taken = take(chunk);
        if (taken === undefined) return guard?.waiting();
        guard?.busy();
        return taken.then(guard?.waiting, refuse);
      } catch (error) {
        return refuse(error);
      }
    };
    try {
      response ??= await resumeAt(offset, { link, etag: etag ?? "", total: total ?? 0, options });
      guard = guardIdle(response, idleTimeoutMs);
      await eachChunk(response, takeOne, signal);
      if (total === undefined || offset === total) return;
    } catch (error) {
      // The taker's error is its own, whatever it looks like.
      if (refusal !== undefined) throw refusal.error;
      if (signal.aborted) throw stoppedDownload(signal);
      if (error instanceof FileChangedError || (error instanceof DownloadError && error.fault !== "interrupted"))
        throw error;
      broke = error;
    } finally {
      guard?.stop();
      response?.destroy();
    }
    response = undefined;
    if (total === undefined || etag === undefined || offset > total || resumes >= maxResumes)
      throw interrupted(host, offset, total, broke);
    await delay(resumeDelayMs * 2 ** Math.min(resumes, 4), undefined, { signal }).catch(() => {
      throw stoppedDownload(signal);
    });
  }
}

interface Resume {
  readonly link: string;
  readonly etag: string;
  readonly total: number;
  readonly options: SafeDownloadOptions;
}

async function resumeAt(offset: number, { link, etag, total, options }: Resume): Promise<IncomingMessage> {
  const { response, url } = await openDownload(
    link,
    hopOptions(options, { range: `bytes=${offset}-`, "if-range": etag }),
  );
  const same = response.headers.etag === undefined || response.headers.etag === etag;
  if (
    response.statusCode === 206 &&
    same &&
    response.headers["content-range"] === `bytes ${offset}-${total - 1}/${total}`
  )
    return response;
  response.destroy();
  if (response.statusCode !== 206) checkStatus(response, url);
  throw new FileChangedError(
    "interrupted",
    `The file at ${url.host} changed while it was being downloaded; it must be fetched again from the start.`,
  );
}

/** Not worth another resume. */
class FileChangedError extends DownloadError {}

function hopOptions(options: SafeDownloadOptions, headers: Readonly<Record<string, string>>): OpenDownloadOptions {
  const {
    connectTimeoutMs,
    idleTimeoutMs,
    signal,
    allowPrivateHosts = false,
    wayOut = STRAIGHT,
    maxRedirects = DOWNLOAD_LIMITS.maxRedirects,
  } = options;
  return { connectTimeoutMs, idleTimeoutMs, signal, allowPrivateHosts, wayOut, maxRedirects, headers };
}

/**
 * Answers with the file in them: all of it, or the part of it that begins with its first byte (206 without a range
 * asked for).
 */
const WITH_A_BODY = new Set([200, 201, 203, 206, 226]);

function checkStatus(response: IncomingMessage, url: URL): void {
  const status = response.statusCode ?? 0;
  if (WITH_A_BODY.has(status) && (rangeOf(response)?.start ?? 0) === 0) return;
  const answer = `${url.host} answered ${status} to the download link`;
  if (status === 401 || status === 403 || status === 410)
    throw new DownloadError("link_expired", `${answer}; it has expired or is not signed.`);
  if (status >= 500 || status === 408 || status === 425 || status === 429)
    throw new DownloadError("interrupted", `${answer}; it may work later.`);
  throw new DownloadError("link_refused", `${answer}.`);
}

interface AnsweredRange {
  readonly start: number;
  /** Of the whole file; undefined where that is not told. */
  readonly total: number | undefined;
}

function rangeOf(response: IncomingMessage): AnsweredRange | undefined {
  if (response.statusCode !== 206) return undefined;
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers["content-range"] ?? "") ?? [];
  if (start === undefined) return undefined;
  return { start: Number(start), total: total === undefined || total === "*" ? undefined : Number(total) };
}

/** Of the whole file, also where a part of it came. */
function announcedBytes(response: IncomingMessage): number | undefined {
  const total = rangeOf(response)?.total;
  if (total !== undefined) return total;
  const length = response.headers["content-length"];
  return length === undefined ? undefined : Number(length);
}

/** A strong ETag of a server that takes ranges. A weak one does not promise the same bytes. */
function resumableEtag(response: IncomingMessage): string | undefined {
  const { etag, "accept-ranges": ranges } = response.headers;
  return ranges === "bytes" && etag?.startsWith('"') === true ? etag : undefined;
}

function interrupted(host: string, offset: number, total: number | undefined, cause: unknown): DownloadError {
  const place = total === undefined ? `at byte ${offset}` : `at byte ${offset} of ${total}`;
  return new DownloadError("interrupted", `The download from ${host} broke off ${place}: ${errorMessage(cause)}.`, {
    cause,
  });
}
