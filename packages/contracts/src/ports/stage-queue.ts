import type { Stage, StageJob } from "../jobs.ts";

export interface NewJob extends Omit<StageJob, "version"> {
  /** Run not before this many ms from now; default at once. */
  readonly delayMs?: number;
}

/** Adds jobs to the three queues. The id is made from stage, generation and run: adding one twice is adding it once. */
export interface StageQueue {
  add(stage: Stage, jobs: readonly NewJob[]): Promise<void>;
  /** Of these jobs, those that the queue still holds in any unfinished state. */
  pending(stage: Stage, jobs: readonly Pick<StageJob, "generationId" | "run">[]): Promise<ReadonlySet<string>>;
}
