import { once } from "node:events";
import { connect } from "node:net";
import type { ProxyInUse } from "./way-out.ts";

/**
 * Opens a connection to a proxy and closes it. Rejects with Node's own error where nobody answers there, and with the
 * signal's reason.
 */
export async function reachProxy(
  { host, port }: Pick<ProxyInUse, "host" | "port">,
  signal: AbortSignal,
): Promise<void> {
  const socket = connect({ host, port });
  try {
    await once(socket, "connect", { signal });
  } finally {
    socket.on("error", () => undefined).destroy();
  }
}
