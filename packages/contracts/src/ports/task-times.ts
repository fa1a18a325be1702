/** How long the provider's tasks took of late, by kind. It advises the poll schedule; nothing depends on it being complete. */
export interface TaskTimes {
  /**
   * Lifetimes in milliseconds of the last tasks of this kind, newest first, at most about a hundred. May be some seconds
   * old; empty before there are any.
   */
  recent(kind: string): Promise<readonly number[]>;
  /** A task of this kind finished after so long. Kept soon and in bulk; never throws. */
  note(kind: string, lifetimeMs: number): void;
}
