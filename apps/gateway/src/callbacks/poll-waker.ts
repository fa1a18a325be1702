import type { OpenedStageQueue } from "@hailuo-queue/queue";
import { delay } from "@hailuo-queue/runtime";

export interface PollJob {
  readonly generationId: string;
  readonly run: number;
}

/** Brings polls forward. */
export interface PollWaker {
  /** Lets this generation's poll run now, if it has one that waits. Returns at once; never throws. */
  wake(job: PollJob): void;
  /** Waits for those under way. */
  close(): Promise<void>;
}

export interface PollWakerParts {
  readonly queue: Pick<OpenedStageQueue, "wake">;
  /** Whether this poll may be woken now: at most once in some seconds. */
  readonly claim: (job: PollJob) => Promise<boolean>;
  readonly now: () => number;
  readonly count: (result: "woken" | "running" | "absent" | "denied" | "dropped") => void;
  readonly onError: (error: unknown) => void;
}

/**
 * What one gateway passes on: twice the callbacks of the fastest account (300 tasks a minute, told three times each).
 * Polls find the rest.
 */
const WAKES_PER_SECOND = 30;
const BURST = 300;
/** A poll that runs in this moment may have asked just before the end. */
const AGAIN_MS = 1500;

export function createPollWaker({ queue, claim, now, count, onError }: PollWakerParts): PollWaker {
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();
  let left = BURST;
  let filledAt = now();

  function mayPass(): boolean {
    const time = now();
    left = Math.min(BURST, left + (Math.max(0, time - filledAt) / 1000) * WAKES_PER_SECOND);
    filledAt = time;
    if (left < 1 || closing.signal.aborted) return false;
    left -= 1;
    return true;
  }

  async function wakeNow(job: PollJob): Promise<void> {
    // Asked for jobs that are there only: nothing is kept of names that were made up.
    const woken = await queue.wake("poll", job, () => claim(job));
    count(woken);
    if (woken !== "running") return;
    await delay(AGAIN_MS, closing.signal);
    if (!closing.signal.aborted) await queue.wake("poll", job);
  }

  return {
    wake(job) {
      if (!mayPass()) return count("dropped");
      const work: Promise<void> = wakeNow(job)
        .catch(onError)
        .finally(() => underWay.delete(work));
      underWay.add(work);
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}
