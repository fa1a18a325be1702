import { setMaxListeners } from "node:events";

/**
 * So many jobs in a row share a signal. One for each job would be a twentieth of what a busy worker does; one for all
 * would grow: Node 20 keeps a WeakRef of each signal that `AbortSignal.any` joins to another for as long as that other
 * one lives (measured: two for each video).
 */
const JOBS_PER_SIGNAL = 64;

/** The signals of a worker's jobs, which are all aborted at once when it closes. */
export interface JobSignals {
  /** The signal of a job that begins. `letGo` is called when it has ended. */
  take(): { readonly signal: AbortSignal; letGo(): void };
  /** Also aborts the signals of jobs that are still to come. */
  abort(reason: Error): void;
}

interface Group {
  readonly controller: AbortController;
  taken: number;
  underWay: number;
}

/** Makes the signals of one worker. */
export function createJobSignals(): JobSignals {
  const groups = new Set<Group>();
  let newest: Group | undefined;
  let ended: Error | undefined;

  function open(): Group {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    if (ended !== undefined) controller.abort(ended);
    const group = { controller, taken: 0, underWay: 0 };
    groups.add(group);
    return group;
  }

  return {
    take() {
      const group = newest === undefined || newest.taken === JOBS_PER_SIGNAL ? open() : newest;
      newest = group;
      group.taken += 1;
      group.underWay += 1;
      return {
        signal: group.controller.signal,
        letGo: () => {
          group.underWay -= 1;
          if (group.underWay === 0 && group.taken === JOBS_PER_SIGNAL) groups.delete(group);
        },
      };
    },
    abort(reason) {
      ended = reason;
      for (const { controller } of groups) controller.abort(reason);
    },
  };
}
