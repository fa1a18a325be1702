import { pumpOf, type TakeChunk } from "./pumped-body.ts";

/** A body that can be ended from outside while it waits for its source. */
export interface StoppableBody {
  /**
   * Set when the source threw or the signal aborted: then this, not what a storage library makes of it, is the error to
   * show.
   */
  readonly failure: { readonly error: unknown } | undefined;
  /** Hands over the whole body, once. Settles only when no chunk is being taken any more. */
  pump(take: TakeChunk): Promise<void>;
  /** The store gave up: the pump rejects, the source is closed. */
  cancel(error: unknown): void;
  /** Lets go of the signal. */
  release(): void;
}

export function createStoppableBody(source: AsyncIterable<Uint8Array>, signal?: AbortSignal): StoppableBody {
  const stopping = new AbortController();
  const stopped = stopping.signal;
  let failure: { readonly error: unknown } | undefined;
  const onAbort = (): void => {
    if (!stopped.aborted) failure ??= { error: signal?.reason };
    stopping.abort(signal?.reason);
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted === true) onAbort();

  return {
    get failure() {
      return failure;
    },
    async pump(take) {
      stopped.throwIfAborted();
      let taking: Promise<void> | undefined;
      let refused = false;
      const refuse = (error: unknown): never => {
        refused = true;
        throw error;
      };
      const takeOne: TakeChunk = (chunk) => {
        stopped.throwIfAborted();
        try {
          const taken = take(chunk);
          if (taken === undefined) return;
          taking = taken;
          return taken.catch(refuse);
        } catch (error) {
          return refuse(error);
        }
      };
      const pumping = pumpOf(source)(takeOne, stopped).catch((error: unknown) => {
        if (!stopped.aborted && !refused) failure = { error };
        stopping.abort(error);
        throw error;
      });
      try {
        await Promise.race([pumping, rejectionOf(stopped)]);
      } finally {
        await taking?.catch(() => undefined);
      }
    },
    cancel: (error) => stopping.abort(error),
    release: () => signal?.removeEventListener("abort", onAbort),
  };
}

/** A source that hangs must not hold up whoever stopped it. */
function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}
