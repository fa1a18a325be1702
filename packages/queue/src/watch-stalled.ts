/**
 * While jobs are worked on, by whomever, those whose worker died are looked for this often, in ms; one process of all
 * does it.
 */
export const STALLED_CHECK_MS = 2000;
/**
 * So long a queue on which nobody works is left alone, in ms. A job that is taken in the meantime is seen before its
 * lock ends, so that the death of its worker is noticed no later than while others are worked on.
 */
const QUIET_CHECK_MS = 8000;

/** A queue whose workers may die. */
export interface StalledWatchParts {
  /** How many jobs are worked on now, in all processes. */
  readonly countActive: () => Promise<number>;
  /** Puts back the jobs that nobody works on any more. */
  readonly putBack: () => Promise<unknown>;
  /** Told of a look that failed; the next one follows. */
  readonly onError: (error: unknown) => void;
}

/**
 * Puts back the jobs of workers that died. BullMQ's own loop does the whole check every time, which is most of what an
 * idle worker does; this one asks first whether anybody works.
 */
export function watchStalled({ countActive, putBack, onError }: StalledWatchParts): { close(): void } {
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    let inMs = STALLED_CHECK_MS;
    try {
      if ((await countActive()) > 0) await putBack();
      else inMs = QUIET_CHECK_MS;
    } catch (error) {
      if (!closed) onError(error);
    }
    if (!closed) timer = setTimeout(() => void look(), inMs);
  }

  void look();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
