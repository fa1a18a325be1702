/** What is counted since the deployment began, for metrics; each with the labels that it is told apart by. */
export const TOTALS = {
  /** Generations submitted. */
  created: ["model"],
  /** Generations that ended; the code of a failure. */
  ended: ["model", "outcome", "code"],
  /** Seconds waited for a create, see WaitCause. */
  waited: ["cause"],
  /** Milliseconds in which more was in use than is allowed; `slots`, or a window such as `create 60s`. */
  breached: ["account", "limit"],
  /** Millionths of a US dollar. */
  spent: ["account"],
  /** Polls of the tasks that ended. */
  polls: ["account"],
  /** Videos: `whole`, `doubted` (stored, and not what was bought), `lost` (made, and never stored). */
  videos: ["result"],
  /** How many generations took at most a time, see TIME_BOUNDS_S; `sum`: milliseconds. */
  took: ["phase", "bound"],
} as const satisfies Record<string, readonly string[]>;
/** See TOTALS. */
export type TotalKind = keyof typeof TOTALS;

/** A count with its labels, in the order of TOTALS. */
export interface Total {
  readonly of: TotalKind;
  readonly labels: readonly string[];
  readonly value: number;
}

/** The times of a generation that ended with a video. */
export const TIME_PHASES = [
  /** From the submit to its create. */
  "wait",
  /** From the create to the provider's answer. */
  "create",
  /** From that to the poll that saw the end. */
  "provider",
  /** From the poll before that one: by so much at most the end was seen late. */
  "detect",
  /** From that to the stored video: link, download and storage, which are one stream. */
  "store",
  /** From the submit to the stored video. */
  "total",
] as const;
/** See TIME_PHASES. */
export type TimePhase = (typeof TIME_PHASES)[number];

/** Upper bounds of the classes in which times are counted, in seconds; what took longer is counted as `+Inf`. */
export const TIME_BOUNDS_S = [
  0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200,
] as const;

/** What metrics read of the history's keeper. */
export interface HistoryReading {
  readonly totals: readonly Total[];
  /** By class: when the oldest that waits, and that nobody stopped, was submitted. Unix ms. */
  readonly oldestAt: Readonly<Record<string, number>>;
  /** By account: what its unfinished tasks may still cost, as the keeper saw it last; none before a keeper did. */
  readonly reservedMicroUsd: Readonly<Record<string, number>>;
  /** When the keeper looked last; undefined before its first look. Unix ms. */
  readonly lookedAt?: number;
  /** Unix ms, by the clock of Redis. */
  readonly now: number;
}
