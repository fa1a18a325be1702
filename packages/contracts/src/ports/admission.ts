/** A generation that may start now: its slot and its place in the create window are taken. */
export interface Grant {
  readonly generationId: string;
  readonly batchId: string;
  readonly run: number;
  readonly account: string;
}

export interface AdmissionResult {
  readonly grants: readonly Grant[];
  /** When something may change by itself (a window opens, a delay or cooldown ends), in ms from now; undefined: only a wake can. */
  readonly nextInMs?: number;
}

export interface AccountUsage {
  readonly account: string;
  readonly slotsUsed: number;
  readonly slotsAllowed: number;
  readonly createWindowUsed: number;
  readonly createPerMinute: number;
  /** There when a user stopped its admissions. */
  readonly held?: true;
  /** While refused by the provider: until when, and why. */
  readonly pausedUntil?: number;
  readonly pausedReason?: string;
  readonly backlog: number;
}

/** The one atomic step out of the backlog: turn, slot and window together, idempotent by generation. */
export interface Admission {
  admit(limit: number): Promise<AdmissionResult>;
  /** Waits until a dispatcher is woken, at most `timeoutMs`. Each wake reaches one waiter. */
  waitForWake(timeoutMs: number, signal: AbortSignal): Promise<void>;
  /**
   * Stops admissions of an account: for `forMs`, twice as long with each pause in a row that no accepted create came
   * between, at most `longestMs`, and not before `notBefore` (Unix ms) where the provider named a time. Returns until when.
   */
  pause(
    account: string,
    how: { readonly forMs: number; readonly longestMs: number; readonly reason: string; readonly notBefore?: number },
  ): Promise<number>;
  /** Ends a pause at once. An accepted create after a pause forgets it as well, in the ledger's transition. */
  resume(account: string): Promise<void>;
  /** Granted at least this long ago and not begun since: their job may be lost. */
  admittedBefore(ageMs: number): Promise<readonly Grant[]>;
  /** Tells watchers what these limits are. */
  publishLimits(): Promise<void>;
  usage(): Promise<AccountUsage>;
}

/** Who changed an account in the running system, when and why. */
export interface AccountChange {
  /** Unix ms. */
  readonly at: number;
  readonly who: string;
  /** E.g. `maxInFlight 20 -> 30`. */
  readonly what: string;
  readonly why?: string;
}

/** Signs a change; kept with it. */
export interface ChangeNote {
  readonly who: string;
  readonly why?: string;
}

/** A user's hand on an account: takes effect in every running dispatcher at its next look, at most seconds later. */
export interface AccountControl {
  /** Goes before the workers' own settings, over restarts; `null` goes back to them. */
  setLimits(limits: { readonly maxInFlight?: number | null; readonly createPerMinute?: number | null }, note: ChangeNote): Promise<void>;
  /** Admits nothing new; what is in flight is finished. */
  hold(note: ChangeNote): Promise<void>;
  /** Ends a hold and a pause at once. */
  release(note: ChangeNote): Promise<void>;
  /** Newest first, at most 100. */
  changes(): Promise<readonly AccountChange[]>;
}
