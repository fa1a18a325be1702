import type { GenerationState, Stage } from "@hailuo-queue/contracts";

/**
 * What keeps generations from moving. Stable, for programs; new ones may come.
 * Of an account that the provider refuses, `code` tells the provider's reason.
 */
export const TROUBLE_CAUSES = [
  "no_create_worker",
  "no_poll_worker",
  "no_download_worker",
  "account_refused",
  "account_refused_at_times",
  "account_paused",
  "account_draining",
  "limit_zero",
  "model_refused",
  "no_account_for_model",
  "slots_lost",
  "slots_overdue",
  "cap_lowered",
  "tenant_paused",
  "tenant_budget",
  "tenant_flood",
  "tenant_share",
  "batch_paused",
  "batch_open",
  "batch_budget",
  "batch_no_price",
  "batch_failure_ratio",
  "batch_cancelling",
  "storage_full",
  "storage_refused",
  "links_refused",
  "downloads_failing",
  "polls_failing",
  "no_key_for_polls",
  "creates_refused_alone",
  "decision_needed",
  "funds_low",
  "callback_refused",
  "slots_full",
  "window_full",
] as const;
/** See TROUBLE_CAUSES. */
export type TroubleCause = (typeof TROUBLE_CAUSES)[number];

/**
 * - `stops`: what it affects does not move until somebody or something ends it;
 * - `slows`: it moves, and less than it could;
 * - `asks`: a person has to decide;
 * - `warns`: nothing stands still for it; somebody may want to know;
 * - `limit`: the account is used to the full, which is as it should be.
 */
export const SEVERITIES = ["stops", "slows", "asks", "warns", "limit"] as const;
/** See SEVERITIES. */
export type Severity = (typeof SEVERITIES)[number];

/** One reason why generations do not move, what that costs, and what to do. */
export interface Trouble {
  readonly cause: TroubleCause;
  readonly severity: Severity;
  /** Generations that it holds up, as far as is known. */
  readonly generations: number;
  /** What is the matter: a sentence. */
  readonly what: string;
  /** What to do, or what happens by itself: a sentence. */
  readonly remedy: string;
  readonly account?: string;
  readonly batch?: string;
  readonly tenant?: string;
  readonly stage?: Stage;
  readonly model?: string;
  /** Of the provider's refusal, or of the attempt that failed. */
  readonly code?: string;
}

/** Why nothing moves, or that all moves. */
export interface Diagnosis {
  /** Unix ms, by the clock of Redis. */
  readonly at: number;
  /**
   * - `idle`: nothing is unfinished;
   * - `moving`: nothing is in the way;
   * - `slowed`: something moves, and less than it could;
   * - `stopped`: nothing moves that waits, is under way, or has to be decided on.
   */
  readonly standing: "idle" | "moving" | "slowed" | "stopped";
  /** In one sentence: the first trouble, or that there is none. */
  readonly summary: string;
  /** What holds up most comes first. */
  readonly troubles: readonly Trouble[];
}

/** Which states a stage has to work on. */
export const STATES_OF_STAGE: Readonly<Record<Stage, readonly GenerationState[]>> = {
  create: ["queued"],
  poll: ["generating", "overdue", "cancelling"],
  download: ["downloading"],
};

/** `1 generation waits`, `7 generations wait`. */
export function waitWords(count: number): string {
  return count === 1 ? "1 generation waits" : `${count.toLocaleString("en-US")} generations wait`;
}
