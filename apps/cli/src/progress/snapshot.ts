import type { BatchSummary } from "@hailuo-queue/contracts";

/** All that a progress display shows, at one moment. */
export interface ProgressSnapshot {
  readonly batchId: string;
  readonly total: number;
  readonly counts: BatchSummary["counts"];
  readonly nowMs: number;
  readonly startedAtMs: number;
  readonly slots?: { readonly used: number; readonly allowed: number };
  /** Videos that ended per minute, lately; undefined until that can be said. */
  readonly videosPerMinute?: number;
  readonly etaMs?: number;
  /** The reason of the failure that was seen last. */
  readonly lastFailure?: string;
  /** What the user should know just now: a service is away, the account is paused, stopping. */
  readonly notice?: string;
}
