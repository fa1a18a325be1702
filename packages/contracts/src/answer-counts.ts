/** How an account has answered creates so far. */
export interface AnswerCounts {
  /** That became tasks. */
  readonly accepted: number;
  /** That were refused for the account's sake. */
  readonly refused: number;
}
