/** A body that can be ended from outside while it waits for its source. */
export interface StoppableBody extends AsyncIterable<Uint8Array> {
  /** Set when the source threw or the signal aborted: then this, not what a storage library makes of it, is the error to show. */
  readonly failure: { readonly error: unknown } | undefined;
  /** The store gave up: a pending read rejects, the source is closed. */
  cancel(error: unknown): void;
  /** Lets go of the signal. */
  release(): void;
}

export function createStoppableBody(source: AsyncIterable<Uint8Array>, signal?: AbortSignal): StoppableBody {
  let iterator: AsyncIterator<Uint8Array> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let stopped: { readonly error: unknown } | undefined;
  let rejectPending: ((error: unknown) => void) | undefined;
  const end = (): void => {
    // Not awaited: a source that hangs must not hold up whoever stopped it.
    iterator?.return?.().catch(() => undefined);
    iterator = undefined;
  };
  const stop = (error: unknown): void => {
    if (stopped !== undefined) return;
    stopped = { error };
    rejectPending?.(error);
    end();
  };
  const onAbort = (): void => {
    if (stopped === undefined) failure ??= { error: signal?.reason };
    stop(signal?.reason);
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted === true) onAbort();

  const next = (): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (stopped !== undefined) return Promise.reject(stopped.error as Error);
    iterator ??= source[Symbol.asyncIterator]();
    const pull = iterator.next();
    return new Promise((resolve, reject) => {
      rejectPending = reject;
      pull.then(
        (step) => resolve(step.done === true ? { done: true, value: undefined } : step),
        (error: unknown) => {
          if (stopped === undefined) failure = stopped = { error };
          reject(error as Error);
        },
      );
    });
  };
  return {
    get failure() {
      return failure;
    },
    cancel: stop,
    release: () => signal?.removeEventListener("abort", onAbort),
    [Symbol.asyncIterator]: () => ({
      next,
      return() {
        end();
        return Promise.resolve({ done: true as const, value: undefined });
      },
    }),
  };
}
