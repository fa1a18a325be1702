/** What the provider makes of an account's callback URL, known to every process. */
export interface CallbackRefusals {
  /** Whether creates of this account go without a callback just now. May be 2 s old; false when Redis cannot say. */
  leftOut(account: string): Promise<boolean>;
  /** The provider could not verify the URL: creates of the account go without one for so long. Never throws. */
  refused(account: string, refusal: { readonly reason: string; readonly forMs: number }): Promise<void>;
  /** A create with a callback was accepted: a refusal whose time is over is forgotten. Never throws. */
  taken(account: string): void;
}

/**
 * Whether the provider tells of finished tasks by itself. A callback proves nothing, as anybody may send one: what
 * counts is what the poll found that it woke.
 */
export interface CallbackTrust {
  /** Whether a callback woke this generation's poll within the last seconds. */
  woke(generationId: string, run: number): Promise<boolean>;
  /**
   * `told`: a poll that a callback woke found the task finished; `untold`: another poll did; `false_alarm`: a poll was
   * woken, and the task was running. Kept soon and in bulk; never throws.
   */
  note(account: string, found: "told" | "untold" | "false_alarm"): void;
  /** Whether the last tasks' ends were told. May be some seconds old; false before there are some. */
  arrive(account: string): Promise<boolean>;
}
