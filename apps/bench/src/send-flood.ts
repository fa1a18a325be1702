import { connect } from "node:net";
import type { HostileFlood } from "./benchmarks/hostile-kinds.ts";

const PIECE_BYTES = 256 * 1024;

/**
 * Sends on one connection until it is answered for good, or the signal says so. Resolves with the first answer's
 * status; 0 where none came.
 */
export async function sendFlood(
  { url, token }: { readonly url: string; readonly token: string },
  { head, onAndOn }: HostileFlood,
  signal: AbortSignal,
): Promise<number> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  let status = 0;
  socket.on("error", () => undefined);
  socket.on("data", (bytes: Buffer) => {
    const text = bytes.toString("latin1");
    status ||= Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
    // Nothing more of this connection is looked at.
    if (/^connection: close\r$/im.test(text)) end();
  });
  const end = (): void => void socket.destroy();
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  const text = onAndOn.replace("{token}", token);
  const piece = Buffer.from(text.repeat(Math.ceil(PIECE_BYTES / text.length)));
  const sendOn = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.write(head(host, token));
  socket.on("drain", sendOn);
  sendOn();
  await closed;
  signal.removeEventListener("abort", end);
  return status;
}
