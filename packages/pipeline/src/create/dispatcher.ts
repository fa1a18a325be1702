import { setImmediate as endOfTurn, setTimeout as pause } from "node:timers/promises";
import type { Admission, AdmissionResult, Grant } from "@hailuo-queue/contracts";

export interface DispatcherParts {
  readonly admission: Admission;
  /** Gives each its create job. */
  readonly begin: (grants: readonly Grant[]) => Promise<void>;
  /** Told of faults; the dispatcher goes on. */
  readonly onError: (error: unknown) => void;
}

/** Turns grants into create jobs. Any number may run in the fleet: each wake reaches one of them. */
export interface Dispatcher {
  /** Until the signal aborts. What it was granted and did not live to enqueue is found by the reconciler. */
  run(signal: AbortSignal): Promise<void>;
  readonly successor: Successor;
}

/** Gives a freed slot to the next generation without anybody being woken for it. */
export interface Successor {
  /** Whether to rely on it: it runs, and something waited when it last looked. */
  isReady(): boolean;
  /**
   * To be called right after the call of a transition that frees a slot, in the same turn and with one connection for both: the
   * admission then reaches Redis behind it. Should this process die in between, whoever looks next takes the slot. Ends when what
   * was granted has its job.
   */
  slotFreed(): Promise<void>;
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

export function createDispatcher({ admission, begin, onError }: DispatcherParts): Dispatcher {
  let running = false;
  let someWait = false;
  let freed = 0;
  let again: NodeJS.Timeout | undefined;
  let besides = Promise.resolve();

  async function dispatch(): Promise<AdmissionResult> {
    const admitted = await admission.admit(GRANTS_AT_ONCE);
    someWait = !admitted.backlogEmpty;
    if (admitted.grants.length > 0) await begin(admitted.grants);
    return admitted;
  }

  async function run(signal: AbortSignal): Promise<void> {
    running = true;
    while (!signal.aborted) {
      try {
        const { grants, nextInMs } = await dispatch();
        if (grants.length === GRANTS_AT_ONCE) continue;
        await admission.waitForWake(Math.min(nextInMs ?? LONGEST_SLEEP_MS, LONGEST_SLEEP_MS), signal);
        if (grants.length >= GATHER_FROM) await pause(GATHER_MS);
      } catch (error) {
        if (signal.aborted) break;
        onError(error);
        await pause(PAUSE_AFTER_ERROR_MS);
      }
    }
    running = false;
    clearTimeout(again);
    await besides;
  }

  function startBesides(): Promise<void> {
    clearTimeout(again);
    besides = dispatchBesides();
    return besides;
  }

  async function dispatchBesides(): Promise<void> {
    try {
      const { nextInMs } = await dispatch();
      // The loop may sleep longer than that: it was told before this admission took its part.
      if (running && nextInMs !== undefined && nextInMs < LONGEST_SLEEP_MS) {
        again = setTimeout(() => void startBesides(), nextInMs);
      }
    } catch (error) {
      onError(error);
    }
  }

  async function slotFreed(): Promise<void> {
    freed += 1;
    const latest = freed;
    // Transitions leave at the end of their turn. Of several in one turn the last one's call admits for all.
    await endOfTurn();
    if (latest === freed && running) await startBesides();
  }

  return { run, successor: { isReady: () => running && someWait, slotFreed } };
}
