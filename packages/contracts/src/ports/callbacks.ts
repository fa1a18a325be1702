/**
 * Whether the provider tells of finished tasks by itself. A callback proves nothing, as anybody may send one: what counts is what
 * the poll found that it woke.
 */
export interface CallbackTrust {
  /** Whether a callback woke this generation's poll within the last seconds. */
  woke(generationId: string, run: number): Promise<boolean>;
  /**
   * `told`: a poll that a callback woke found the task finished; `untold`: another poll did; `false_alarm`: a poll was woken, and the
   * task was running. Kept soon and in bulk; never throws.
   */
  note(account: string, found: "told" | "untold" | "false_alarm"): void;
  /** Whether the last tasks' ends were told. May be some seconds old; false before there are some. */
  arrive(account: string): Promise<boolean>;
}
