import { type BatchLimits, optional } from "@hailuo-queue/contracts";

/** What a user lets a batch cost, and how much of it may fail; `null`: no limit. */
export interface LimitOptions {
  /** Millionths of a US dollar. */
  readonly budget?: number | null;
  readonly maxFailureRatio?: number | null;
}

/** The limits of a submit; nothing where the user said nothing: those of an earlier run stay. */
export function limitsOf({ budget, maxFailureRatio }: LimitOptions): { readonly limits?: BatchLimits } {
  if (budget === undefined && maxFailureRatio === undefined) return {};
  return {
    limits: optional({ budgetMicroUsd: budget, maxFailureRatio }),
  };
}
