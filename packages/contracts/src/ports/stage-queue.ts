import type { Stage, StageJob } from "../jobs.ts";

/** A job to add. Adding one with the id of an unfinished job adds nothing. */
export interface NewJob extends Omit<StageJob, "version"> {
  /** Run not before this many ms from now; default at once. */
  readonly delayMs?: number;
}

/** Adds jobs to the three queues. The id is made from stage, generation and run: adding one twice is adding it once. */
export interface StageQueue {
  add(stage: Stage, jobs: readonly NewJob[]): Promise<void>;
  /**
   * For a generation whose job may be lost: adds it unless an unfinished one is there; one that ended is replaced. True
   * when it was added.
   */
  revive(stage: Stage, job: NewJob): Promise<boolean>;
}
