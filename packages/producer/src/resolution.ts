/** What became of a create whose answer was lost, as a user found out at the provider. */
export type Resolution =
  /** It was accepted under this task id: go on with it, nothing is bought. The provider is asked for it first. */
  | { readonly action: "task"; readonly taskId: string }
  /**
   * It was not accepted: BUYS the generation, now or when its turn comes. Where the API lists tasks, they are looked
   * through first, and one that may be its stops this; with `force` nobody looks. What was sent to the provider after
   * `lostBefore`, in Unix ms, is lost anew since that was decided, and stays.
   */
  | { readonly action: "resubmit"; readonly force?: boolean; readonly lostBefore?: number }
  /** Give it up; also one that is overdue or cancelling and whose task the provider never ends. Frees its slot. */
  | { readonly action: "fail" };

/** Why a decision or a retry was refused; stable, for programs. */
export type RefusalCode =
  /** It does not wait for this. */
  | "not_waiting"
  /** The provider says that its account has no such task. */
  | "unknown_task"
  /** The account's task was made of something else, or at another time. */
  | "other_task"
  /** Another generation has, or had, this task. */
  | "task_taken"
  /** The provider lists a task that may be its: buying again may buy twice. */
  | "task_may_exist"
  /** The provider's list does not tell, now or any more, whether there is one. */
  | "not_looked"
  /** Somebody else was faster. */
  | "changed"
  /** A retry would have to buy it again. */
  | "needs_rebuy"
  /** It would need an input that is gone. */
  | "input_gone";

/** What a decision or a retry did to one generation. */
export type ReplayReceipt =
  | {
      readonly result: "downloading" | "generating" | "queued" | "failed" | "cancelled";
      readonly id: string;
      /** It was said, and done, before; nothing was done now. */
      readonly again?: true;
      /** Of what is bought again: what it costs, in millionths of a US dollar, where a price is known. */
      readonly priceMicroUsd?: number;
    }
  /** Nothing was done; the message says why, and what would help. */
  | { readonly result: "refused"; readonly id: string; readonly code: RefusalCode; readonly message: string };

export interface RetryOptions {
  /**
   * Whether what has no video may be bought again; default false. What can be had without a purchase is not bought: a
   * video that was paid for is downloaded again.
   */
  readonly rebuy?: boolean;
  /** With `rebuy`: it is bought although its video may still be downloaded; default false. */
  readonly force?: boolean;
  /** What failed after this, in Unix ms, is not bought: it failed again since that was decided. Default: whenever. */
  readonly failedBefore?: number;
  /**
   * The caller has looked: the video of one that succeeded is not where it was stored. It is fetched again; default
   * false.
   */
  readonly missing?: boolean;
}
