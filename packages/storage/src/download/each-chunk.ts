import type { IncomingMessage } from "node:http";
import type { TakeChunk } from "../pumped-body.ts";

/**
 * Hands each chunk of a response to `take` in flowing mode. An aborted signal, and what `take` throws, destroy the
 * response.
 */
export function eachChunk(response: IncomingMessage, take: TakeChunk, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (finish: () => void): void => {
      if (settled) return;
      settled = true;
      signal.removeEventListener("abort", onAbort);
      finish();
    };
    const fail = (error: unknown): void =>
      settle(() => {
        response.destroy();
        reject(error as Error);
      });
    const onAbort = (): void => fail(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) return onAbort();
    // Listeners that come after a connection broke would wait forever.
    if (response.destroyed) return fail(response.errored ?? new Error("the connection was closed"));
    let taking: Promise<void> = Promise.resolve();
    response.on("data", (chunk: Buffer) => {
      if (settled) return;
      try {
        const taken = take(chunk);
        if (taken === undefined) return;
        response.pause();
        taking = taken.then(() => void response.resume(), fail);
      } catch (error) {
        fail(error);
      }
    });
    response.on("error", fail);
    response.once("close", () => {
      if (!response.complete) fail(new Error("the connection was closed"));
    });
    response.once("end", () => void taking.then(() => settle(resolve)));
  });
}
