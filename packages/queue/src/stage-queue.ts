import { JOB_NAMES, JOB_VERSION, type NewJob, type Stage, type StageQueue, STAGES } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { type BulkJobOptions, Queue } from "bullmq";
import { jobId } from "./job-id.ts";
import { JOB_OPTIONS, QUEUE_NAMES, STREAMS } from "./queue-settings.ts";
import type { QueueKeys } from "./queue-keys.ts";

/** Where the queues are, and over which connection they are reached. */
export interface OpenStageQueueOptions {
  readonly redisUrl: string;
  readonly keys: Pick<QueueKeys, "bull">;
  /** A connection of the whole process, which outlives the queue; default: one of its own. */
  readonly redis?: RedisClient | undefined;
  readonly onError?: (error: Error) => void;
}

/** The three queues, with what only their owner does: wake a job, count jobs, close. */
export interface OpenedStageQueue extends StageQueue {
  /**
   * Lets a job that waits for its time run now. `running`: it runs just now, or is about to; `absent`: there is none.
   * `mayWake` is asked for one that is there.
   */
  wake(
    stage: Stage,
    job: JobName,
    mayWake?: () => Promise<boolean>,
  ): Promise<"woken" | "running" | "absent" | "denied">;
  /** How many jobs each queue holds, by BullMQ's states. */
  depths(): Promise<readonly { readonly stage: Stage; readonly counts: Readonly<Record<string, number>> }[]>;
  /** BullMQ's own queues, for dashboards. */
  readonly queues: Readonly<Record<Stage, Queue>>;
  close(): Promise<void>;
}

type JobName = Pick<NewJob, "generationId" | "run">;

interface Waiting {
  readonly entry: { name: string; data: object; opts: BulkJobOptions };
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The three queues, for adding. The adds of one turn of the event loop go to Redis together. */
export async function openStageQueue(options: OpenStageQueueOptions): Promise<OpenedStageQueue> {
  const onError = options.onError ?? ((): void => undefined);
  const redis = options.redis ?? (await openRedis(options.redisUrl, { role: "worker", onError }));
  const queues = Object.fromEntries(
    STAGES.map((stage) => {
      const queue = new Queue(QUEUE_NAMES[stage], {
        connection: redis,
        prefix: options.keys.bull,
        streams: STREAMS,
        defaultJobOptions: JOB_OPTIONS,
      });
      queue.on("error", onError);
      return [stage, queue];
    }),
  ) as unknown as Record<Stage, Queue>;
  const waiting: Record<Stage, Waiting[]> = { create: [], poll: [], download: [] };

  async function flush(stage: Stage): Promise<void> {
    const entries = waiting[stage];
    waiting[stage] = [];
    try {
      await queues[stage].addBulk(entries.map(({ entry }) => entry));
      for (const { resolve } of entries) resolve();
    } catch (error) {
      for (const { reject } of entries) reject(error);
    }
  }

  function enqueue(stage: Stage, job: NewJob): Promise<void> {
    return new Promise((resolve, reject) => {
      if (waiting[stage].length === 0) setImmediate(() => void flush(stage));
      waiting[stage].push({ entry: entryOf(stage, job), resolve, reject });
    });
  }

  async function add(stage: Stage, jobs: readonly NewJob[]): Promise<void> {
    await Promise.all(jobs.map((job) => enqueue(stage, job)));
  }

  async function revive(stage: Stage, job: NewJob): Promise<boolean> {
    const existing = await queues[stage].getJob(jobId(stage, job));
    if (existing !== undefined) {
      if (!(await existing.isCompleted()) && !(await existing.isFailed())) return false;
      await existing.remove();
    }
    await add(stage, [job]);
    return true;
  }

  async function wake(stage: Stage, job: JobName, mayWake = allow): ReturnType<OpenedStageQueue["wake"]> {
    const existing = await queues[stage].getJob(jobId(stage, job));
    if (existing === undefined || (await existing.isCompleted()) || (await existing.isFailed())) return "absent";
    if (!(await mayWake())) return "denied";
    if (await existing.isDelayed()) {
      // It may begin by itself in this moment.
      const promoted = await existing.promote().then(
        () => true,
        () => false,
      );
      if (promoted) return "woken";
    }
    return "running";
  }

  async function depths(): ReturnType<OpenedStageQueue["depths"]> {
    return Promise.all(STAGES.map(async (stage) => ({ stage, counts: await queues[stage].getJobCounts() })));
  }

  async function close(): Promise<void> {
    await Promise.all(STAGES.map((stage) => queues[stage].close()));
    if (options.redis === undefined) await closeRedis(redis);
  }

  return { add, revive, wake, depths, queues, close };
}

async function allow(): Promise<boolean> {
  return true;
}

function entryOf(stage: Stage, job: NewJob): Waiting["entry"] {
  const { delayMs, ...data } = job;
  return {
    name: JOB_NAMES[stage],
    data: { version: JOB_VERSION, ...data },
    opts: { jobId: jobId(stage, job), ...(delayMs === undefined ? {} : { delay: Math.max(0, Math.round(delayMs)) }) },
  };
}
