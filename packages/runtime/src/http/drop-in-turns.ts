import { READ_LIMITS, UNREAD_LIMITS } from "@hailuo-queue/contracts";
import { Socket } from "node:net";
import { freeBytes } from "./free-bytes.ts";

export type DropLimits = Pick<{ readonly [Name in keyof typeof READ_LIMITS]: number }, "droppedAtOnce"> & {
  readonly maxBytes: number;
};

const LIMITS: DropLimits = { droppedAtOnce: READ_LIMITS.droppedAtOnce, maxBytes: UNREAD_LIMITS.maxBytes };

/**
 * Reads and drops what callers still send behind their last answer: one that reads only when it has sent all gets to
 * its answer, and the end of a connection is heard, which is not while nobody reads. A few connections have a read in
 * each turn of the loop.
 */
export function createDrop({ droppedAtOnce, maxBytes }: DropLimits = LIMITS): (socket: Socket) => void {
  const waiting: Socket[] = [];
  let isScheduled = false;

  function wait(socket: Socket): void {
    waiting.push(socket);
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(nextTurn);
  }

  function nextTurn(): void {
    for (const socket of waiting.splice(0, droppedAtOnce)) if (!socket.destroyed) Socket.prototype.resume.call(socket);
    isScheduled = waiting.length > 0;
    if (isScheduled) setImmediate(nextTurn);
  }

  return (socket) => {
    let left = maxBytes;
    socket.on("data", (bytes: Buffer) => {
      left -= bytes.length;
      freeBytes(bytes);
      Socket.prototype.pause.call(socket);
      // Past it the caller waits until its connection is cut.
      if (left > 0) wait(socket);
    });
    Socket.prototype.pause.call(socket);
    wait(socket);
  };
}
