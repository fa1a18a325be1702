import { GatewayError, isOfNetwork, readAnswer, requireOk, unreachable } from "./gateway-error.ts";

/** Where the gateway is, and how calls are sent. */
export interface ConnectionOptions {
  /** E.g. `http://queue:8080`. */
  readonly baseUrl: string;
  /** From `hailuo keys create`. */
  readonly apiKey: string;
  /** Default: the runtime's own. */
  readonly fetch?: typeof fetch;
  /** How often what can be repeated without harm is tried; default 6, which takes some 15 s. */
  readonly attempts?: number;
}

/** Calls to the gateway that repeat what may safely be repeated. */
export interface Connection {
  /** Repeats it while the gateway is away, is busy or asks to wait. Only for what may be sent twice. */
  sendAgain(path: string, init?: RequestInit): Promise<Response>;
  /** The same for an answer in JSON, which is asked for again when it breaks off. */
  askAgain(path: string, init?: RequestInit): Promise<unknown>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** @throws GatewayError when the address is no URL. */
export function createConnection({
  baseUrl,
  apiKey,
  fetch: send = fetch,
  attempts = 6,
}: ConnectionOptions): Connection {
  const root = rootOf(baseUrl);

  async function once<T>(path: string, init: RequestInit, read: (response: Response) => T | Promise<T>): Promise<T> {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${apiKey}` };
    try {
      return await read(await requireOk(await send(`${root}${path}`, { ...init, headers })));
    } catch (error) {
      init.signal?.throwIfAborted();
      throw isOfNetwork(error) ? unreachable(root, error) : error;
    }
  }

  async function again<T>(path: string, init: RequestInit, read: (response: Response) => T | Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(path, init, read);
      } catch (error) {
        init.signal?.throwIfAborted();
        if (attempt >= attempts || !mayPass(error)) throw error;
        await pause(pauseAfter(attempt, error), init.signal);
      }
    }
  }

  return {
    sendAgain: (path, init = {}) => again(path, init, (response) => response),
    askAgain: (path, init = {}) => again(path, init, (response) => readAnswer(root, response)),
  };
}

/** Longer each time, and as long as the gateway asks for. */
function pauseAfter(attempt: number, error: unknown): number {
  const asked = error instanceof GatewayError ? (error.retryAfter ?? 0) * 1000 : 0;
  return Math.min(Math.max(FIRST_PAUSE_MS * 2 ** (attempt - 1), asked), LONGEST_PAUSE_MS);
}

/** @throws GatewayError when it is no URL. */
export function rootOf(baseUrl: string): string {
  if (URL.canParse(baseUrl) && /^https?:/i.test(baseUrl)) return baseUrl.replace(/\/+$/, "");
  throw new GatewayError(0, {
    code: "bad_base_url",
    detail: `baseUrl is ${JSON.stringify(baseUrl)}, which is no URL like http://queue:8080.`,
  });
}

/** An answer that something else gave, and a call whose first try is still being carried out. */
const PASSING: readonly string[] = ["unreachable", "not_json", "idempotency_pending"];

/**
 * Not a refusal: what the network or a busy gateway did. A stream that broke off in the middle is a TypeError of fetch.
 */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return isOfNetwork(error);
  return PASSING.includes(error.code) || error.status === 429 || error.status >= 500;
}

/** Rejects with the signal's reason when it is aborted. */
export function pause(ms: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
