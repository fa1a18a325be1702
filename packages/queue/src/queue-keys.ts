/** The names of what the queue keeps in Redis. */
export interface QueueKeys {
  /** Prefix of BullMQ's own keys. */
  readonly bull: string;
  /** LIST with expiry, of one element: the answer to a question to the provider, for whoever asked. */
  questionAnswer(questionId: string): string;
}
