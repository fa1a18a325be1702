import { writeSync } from "node:fs";
import type { DestinationStream } from "pino";

export interface SteadyDestinationOptions {
  /** Like `fs.writeSync`: writes what it can, and throws EAGAIN where nothing can be written now. */
  readonly write?: (bytes: Uint8Array) => number;
}

/**
 * Writes each line at once, and drops lines while nobody reads: a process whose log stands still must go on working,
 * and must hear the signal that ends it. pino's own destination waits for the reader on the event loop (measured: a
 * worker with a full pipe for standard error did not hear SIGTERM any more). How many lines were dropped is told once
 * the reader is back.
 */
export function createSteadyDestination(
  fd: number,
  { write = writeTo(fd) }: SteadyDestinationOptions = {},
): DestinationStream {
  let rest: Uint8Array = new Uint8Array(0);
  let dropped = 0;

  /** Returns what could not be written now. */
  function push(bytes: Uint8Array): Uint8Array {
    let left = bytes;
    while (left.length > 0) {
      try {
        left = left.subarray(write(left));
      } catch (error) {
        // The reader is gone for good: there is nobody to tell.
        return (error as NodeJS.ErrnoException).code === "EAGAIN" ? left : new Uint8Array(0);
      }
    }
    return left;
  }

  return {
    write(line: string) {
      // A line is never torn: its end goes before the next one.
      rest = push(rest);
      if (rest.length === 0 && dropped > 0) {
        const told = dropped;
        dropped = 0;
        rest = push(
          Buffer.from(
            `${JSON.stringify({ level: "warn", dropped: told, msg: "log lines were dropped: nobody read them" })}\n`,
          ),
        );
      }
      if (rest.length > 0) dropped += 1;
      else rest = push(Buffer.from(line));
    },
  };
}

function writeTo(fd: number): (bytes: Uint8Array) => number {
  // Node makes a pipe that it opens non-blocking; one that blocks would hold the process within the call. To look with
  // fstat whether it is one would mislead Node 20: after the stat of a pipe it resolves no symbolic link in the path of
  // the next module.
  if (fd === 2) void process.stderr;
  return (bytes) => writeSync(fd, bytes);
}
