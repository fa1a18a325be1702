import { z } from "zod";

/** The three steps of a generation, each with its BullMQ queue. */
export const STAGES = ["create", "poll", "download"] as const;
/** See STAGES. */
export type Stage = (typeof STAGES)[number];

/**
 * Version of {@link StageJob}, as it is written here. A worker works jobs of its own version, of all before it, and of
 * the next one, whose workers run beside it during a rolling deploy; a job of a later version waits for a worker that
 * knows it. So a version may add fields that its predecessor can do without, and nothing else: what an older worker
 * would misunderstand takes two releases, of which the first reads it and the second writes it.
 */
export const JOB_VERSION = 1;

/** See JOB_VERSION; fields that are not known here are left out. */
export const jobVersionSchema = z
  .int()
  .positive()
  .max(JOB_VERSION + 1);

/** Whether a job that cannot be read is of a later version than ours: then it is no worker's fault, and waits. */
export function isOfLaterVersion(data: unknown): boolean {
  const version = typeof data === "object" && data !== null && "version" in data ? data.version : undefined;
  return Number.isSafeInteger(version) && (version as number) > JOB_VERSION;
}

/** What a job carries: the generation's id and little else; the record in Redis is the truth. */
export const stageJobSchema = z.object({
  version: jobVersionSchema,
  generationId: z.string().min(1),
  /** The grant (or replay) that this job belongs to: a job of another run than the record's does nothing. */
  run: z.int().positive(),
  /** The account whose slot was taken at admission; create jobs only. */
  account: z.string().optional(),
  /** The generation's batch, which never changes; saves the create stage a read. */
  batchId: z.string().optional(),
});
/** What a job carries: a generation, its run, and the version of this shape. */
export type StageJob = z.infer<typeof stageJobSchema>;

/**
 * Job kinds as they stand in Redis. To rename one: let workers of the next release read both names, and drop the old
 * one a release later, when no job of that name is left.
 */
export const JOB_NAMES = {
  create: "generation.create",
  poll: "generation.poll",
  download: "generation.download",
} as const satisfies Record<Stage, string>;

/**
 * How a stage's handler ends. Waiting is `snooze` and counts no attempt; `fail` counts one and is retried by the queue.
 */
export type Outcome =
  | { readonly type: "done" }
  | { readonly type: "snooze"; readonly untilMs: number; readonly reason: string }
  | { readonly type: "fail"; readonly error: Error; readonly retryInMs: number };

/** What a handler knows of the run it is in. */
export interface StageRun {
  readonly job: StageJob;
  /** Attempts that already ended in an error: 0 at first. */
  readonly attemptsMade: number;
  /** Aborted when the process shuts down. A call that costs money does not listen to it. */
  readonly signal: AbortSignal;
}

/** Works one job. An error that it throws counts as a failed attempt. */
export type StageHandler = (run: StageRun) => Promise<Outcome>;
