import type { Stage } from "@hailuo-queue/contracts";
import type { JobsOptions, QueueOptions } from "bullmq";

/** The queues' names in Redis; stable, since jobs stand under them. */
export const QUEUE_NAMES = { create: "create", poll: "poll", download: "download" } as const satisfies Record<
  Stage,
  string
>;

/** Every Queue and Worker writes this option into the queue's meta, so it is the same everywhere. */
export const STREAMS: NonNullable<QueueOptions["streams"]> = { events: { maxLen: 1000 } };

/**
 * A job that is done leaves nothing: the records are the history, and a late double of it reads there that nothing is
 * left to do. Keeping the last thousand costs Redis seven commands a job instead of one. Jobs that cannot be read are
 * kept.
 */
export const JOB_OPTIONS: JobsOptions = {
  attempts: 1_000_000,
  backoff: { type: "stage" },
  removeOnComplete: true,
  removeOnFail: { age: 7 * 24 * 3600, count: 1000 },
  stackTraceLimit: 3,
};
