import type { BatchLabels } from "./batch-labels.ts";
import type { RequestFault } from "./generation-request.ts";
import type { Priority } from "./priority.ts";
import type { GenerationState } from "./states.ts";
import type { WebhookState } from "./webhook-states.ts";

/**
 * - `open`: takes items; nothing of it starts.
 * - `sealed`: complete and under way. A batch that came with its generations, by a submit, is sealed from the start.
 * - `ended`: every generation has ended.
 */
export type BatchPhase = "open" | "sealed" | "ended";

/**
 * Why a batch stopped starting generations by itself; what is in flight is finished. Too many failed; its lines were
 * refused; its budget has no room for the next; there is a budget, and no price is known for the next.
 */
export const BATCH_STOPS = ["failure_ratio", "rejected", "budget", "no_price"] as const;
/** See BATCH_STOPS. */
export type BatchStop = (typeof BATCH_STOPS)[number];

/**
 * Where a batch's videos go, whoever stores them. It is fixed with the batch by who makes it for a place of his own,
 * such as `hailuo run`.
 */
export interface BatchPlace {
  /** As {@link ObjectStore.location} has it: `file:///dir/` or `s3://bucket/prefix/`. */
  readonly location: string;
  /** Of a directory: the machine that it is on. */
  readonly host?: string;
  /** Of an S3 bucket: the server, where it is not AWS. */
  readonly endpoint?: string;
}

/** A named set of generations, with counters by state that cost one read whatever the batch's size. */
export interface BatchSummary {
  readonly batchId: string;
  readonly tenant: string;
  readonly createdAt: number;
  readonly phase: BatchPhase;
  /** There for a batch that was opened and sealed. */
  readonly sealedAt?: number;
  /** There for a batch that was sealed, once all of it has ended. */
  readonly endedAt?: number;
  readonly total: number;
  readonly counts: Readonly<Record<GenerationState, number>>;
  /** Lines that were refused: set aside, or the reason why the batch was rejected. */
  readonly invalid: number;
  /** How many of its generations another batch of the tenant had made or under way already when they were submitted. */
  readonly twins?: number;
  /** How many of its stored videos have warnings: they are not what was bought. Missing: none. */
  readonly warned?: number;
  /** There when a user stopped its admissions. */
  readonly paused?: true;
  /** There while it is being cancelled. */
  readonly cancelling?: true;
  /** There when it stopped by itself. */
  readonly stopped?: BatchStop;
  /** The part of its generations that may fail before it stops, 0 to 1. */
  readonly maxFailureRatio?: number;
  /** What all of it may cost, in millionths of a US dollar. */
  readonly budgetMicroUsd?: number;
  /** The prices of what is in flight. */
  readonly reservedMicroUsd: number;
  /** What was charged. */
  readonly spentMicroUsd: number;
  /** Given to the whole batch; goes before its generations' own. */
  readonly priority?: Priority;
  /** There when its videos have a place of their own; else each download worker stores them in its own. */
  readonly place?: BatchPlace;
  /** There when its caller gave it some. */
  readonly labels?: BatchLabels;
}

/** What becomes of a batch with lines that cannot be used: nothing of it is made, or they are set aside. */
export const INVALID_LINES = ["reject", "skip"] as const;
/** See INVALID_LINES. */
export type InvalidLines = (typeof INVALID_LINES)[number];

/** A batch as it is opened. Opening it again with the same settings is the same batch. */
export interface NewBatch {
  readonly batchId: string;
  readonly tenant: string;
  readonly objectKeyTemplate: string;
  readonly invalid: InvalidLines;
  readonly priority?: Priority;
  readonly maxFailureRatio?: number;
  readonly budgetMicroUsd?: number;
  /** URL that is told when it is sealed and when it has ended. */
  readonly webhook?: string;
  /** The URL is also told when one of its generations has ended or waits for a user. */
  readonly webhookOfEach?: true;
  /** Of each generation the states that are told; default: its end, and when it waits for a user. */
  readonly webhookStates?: readonly WebhookState[];
  readonly labels?: BatchLabels;
}

/** What stops a batch; `null` takes a limit away. */
export interface BatchLimits {
  readonly maxFailureRatio?: number | null;
  readonly budgetMicroUsd?: number | null;
}

/** What its items need to know of a batch that was opened. */
export type BatchSettings = Pick<
  NewBatch,
  "tenant" | "objectKeyTemplate" | "invalid" | "webhook" | "webhookOfEach" | "webhookStates"
>;

/** A line that cannot be used. */
export interface BatchFault {
  /** The item's place in the batch, from 0. */
  readonly index: number;
  /** None where only the place is kept: of many faults the first are told. */
  readonly faults: readonly Pick<RequestFault, "field" | "message">[];
  /** How many bytes its line had: faults are kept in about as many as were sent. */
  readonly sentBytes?: number;
}

/** What sealing a batch did. */
export type SealReceipt =
  /** Complete: it starts now, or is empty. */
  | { readonly result: "sealed" | "existing"; readonly received: number; readonly invalid: number }
  /** Not all of the announced items are there: it stays open. */
  | { readonly result: "incomplete"; readonly received: number; readonly invalid: number; readonly total: number }
  /** It has lines that cannot be used, and was opened to be refused then: nothing of it is ever made. */
  | { readonly result: "rejected"; readonly received: number; readonly invalid: number };

/** Groups that a user thinks in; `needs_attention` waits for a decision of a user. */
export interface BatchOutcome {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly needs_attention: number;
  readonly unfinished: number;
}

/** The states of a batch, grouped as users think of them. */
export function summarizeOutcome(counts: BatchSummary["counts"]): BatchOutcome {
  const { succeeded, failed, cancelled, submission_unknown: unknown } = counts;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    total,
    succeeded,
    failed,
    cancelled,
    needs_attention: unknown,
    unfinished: total - succeeded - failed - cancelled - unknown,
  };
}

/** One word for a batch that goes on by itself no more; undefined while it does. */
export function outcomeOf(summary: BatchSummary): "succeeded" | "failed" | "cancelled" | "needs_attention" | undefined {
  const { counts, phase } = summary;
  const { unfinished, needs_attention: unknown, failed, cancelled } = summarizeOutcome(counts);
  const { stopped } = summary;
  if (phase === "open" || (unfinished > 0 && (stopped === undefined || unfinished > counts.queued))) return undefined;
  if (unknown > 0 || stopped === "budget" || stopped === "no_price") return "needs_attention";
  if (unfinished > 0 || failed > 0) return "failed";
  return cancelled > 0 || stopped === "rejected" ? "cancelled" : "succeeded";
}
