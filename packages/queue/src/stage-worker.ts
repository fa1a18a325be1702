import {
  isOfLaterVersion,
  type Outcome,
  type Stage,
  type StageHandler,
  type StageJob,
  stageJobSchema,
} from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient, whyEnded } from "@hailuo-queue/redis";
import { createJobSignals } from "./job-signals.ts";
import { gatherLostLocks } from "./lost-locks.ts";
import { DelayedError, type Job, UnrecoverableError, Worker } from "bullmq";
import { QUEUE_NAMES } from "./queue-settings.ts";
import type { QueueKeys } from "./queue-keys.ts";
import { STALLED_CHECK_MS, watchStalled } from "./watch-stalled.ts";

/** Where a stage's jobs are, and how many run at once. */
export interface RunStageWorkerOptions {
  readonly redisUrl: string;
  readonly keys: Pick<QueueKeys, "bull">;
  /**
   * A connection of the whole process, which outlives the worker; default: one of its own. It sleeps in another one
   * either way.
   */
  readonly redis?: RedisClient | undefined;
  /** Jobs handled at once in this process. */
  readonly concurrency: number;
  readonly onError?: (error: Error) => void;
  /**
   * Jobs went to other workers while this process worked on them, since it stood still; told together. Default: each is
   * an error.
   */
  readonly onLocksLost?: (jobs: number) => void;
  /** A job that cannot be read is set aside (BullMQ's failed set) and told here. */
  readonly onPoison?: (jobId: string, reason: string) => void;
  /** A job of a later version was put back for a worker that knows it; told at most once a minute. */
  readonly onLaterVersion?: (jobId: string) => void;
}

/** A worker of one stage, which its owner must close. */
export interface RunningStageWorker {
  /** Stops fetching, aborts the handlers' signal, and waits until every handler has ended. */
  close(): Promise<void>;
  /** False once it has stopped, or its connection to Redis has ended for good. */
  isRunning(): boolean;
  /** Jobs whose handlers have not ended. */
  underWay(): number;
  /** Resolves when it can take jobs: both of its connections are there. Rejects when it is closed before. */
  whenReady(): Promise<void>;
}

/**
 * After the death of a process its jobs run again within LOCK_MS + STALLED_CHECK_MS. A process whose event loop stands
 * still for longer than LOCK_MS - RENEW_MS loses its jobs to others, who run them a second time: harmless, and money is
 * guarded by the record.
 */
const LOCK_MS = 10_000;
const RENEW_MS = 3_000;
/**
 * How long a worker without jobs sleeps in Redis before it looks by itself, in seconds: a job that comes wakes it, and
 * one whose wake another took and died with is found then.
 */
const SLEEP_S = 10;
/** Long enough that a closing worker does not fetch again what it has just handed back. */
const HAND_BACK_MS = 50;
/** How long a stage's job of a later version waits before it is offered again, in ms. */
const LATER_VERSION_PAUSE_MS = 15_000;
const TOLD_EVERY_MS = 60_000;

/** Thrown for a `fail` outcome; carries the wait that BullMQ's backoff asks for. */
class StageFailure extends Error {
  readonly retryInMs: number;

  constructor(cause: Error, retryInMs: number) {
    super(cause.message, { cause });
    this.name = "StageFailure";
    this.retryInMs = retryInMs;
  }
}

/** Runs the jobs of one stage. */
export function runStageWorker(
  stage: Stage,
  handler: StageHandler,
  options: RunStageWorkerOptions,
): Promise<RunningStageWorker> {
  return runQueueWorker<StageJob>(
    { queueName: QUEUE_NAMES[stage], jobSchema: stageJobSchema, laterVersionPauseMs: LATER_VERSION_PAUSE_MS, handler },
    options,
  );
}

interface QueueWork<Job> {
  readonly queueName: string;
  readonly jobSchema: JobSchema<Job>;
  /** How long a job of a later version waits before it is offered again, in ms. */
  readonly laterVersionPauseMs: number;
  readonly handler: (run: {
    readonly job: Job;
    readonly attemptsMade: number;
    readonly signal: AbortSignal;
  }) => Promise<Outcome>;
}

/** The part of a zod schema that is needed here. */
interface JobSchema<Job> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: Job }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

/** Turns the handler's outcome into BullMQ's moves. Nothing else in the house does. */
export async function runQueueWorker<Data>(
  work: QueueWork<Data>,
  options: RunStageWorkerOptions,
): Promise<RunningStageWorker> {
  const { queueName, jobSchema, laterVersionPauseMs, handler } = work;
  const onError = options.onError ?? ignore;
  const redis = options.redis ?? (await openRedis(options.redisUrl, { role: "blocking", onError }));
  const signals = createJobSignals();

  let closing = false;
  let underWay = 0;
  let toldAt = Number.NEGATIVE_INFINITY;

  function putBack(job: Job, token: string | undefined): Promise<void> {
    if (performance.now() - toldAt > TOLD_EVERY_MS) {
      toldAt = performance.now();
      options.onLaterVersion?.(job.id ?? "");
    }
    return move(job, token, { type: "snooze", untilMs: Date.now() + laterVersionPauseMs, reason: "later version" });
  }

  async function process(job: Job, token: string | undefined): Promise<void> {
    const parsed = jobSchema.safeParse(job.data);
    if (!parsed.success) {
      if (isOfLaterVersion(job.data)) return putBack(job, token);
      const reason = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
      options.onPoison?.(job.id ?? "", reason);
      throw new UnrecoverableError(`The job cannot be read: ${reason}`);
    }
    // Fetched in the very moment of closing: for another worker.
    if (closing) return move(job, token, handBack());
    let outcome: Outcome;
    underWay += 1;
    const { signal, letGo } = signals.take();
    try {
      outcome = await handler({ job: parsed.data, attemptsMade: job.attemptsMade, signal });
    } catch (error) {
      // Handed back as it was when the process shuts down: no attempt is burnt.
      if (closing) outcome = handBack();
      else throw error;
    } finally {
      letGo();
      underWay -= 1;
    }
    await move(job, token, outcome);
  }

  const worker = new Worker(queueName, process, {
    connection: redis,
    prefix: options.keys.bull,
    concurrency: options.concurrency,
    lockDuration: LOCK_MS,
    lockRenewTime: RENEW_MS,
    drainDelay: SLEEP_S,
    stalledInterval: STALLED_CHECK_MS,
    skipStalledCheck: true,
    // BullMQ never resets a job's stalled counter, and a poll may live through many restarts.
    maxStalledCount: 1_000_000,
    settings: {
      backoffStrategy: (attemptsMade, _type, error) =>
        error instanceof StageFailure ? error.retryInMs : retryUnexpected(attemptsMade),
    },
  });
  const lostLocks = options.onLocksLost === undefined ? undefined : gatherLostLocks(options.onLocksLost);
  worker.on("error", (error) => {
    if (lostLocks?.takes(error) !== true) onError(error);
  });
  let isMet = false;
  worker.waitUntilReady().then(
    () => (isMet = true),
    () => undefined,
  );

  const stalled = watchStalled({
    countActive: () => redis.llen(worker.toKey("active")),
    putBack: () => worker.backend.moveStalledJobsToWait(),
    onError: (error) => onError(error as Error),
  });

  async function close(): Promise<void> {
    stalled.close();
    closing = true;
    signals.abort(new Error("shutdown"));
    // With Redis away BullMQ would wait for it; there is nothing to hand back when no handler is under way.
    const away = (redis.status !== "ready" || !isMet) && underWay === 0;
    await worker.close(away);
    lostLocks?.close();
    if (options.redis === undefined) await closeRedis(redis);
  }

  return {
    close,
    isRunning: () => worker.isRunning() && whyEnded(redis) === undefined,
    underWay: () => underWay,
    whenReady: () => worker.waitUntilReady(),
  };
}

const ignore = (): void => undefined;

function handBack(): Outcome {
  return { type: "snooze", untilMs: Date.now() + HAND_BACK_MS, reason: "shutdown" };
}

async function move(job: Job, token: string | undefined, outcome: Outcome): Promise<void> {
  switch (outcome.type) {
    case "done":
      return;
    case "snooze":
      await job.moveToDelayed(Math.round(outcome.untilMs), token);
      throw new DelayedError();
    case "fail":
      throw new StageFailure(outcome.error, outcome.retryInMs);
  }
}

/** For errors that no handler foresaw, such as a Redis that went away in the middle. */
function retryUnexpected(attemptsMade: number): number {
  return Math.min(500 * 2 ** Math.min(attemptsMade, 6), 30_000);
}
