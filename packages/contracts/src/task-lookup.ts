/** What a look through the provider's list of tasks found for a create whose answer was lost. */
export interface TaskLookup {
  /** When the list was asked. Unix ms. */
  readonly at: number;
  /** The time in which such a task can have been made. Unix ms. */
  readonly from: number;
  readonly until: number;
  /** Whether all tasks of that time were seen: an account may have made more since than a look goes through. */
  readonly complete: boolean;
  /** Tasks that none of our generations has and that could be it, oldest first; at most 20. */
  readonly candidates: readonly TaskCandidate[];
  /** How many other generations of ours could have made one of these. */
  readonly rivals: number;
}

/** The provider's list tells no prompt: what else it tells of a task is all that there is to know it by. */
export interface TaskCandidate {
  readonly taskId: string;
  /** Unix ms, in seconds' steps. */
  readonly createdAt: number;
  /** The provider's own word. */
  readonly status: string;
}
