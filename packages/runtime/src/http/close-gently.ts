import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { dropWhatComes } from "./read-in-turns.ts";

/**
 * Ends a connection on which the caller still sends. Closing at once would make the kernel answer the rest with a
 * reset, which takes the answer away from a caller that has not read it yet.
 */
export function closeGently(socket: Duplex, lingerMs: number): void {
  socket.end();
  if (socket instanceof Socket) dropWhatComes(socket);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
}
