/**
 * Time in which this process ran. While it stands still (stopped, suspended, starved, or busy for long) it does not go
 * on.
 */
export interface RunningTime {
  /** Calls it once, unless the returned function was called before. */
  after(action: () => void): () => void;
}

const STEPS = 20;

/**
 * Limits of `limitMs` each, counted in twenty steps; they end up to one step late. A timer of Node's that is due while
 * the process stands still runs before the sockets are read, and would blame a service whose answer lies there: here a
 * standstill, however long, costs one step.
 */
export function createRunningTime(limitMs: number): RunningTime {
  // In the order in which they end: each has the same limit.
  const waiting = new Map<object, { readonly endsAt: number; readonly action: () => void }>();
  let steps = 0;
  let timer: NodeJS.Timeout | undefined;

  function step(): void {
    steps += 1;
    for (const [key, { endsAt, action }] of waiting) {
      if (endsAt > steps) break;
      waiting.delete(key);
      action();
    }
    timer = undefined;
    goOn();
  }

  function goOn(): void {
    if (waiting.size > 0) timer ??= setTimeout(step, limitMs / STEPS);
  }

  return {
    after(action) {
      const key = {};
      // The step under way began before.
      waiting.set(key, { endsAt: steps + STEPS + (timer === undefined ? 0 : 1), action });
      goOn();
      return () => {
        waiting.delete(key);
        if (waiting.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
  };
}
