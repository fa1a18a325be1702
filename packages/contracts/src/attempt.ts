import type { Stage } from "./jobs.ts";

/** One try of a stage that ended in an error, and those like it that came right before. Times are Unix ms. */
export interface Attempt {
  /** Stable, e.g. `download_storage`. */
  readonly code: string;
  /** Cut to ATTEMPT_LIMITS. Never holds a key or a signed URL. */
  readonly message: string;
  /** How many ended so in a row. */
  readonly times: number;
  /** When the first of them ended, and the last. */
  readonly since: number;
  readonly at: number;
  /** When it is tried again, where that is known. */
  readonly until?: number;
}

/** Oldest first, bounded by ATTEMPT_LIMITS. */
export type Attempts = Readonly<Partial<Record<Stage, readonly Attempt[]>>>;

export type StageAttempt = Attempt & { readonly stage: Stage };
