/** A generation that may start now: its slot and its place in the create window are taken. */
export interface Grant {
  readonly generationId: string;
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
  /** Stops admissions of an account for a while; a longer pause that is already set stays. */
  pause(account: string, options: { readonly forMs: number; readonly reason: string }): Promise<void>;
  /** Ends a pause, e.g. after an accepted create. */
  resume(account: string): Promise<void>;
  /** Admitted longer ago than this and not started: their job may be lost. */
  admittedSince(olderThanMs: number, limit: number): Promise<readonly Grant[]>;
  usage(account: string): Promise<AccountUsage>;
}
