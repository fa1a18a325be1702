import type { BatchSummary } from "@hailuo-queue/contracts";
import type { Notice } from "./notices.ts";

/** All that a progress display shows, at one moment. */
export interface ProgressSnapshot {
  readonly batchId: string;
  readonly total: number;
  readonly counts: BatchSummary["counts"];
  /** Of those that succeeded: how many are not where they were stored. A video that is not there is not done. */
  readonly missing: number;
  readonly nowMs: number;
  readonly startedAtMs: number;
  /** Whether the provider is a simulator: its money buys nothing. */
  readonly simulated: boolean;
  /** What was charged, in millionths of a US dollar. */
  readonly spentMicroUsd: number;
  readonly slots?: { readonly used: number; readonly allowed: number };
  /** Videos that ended per minute, lately; undefined until that can be said. */
  readonly videosPerMinute?: number;
  readonly eta?: Eta;
  /** The reason of the failure that was seen last. */
  readonly lastFailure?: string;
  /** What a person should know just now, what stops most first. */
  readonly notices: readonly Notice[];
}

export interface Eta {
  readonly ms: number;
  /** From the usual times of the models, before enough have ended to measure. */
  readonly isGuess: boolean;
}

/** How many files are there. */
export function doneOf({ counts, missing }: Pick<ProgressSnapshot, "counts" | "missing">): number {
  return Math.max(0, counts.succeeded - missing);
}
