import { setTimeout as pause } from "node:timers/promises";
import type { Admission, StageQueue } from "@hailuo-queue/contracts";

/** What the dispatcher needs. */
export interface DispatcherParts {
  readonly admission: Pick<Admission, "admit" | "waitForWake">;
  readonly queue: Pick<StageQueue, "add">;
  /** Told of faults; the dispatcher goes on. */
  readonly onError: (error: unknown) => void;
}

/** Turns grants into create jobs. Any number may run in the fleet: each wake reaches one of them. */
export interface Dispatcher {
  /** Until the signal aborts. What it was granted and did not live to enqueue is found by the reconciler. */
  run(signal: AbortSignal): Promise<void>;
}

/** Most grants per admission: small enough that several dispatchers share a burst. */
const GRANTS_AT_ONCE = 200;
/** Without any wake the backlog is looked at this often: a dispatcher that took the token may have died with it. */
const LONGEST_SLEEP_MS = 2000;
const PAUSE_AFTER_ERROR_MS = 1000;
/** Under load, slots that are freed in the same moment are taken together: the chain is a fifth faster for it. */
const GATHER_MS = 2;
/** Grants at once from which on it counts as load; below, a freed slot is taken without any delay. */
const GATHER_FROM = 5;

/** Makes the loop that turns grants into create jobs. It waits in Redis, and runs until its signal is aborted. */
export function createDispatcher({ admission, queue, onError }: DispatcherParts): Dispatcher {
  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const { grants, nextInMs } = await admission.admit(GRANTS_AT_ONCE);
        if (grants.length > 0) await queue.add("create", grants);
        if (grants.length === GRANTS_AT_ONCE) continue;
        await admission.waitForWake(Math.min(nextInMs ?? LONGEST_SLEEP_MS, LONGEST_SLEEP_MS), signal);
        if (grants.length >= GATHER_FROM) await pause(GATHER_MS);
      } catch (error) {
        if (signal.aborted) break;
        onError(error);
        await pause(PAUSE_AFTER_ERROR_MS);
      }
    }
  }

  return { run };
}
