import { errorMessage, UnavailableError } from "@hailuo-queue/contracts";
import { once } from "node:events";
import type { Server } from "node:http";

/** Less than the grace that process managers give. */
const CLOSE_MS = 5000;
const CLOSE_IDLE_MS = 50;

export interface ListenOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** The setting that names the port, for the words of a failure. */
  readonly setting: string;
  /** Default the server's own. */
  readonly begin?: (where: { readonly host: string; readonly port: number }) => Promise<unknown>;
}

/**
 * The URL at which the server can be reached on this machine.
 *
 * @throws UnavailableError (`gateway_port`) when the port is taken.
 */
export async function listen(server: Server, { host, port, setting, begin }: ListenOptions): Promise<string> {
  try {
    await (begin ?? ((where) => once(server.listen(where), "listening")))({ host, port });
  } catch (error) {
    throw new UnavailableError(
      "gateway_port",
      `The gateway cannot listen on ${host}:${port} (${errorMessage(error)}). Set ${setting} to another port, or to 0 for a free one.`,
      { cause: error },
    );
  }
  const address = server.address();
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `http://${shown}:${typeof address === "object" && address !== null ? address.port : port}`;
}

/** Lets calls under way end, for a while: a long upload can be taken up again where it broke off. */
export async function closeServer(server: Server, close: () => Promise<unknown>): Promise<void> {
  const late = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  // Those that were answered since: Node closes what is idle when it is told to close, and later ones after their
  // keep-alive time.
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS);
  try {
    await close();
  } finally {
    clearTimeout(late);
    clearInterval(idle);
  }
}
