import type { TaskLookup } from "../task-lookup.ts";

/** A create whose answer was lost, by what the provider's list would tell of its task. */
export interface LostCreate {
  readonly generationId: string;
  readonly run: number;
  /** When its intent was recorded: just before the POST left. Unix ms. */
  readonly submittedAt: number;
  readonly model: string;
  readonly duration?: number;
  readonly resolution?: string;
  readonly ratio?: string;
}

/**
 * What is remembered of the accounts whose API lists tasks, for eight days, which is longer than the API looks back:
 * every task id that a generation had, and every create whose answer was lost. The ledger's transitions write it.
 */
export interface LostCreates {
  /**
   * Those of an account, also where a user gave them up or sent them again since: each may have a task that nobody else
   * has.
   */
  list(account: string): Promise<readonly LostCreate[]>;
  /** Which of these tasks some generation has or had. */
  known(account: string, taskIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Keeps with a generation that still waits, in this run, what was found for it. */
  note(generationId: string, run: number, lookup: TaskLookup): Promise<void>;
}
