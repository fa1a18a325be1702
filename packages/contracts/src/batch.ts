import type { Priority } from "./ports/admission.ts";
import type { GenerationState } from "./states.ts";

/** A named set of generations, with counters by state that cost one read whatever the batch's size. */
export interface BatchSummary {
  readonly batchId: string;
  readonly createdAt: number;
  readonly total: number;
  readonly counts: Readonly<Record<GenerationState, number>>;
  /** There when a user stopped its admissions. */
  readonly paused?: true;
  /** There while it is being cancelled. */
  readonly cancelling?: true;
  /** Given to the whole batch; goes before its generations' own. */
  readonly priority?: Priority;
}

/** Groups that a user thinks in; `needs_attention` waits for a decision of a user. */
export interface BatchOutcome {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly needs_attention: number;
  readonly unfinished: number;
}

export function summarizeOutcome(counts: BatchSummary["counts"]): BatchOutcome {
  const { succeeded, failed, cancelled, submission_unknown: unknown } = counts;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { total, succeeded, failed, cancelled, needs_attention: unknown, unfinished: total - succeeded - failed - cancelled - unknown };
}
