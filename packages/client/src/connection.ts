import { GatewayError, requireOk } from "./gateway-error.ts";

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

export interface Connection {
  send(path: string, init?: RequestInit): Promise<Response>;
  /** Repeats it while the gateway is away, is busy or asks to wait. Only for what may be sent twice. */
  sendAgain(path: string, init?: RequestInit): Promise<Response>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

export function createConnection({ baseUrl, apiKey, fetch: send = fetch, attempts = 6 }: ConnectionOptions): Connection {
  const root = baseUrl.replace(/\/+$/, "");

  async function once(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${apiKey}` };
    return requireOk(await send(`${root}${path}`, { ...init, headers }));
  }

  async function sendAgain(path: string, init?: RequestInit): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(path, init);
      } catch (error) {
        init?.signal?.throwIfAborted();
        if (attempt >= attempts || !mayPass(error)) throw error;
        await pause(Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
      }
    }
  }

  return { send: once, sendAgain };
}

/** Not a refusal: what the network or a busy gateway did. */
export function mayPass(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return error instanceof TypeError;
  return error.status === 429 || error.status >= 500;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
