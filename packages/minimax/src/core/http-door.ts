import { optional } from "@hailuo-queue/contracts";
import http from "node:http";
import https from "node:https";
import { createRunningTime, STRAIGHT, type WayOut } from "@hailuo-queue/outbound";
import axios, { type AxiosInstance, type AxiosProxyConfig } from "axios";
import { type ProviderAnswer, toAnswer } from "./answer.ts";
import { type BaseUrl, urlOf } from "./base-url.ts";
import { type SentTrace, watchedTransport } from "./sent-trace.ts";
import type { TransportFailure } from "./transport-failure.ts";

/** The largest answer that is read; real ones have a few hundred bytes. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/**
 * How long an unused socket is kept. A server that closes one just as we write on it leaves a create whose fate nobody
 * knows, and Node's servers and many proxies close after 5 s: creates give a socket up before that. Reads can be
 * repeated, so theirs may idle longer. (Node shortens both further when the server announces less in Keep-Alive.)
 */
const CREATE_IDLE_MS = 4_000;
const READ_IDLE_MS = 30_000;
/** How long an answer that has begun at the deadline may take to be unpacked. */
const BEGUN_ANSWER_MS = 250;
/** The one status of a proxy that the error table knows more about: it wants a login. */
const PROXY_LOGIN_WANTED = 407;

export interface HttpCall {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** JSON text. */
  readonly body?: string;
  readonly key: string;
  /**
   * From the call to the last byte of the answer. For what can be asked again, time in which this process stood still
   * is not counted.
   */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** What a call came to: an answer, or why there is none. */
export type HttpResult =
  | { readonly ok: true; readonly answer: ProviderAnswer }
  | { readonly ok: false; readonly failure: TransportFailure };

/** One HTTP call is one request: nothing is repeated or followed. */
export interface HttpDoor {
  send(call: HttpCall): Promise<HttpResult>;
  /** Ends the keep-alive sockets. */
  close(): void;
}

/** Calls one host, by the way out that the settings name. */
export function createHttpDoor(
  base: BaseUrl,
  options: { readonly maxSockets: number; readonly wayOut?: WayOut | undefined },
): HttpDoor {
  const agentModule = base.secure ? https : http;
  const createAgent = new agentModule.Agent({
    keepAlive: true,
    timeout: CREATE_IDLE_MS,
    maxSockets: options.maxSockets,
  });
  const readAgent = new agentModule.Agent({ keepAlive: true, timeout: READ_IDLE_MS, maxSockets: options.maxSockets });
  const proxy = (options.wayOut ?? STRAIGHT).proxyFor(new URL(base.origin));
  const client = axios.create({
    adapter: "http",
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    maxBodyLength: Number.POSITIVE_INFINITY,
    decompress: true,
    responseType: "text",
    validateStatus: () => true,
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    proxy: proxyOf(proxy),
  });
  return {
    async send(call) {
      const agent = call.method === "POST" ? createAgent : readAgent;
      const result = await sendOnce(client, urlOf(base, call.path, call.query), call, agent);
      return result.ok || proxy === undefined
        ? result
        : { ok: false, failure: { ...result.failure, proxy: proxy.host } };
    },
    close() {
      createAgent.destroy();
      readAgent.destroy();
    },
  };
}

/** In axios's words, which would else read the environment by rules of its own. */
function proxyOf(proxy: URL | undefined): AxiosProxyConfig | false {
  if (proxy === undefined) return false;
  const port = proxy.port === "" ? (proxy.protocol === "https:" ? 443 : 80) : Number(proxy.port);
  const [username, password] = [proxy.username, proxy.password].map(decodeURIComponent);
  const auth = username === undefined || username === "" ? {} : { auth: { username, password: password ?? "" } };
  return { protocol: proxy.protocol, host: proxy.hostname.replace(/^\[|\]$/g, ""), port, ...auth };
}

async function sendOnce(
  client: AxiosInstance,
  url: string,
  call: HttpCall,
  agent: http.Agent | https.Agent,
): Promise<HttpResult> {
  const trace: SentTrace = { sent: false, answered: false };
  const deadline = startDeadline(call, trace);
  try {
    const response = await client.request<string>({
      url,
      method: call.method,
      headers: {
        Authorization: `Bearer ${call.key}`,
        Accept: "application/json",
        "User-Agent": "hailuo-queue",
        ...(call.body !== undefined && { "Content-Type": "application/json" }),
      },
      ...optional({ data: call.body }),
      httpAgent: agent,
      httpsAgent: agent,
      transport: watchedTransport(trace),
      signal: deadline.signal,
    });
    if (!trace.sent && response.status !== PROXY_LOGIN_WANTED)
      return { ok: false, failure: noTunnel(response.status, call.timeoutMs) };
    return { ok: true, answer: toAnswer(response.status, plainHeaders(response.headers), response.data) };
  } catch (error) {
    return { ok: false, failure: toFailure(error, trace, deadline.endedBy(), call.timeoutMs) };
  } finally {
    deadline.clear();
  }
}

/**
 * One signal for the time limit and the caller's wish; axios's own timeout starts anew with every byte. A process that
 * stood still (suspended, or busy for long) finds its timer due before it has read its sockets: an answer that lies
 * there, perhaps with a paid task's id, must win. So a request that has left is given up only after the sockets were
 * looked at once more.
 */
function startDeadline(call: Pick<HttpCall, "method" | "timeoutMs" | "signal">, trace: Readonly<SentTrace>) {
  const controller = new AbortController();
  let endedBy: "timeout" | "aborted" | undefined;
  let cleared = false;
  let stopTimer = (): void => undefined;
  const end = (by: "timeout" | "aborted"): void => {
    if (cleared) return;
    endedBy ??= by;
    controller.abort();
  };
  const onAbort = (): void => end("aborted");
  const onDeadline = (): void => {
    // What has not left must not leave now.
    if (!trace.sent) end("timeout");
    else afterOneLook(() => (trace.answered ? waitForTheRest() : end("timeout")));
  };
  const waitForTheRest = (): void => {
    if (!cleared) stopTimer = startTimer(() => afterOneLook(() => end("timeout")), BEGUN_ANSWER_MS);
  };
  // Others count on a create's limit: once it has passed by the clock, they take its answer for lost.
  stopTimer =
    call.method === "POST"
      ? startTimer(onDeadline, call.timeoutMs)
      : createRunningTime(call.timeoutMs).after(onDeadline);
  if (call.signal?.aborted === true) onAbort();
  call.signal?.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    endedBy: () => endedBy,
    clear(): void {
      cleared = true;
      stopTimer();
      call.signal?.removeEventListener("abort", onAbort);
    },
  };
}

function startTimer(action: () => void, ms: number): () => void {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
}

/** Between two immediates the event loop reads its sockets once. */
function afterOneLook(action: () => void): void {
  setImmediate(() => setImmediate(action));
}

/** A proxy answered in the provider's place and opened no tunnel to it. */
function noTunnel(httpStatus: number, timeoutMs: number): TransportFailure {
  return { kind: "no_tunnel", sent: false, timeoutMs, httpStatus };
}

/**
 * Reads what is harmless out of axios's error; the error itself carries the Authorization header and goes no further.
 */
function toFailure(
  error: unknown,
  trace: SentTrace,
  endedBy: "timeout" | "aborted" | undefined,
  timeoutMs: number,
): TransportFailure {
  const facts = axios.isAxiosError(error) ? error : undefined;
  const httpStatus = facts?.response?.status;
  const shared = { sent: trace.sent, timeoutMs, ...optional({ httpStatus }) };
  if (endedBy !== undefined) return { ...shared, kind: endedBy };
  const message = facts?.message ?? (error instanceof Error ? error.message : String(error));
  if (message.startsWith("maxContentLength")) return { ...shared, kind: "too_large" };
  const code = facts?.code ?? "UNKNOWN";
  return { ...shared, kind: "broken", code, message: message === "" ? code : message };
}

function plainHeaders(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
