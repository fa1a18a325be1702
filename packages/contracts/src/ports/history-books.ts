import type { Total } from "../history-totals.ts";
import type { HistoryScope, HistorySums } from "../history.ts";

/** What happened to a generation, as the ledger noted it in the step in which it happened. */
export interface Happening {
  /** Unix ms, by the clock of Redis. */
  readonly at: number;
  readonly tenant: string;
  readonly batchId: string;
  readonly model: string;
  /** Not there where no account has it. */
  readonly account?: string;
  readonly what:
    | { readonly type: "created"; readonly count: number }
    /** Its task was done: what it cost, 0 where that is not known, and how long after the poll before that was seen. */
    | { readonly type: "charged"; readonly microUsd: number; readonly detectMs?: number }
    | {
        readonly type: "ended";
        readonly state: "succeeded" | "failed" | "cancelled";
        /** Of its error. */
        readonly code?: string;
        readonly polls: number;
        /** Whether its stage of the end was the download. */
        readonly whileStoring: boolean;
        /** Its video is stored, and is not what was bought. */
        readonly doubted: boolean;
        /** Unix ms. */
        readonly createdAt: number;
        readonly submittedAt?: number;
        readonly acceptedAt?: number;
        readonly generatedAt?: number;
      };
}

/** Generations that wait side by side, for the same reason. */
export interface WaitingTogether {
  readonly tenant: string;
  readonly batchId: string;
  /** Not there where it is not known. */
  readonly model?: string;
  /** There for those that are admitted, and whose create has not begun. */
  readonly account?: string;
  readonly count: number;
  /**
   * What keeps them apart from slots and windows: a user's pause or a limit of their batch or tenant, want of money, a
   * refusal for which they were set aside; `admitted`: nothing, their create is to begin.
   */
  readonly stop?: "paused" | "budget" | "aside" | "admitted";
}

/** What is added to one series. */
export interface HistoryChange {
  /** Unix ms. */
  readonly at: number;
  readonly scope: HistoryScope;
  readonly sums: Partial<HistorySums>;
}

/** Happenings that nobody has added to the series yet, and where the books stand. */
export interface HistoryNews {
  /** Names the place up to which they were read. */
  readonly cursor: string;
  readonly happenings: readonly Happening[];
  /** When waits and slots were looked at last; undefined before the first look. Unix ms. */
  readonly lookedAt?: number;
  /** Unix ms, by the clock of Redis. */
  readonly now: number;
}

/** Who waits just now. */
export interface WaitingLook {
  /** At most a thousand; of more a sample, scaled up. */
  readonly groups: readonly WaitingTogether[];
  /** By class: when the oldest that nobody stopped was submitted. Unix ms. */
  readonly oldestAt: Readonly<Record<string, number>>;
  /** By account: what its unfinished tasks may still cost. */
  readonly reservedMicroUsd: Readonly<Record<string, number>>;
}

/** What is added to the books. */
export interface HistoryAddition {
  readonly changes: readonly HistoryChange[];
  /** How much more there is of each. */
  readonly totals: readonly Total[];
  /** As they are now. */
  readonly oldestAt: WaitingLook["oldestAt"];
  readonly reservedMicroUsd: WaitingLook["reservedMicroUsd"];
}

/** Where history is kept: bounded series, and a bounded list of what is still to be added to them. */
export interface HistoryBooks {
  news(): Promise<HistoryNews>;
  waiting(): Promise<WaitingLook>;
  /** Adds all at once, and takes the news off the list. False: somebody else has added them meanwhile. */
  add(news: Pick<HistoryNews, "cursor" | "happenings" | "now">, addition: HistoryAddition): Promise<boolean>;
}
