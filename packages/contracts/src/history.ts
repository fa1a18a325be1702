/** Why a generation that waits for its create does not start. */
export const WAIT_CAUSES = [
  /** Others are before it, and an account has room. */
  "turn",
  /** Every slot of the accounts that serve its model is taken. */
  "slot",
  /** The create windows of the accounts are full. */
  "window",
  /** The provider refuses, so that creates rest for a while. */
  "cooldown",
  /** Its batch or its tenant may not spend more. */
  "budget",
  /** A user stopped its batch, its tenant or the accounts. */
  "paused",
  /** Nobody takes its create job: no create worker runs, or all are busy. */
  "worker",
] as const;
/** See WAIT_CAUSES. */
export type WaitCause = (typeof WAIT_CAUSES)[number];

/** How long a point lasts, and how many points back are kept of each series. */
export const HISTORY_STEPS = {
  minute: { ms: 60_000, kept: 61 },
  hour: { ms: 3_600_000, kept: 31 * 24 + 1 },
  day: { ms: 86_400_000, kept: 366 },
} as const;
/** See HISTORY_STEPS. */
export type HistoryStep = keyof typeof HISTORY_STEPS;

/** What a series is about: the whole deployment, or one account, tenant, model or batch of it. */
export type HistoryScope = { readonly kind: "all" } | { readonly kind: HistoryScopeKind; readonly name: string };

/** Whatever a series may be kept of beside the whole. */
export const HISTORY_SCOPES = ["account", "tenant", "model", "batch"] as const;
/** See HISTORY_SCOPES. */
export type HistoryScopeKind = (typeof HISTORY_SCOPES)[number];

/** What happened in one step of time. All numbers are sums over the step, whole, and 0 where nothing happened. */
export interface HistorySums {
  /** Generations submitted. 0 for an account: it is not known yet which one will make them. */
  readonly created: number;
  readonly succeeded: number;
  readonly cancelled: number;
  /** Generations that failed, by the code of their error. */
  readonly failed: Readonly<Record<string, number>>;
  /**
   * Seconds that generations waited for their create, by cause, summed over all that waited: five that wait a minute
   * are 300. Of an account, those that it could serve.
   */
  readonly waitedSeconds: Readonly<Partial<Record<WaitCause, number>>>;
  /** Millionths of a US dollar, when a task had ended. */
  readonly spentMicroUsd: number;
  /** Seconds that unfinished tasks held slots, summed: 20 slots used for a minute are 1,200. */
  readonly slotSeconds: number;
  /** The same of all slots that there were, used or not. */
  readonly slotSecondsAllowed: number;
  /** Polls of the tasks that ended. */
  readonly polls: number;
}

/** One step of time. */
export interface HistoryPoint extends HistorySums {
  /** Its start. Unix ms. */
  readonly at: number;
}

/** A series, oldest first and without gaps. */
export interface History {
  readonly scope: HistoryScope;
  readonly step: HistoryStep;
  /** The last point is of the step that runs now: it still grows. */
  readonly points: readonly HistoryPoint[];
}

/** Which series is read. */
export interface HistoryQuery {
  /** Default: the whole deployment. */
  readonly scope?: HistoryScope;
  /** Default: the shortest that reaches back to `sinceMs`. */
  readonly step?: HistoryStep;
  /** Unix ms; default: an hour ago. Older points than HISTORY_STEPS keeps are gone. */
  readonly sinceMs?: number;
}

/** No sums at all. */
export const NOTHING_HAPPENED: HistorySums = {
  created: 0,
  succeeded: 0,
  cancelled: 0,
  failed: {},
  waitedSeconds: {},
  spentMicroUsd: 0,
  slotSeconds: 0,
  slotSecondsAllowed: 0,
  polls: 0,
};

/** The shortest step whose points reach back so far. */
export function stepFor(spanMs: number): HistoryStep {
  const steps = Object.keys(HISTORY_STEPS) as HistoryStep[];
  return steps.find((step) => spanMs <= HISTORY_STEPS[step].ms * (HISTORY_STEPS[step].kept - 1)) ?? "day";
}
