import { setImmediate as endOfTurn } from "node:timers/promises";
import { JOB_VERSION, type NewJob, type Outcome, type Stage, type StageHandler, type StageJob } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { Queue, type Worker } from "bullmq";
import { jobId } from "./job-id.ts";
import { JOB_OPTIONS, QUEUE_NAMES, STREAMS } from "./queue-settings.ts";
import { entryOf } from "./stage-queue.ts";

export interface BeginnerParts {
  readonly stage: Stage;
  readonly handler: StageHandler;
  /** Fetches the stage's jobs in this process; its handler asks `join` first. */
  readonly worker: Worker;
  /** The worker's own connection to Redis: what is added over it can be fetched right behind. */
  readonly connection: RedisClient;
  readonly prefix: string;
  /** Most jobs at once in this process, however they came to it. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly onError: (error: Error) => void;
}

/**
 * Begins jobs in the moment in which they are added: the handler runs while BullMQ still stores the job and hands it out. The job is
 * fetched here in the same trip, and joins the run that is under way. When another worker is faster, its run finds this one in the
 * record: the handler must bear to run twice at once, as it must after a crash.
 */
export interface Beginner {
  begin(jobs: readonly NewJob[]): Promise<void>;
  /** The run that a fetched job has begun already. */
  join(job: StageJob): Promise<Outcome> | undefined;
  /** Ends when nothing that was begun here runs any more. */
  whenIdle(): Promise<void>;
  close(): Promise<void>;
}

/** More at once are fetched with less effort by workers that go from one job to the next. */
const MOST_AT_ONCE = 4;
/** How long a run waits for its job, once it has ended: the worker's own loop may have fetched it, and be a little later. */
const JOIN_MS = 1000;

export function createBeginner(parts: BeginnerParts): Beginner {
  const { stage, handler, worker, connection, prefix, concurrency, signal, onError } = parts;
  const queue = new Queue(QUEUE_NAMES[stage], { connection, prefix, streams: STREAMS, defaultJobOptions: JOB_OPTIONS });
  queue.on("error", onError);
  const begun = new Map<string, Promise<Outcome>>();
  const running = new Set<Promise<unknown>>();
  let fetches = 0;

  /** Fetches what was added just now, as a rule; whatever it is, it is run. */
  async function fetchOne(): Promise<void> {
    fetches += 1;
    const token = `${worker.id}:here:${fetches}`;
    const job = await worker.getNextJob(token, { block: false });
    if (job !== undefined) await worker.processJob(job, token, () => false);
  }

  function start({ delayMs: _now, ...data }: NewJob): void {
    const id = jobId(stage, data);
    const run = handler({ job: { version: JOB_VERSION, ...data }, attemptsMade: 0, signal });
    begun.set(id, run);
    // An error is its job's, too, and makes it run again.
    const both = Promise.all([run, endOfTurn().then(fetchOne)].map((part: Promise<unknown>) => part.catch(report))).finally(() => {
      running.delete(both);
      shareRoom();
      setTimeout(() => begun.delete(id), JOIN_MS).unref();
    });
    running.add(both);
    shareRoom();
  }

  function report(error: unknown): void {
    if (!signal.aborted) onError(error as Error);
  }

  function shareRoom(): void {
    worker.concurrency = Math.max(1, concurrency - running.size);
  }

  /** Once: a job that comes again is to run again. */
  function join(job: StageJob): Promise<Outcome> | undefined {
    const id = jobId(stage, job);
    const run = begun.get(id);
    begun.delete(id);
    return run;
  }

  async function begin(jobs: readonly NewJob[]): Promise<void> {
    const adding = queue.addBulk(jobs.map((job) => entryOf(stage, job)));
    // BullMQ writes within the turn, transitions leave at its end: a job is on its way to Redis before its run's first move.
    if (jobs.length <= MOST_AT_ONCE && running.size + jobs.length < concurrency && !signal.aborted) jobs.forEach(start);
    await adding;
  }

  return {
    begin,
    join,
    whenIdle: async () => void (await Promise.all(running)),
    close: () => queue.close(),
  };
}
