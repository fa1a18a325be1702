/** What only a process with the account's key can find out at the provider. An answer changes no generation. */
export type ProviderQuestion =
  /** Whether the generation's own account has this task, and whether it can be that of its lost create. */
  | { readonly kind: "task"; readonly generationId: string; readonly taskId: string }
  /**
   * Looks through the account's list of tasks now, for all of its creates that wait for a decision, and notes with each
   * what was found.
   */
  | { readonly kind: "look"; readonly account: string };

/** What the provider said, or why nobody could ask it. */
export type QuestionAnswer =
  /**
   * The account has it, and nothing that the API tells of it speaks against it. `status` is the provider's own word.
   */
  | { readonly type: "fits"; readonly status: string }
  /** The provider says that the account has no such task. */
  | { readonly type: "unknown_task"; readonly message: string }
  /** The account has it, and it was made of something else, or at another time. */
  | { readonly type: "other_task"; readonly differences: readonly string[] }
  /** The list was looked through: what is noted with a generation at this time (Unix ms) or later is from this look. */
  | { readonly type: "looked"; readonly at: number }
  /** Nobody can say just now: the provider refuses, is not reached, or the account's query window has no room. */
  | { readonly type: "unclear"; readonly code: string; readonly message: string; readonly retryInMs?: number };

/** Where questions are asked by those who have no key. */
export interface QuestionDesk {
  /**
   * @throws UnavailableError: `nobody_to_ask` when no worker takes the question, `provider_silent` when no answer comes
   * in time, `too_many_questions`.
   */
  ask(question: ProviderQuestion): Promise<QuestionAnswer>;
}
