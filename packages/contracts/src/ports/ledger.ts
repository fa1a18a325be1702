import type { BatchSummary } from "../batch.ts";
import type { StoredError } from "../errors.ts";
import type { GenerationRecord, LostCreateResolution, PollError, RefusedTries } from "../generation.ts";
import type { Stage } from "../jobs.ts";
import type { GenerationRequest } from "../generation-request.ts";
import type { GenerationState } from "../states.ts";
import type { StoredVideo } from "../stored-video.ts";
import type { EarlierTake } from "../takes.ts";
import type { TaskUsage } from "../task-usage.ts";

/** A generation as it is first written. */
export type NewGeneration = Pick<
  GenerationRecord,
  "id" | "request" | "batchId" | "tenant" | "objectKey" | "priority" | "priceMicroUsd" | "trace"
> & {
  /** `request` as JSON, where it was made already. */
  readonly requestText?: string;
  readonly customId?: string;
  /**
   * Unique within the batch. The same key with the same fingerprint is the same generation. '' for one that is sent
   * only once.
   */
  readonly idempotencyKey: string;
  /** Digest of everything that makes the payload what it is. */
  readonly fingerprint: string;
  /** URL that is told when it ends, or waits for a user. */
  readonly webhook?: string;
};

/**
 * What became of one submit: written now, there already, there already with another payload, or an input that it names
 * is not there.
 */
export type SubmitReceipt =
  | { readonly result: "created"; readonly id: string }
  | { readonly result: "existing"; readonly id: string }
  | { readonly result: "conflict"; readonly id: string }
  | { readonly result: "input_gone"; readonly id: string; readonly sha256: string };

/** Times that a transition may stamp with Redis's clock. */
export type TimeField = "submittedAt" | "acceptedAt" | "generatedAt" | "endedAt" | "cancelRequestedAt";

/** As it is stored: it holds only as long as no other poll was noted, by whatever version. */
export interface PollErrorAt extends PollError {
  readonly pollCount: number;
}

/** Fields that a transition may set; `null` removes one. */
export interface RecordChanges {
  readonly account?: string | null;
  readonly taskId?: string | null;
  readonly fileId?: string | null;
  readonly pollCount?: number;
  readonly resubmits?: number | null;
  readonly flaggedTries?: number | null;
  readonly providerStatus?: string | null;
  readonly pollError?: PollErrorAt | null;
  readonly usage?: TaskUsage | null;
  readonly error?: StoredError | null;
  readonly lookup?: null;
  readonly resolution?: LostCreateResolution | null;
  readonly video?: StoredVideo | null;
  readonly refusals?: Readonly<Record<string, RefusedTries>> | null;
  readonly attempts?: null;
  readonly take?: number;
  readonly takes?: readonly EarlierTake[];
}

/**
 * What a generation is to be made of from now on. Its price is that of the day on which it is changed; without one none
 * is known.
 */
export type ChangedRequest = Pick<NewGeneration, "request" | "fingerprint" | "priceMicroUsd">;

/** What moves.ts returns and the ledger carries out. */
export interface Transition {
  /** Compare-and-set: the move happens only from one of these. */
  readonly from: readonly GenerationState[];
  readonly to: GenerationState;
  /** Only in this run: for a queued generation the run of its grant, else the record's. */
  readonly run?: number;
  /** The account whose slot and window are concerned: the record's, or the grant's. */
  readonly account?: string;
  /** The record's batch, where the caller knows it: saves a read. */
  readonly batchId?: string;
  readonly changes?: RecordChanges;
  readonly stamp?: readonly TimeField[];
  /** Times that no longer hold, for a replay. */
  readonly remove?: readonly TimeField[];
  /** Puts the generation under a new run, so that its jobs get new ids and jobs of the run before do nothing. */
  readonly newRun?: boolean;
  /** Sets `deadlineAt` this long from now. */
  readonly deadlineInMs?: number;
  /**
   * What the create window learns: `held` (the POST leaves now; it counts until it is stamped, at most `holdMs`),
   * `stamp` (answered now, so it arrived at the latest now: it counts for one window from now), `return` (it surely
   * never arrived).
   */
  readonly window?: { readonly create: "held"; readonly holdMs: number } | { readonly create: "stamp" | "return" };
  /** The generation ends, and its task may run on: the slot stays taken until its lease ends. */
  readonly keepSlot?: true;
  /**
   * Back in the queue it is set aside for so long: the next try takes another one, and it comes back when its account
   * works.
   */
  readonly asideMs?: number;
  /**
   * The provider's answer to its create says nothing good of the account. Default: one that ends it shows that the
   * account works.
   */
  readonly refused?: true;
  /** How long the slot's lease runs from now, for moves that keep or retake the slot. */
  readonly leaseMs?: number;
  /**
   * Whether the provider has charged for the create that ends here, or may have: its price, or this many millionths of
   * a US dollar where it told what was used. Default: when a video came of it; what the provider fails or refuses is
   * free.
   */
  readonly charged?: boolean | number;
  /**
   * Names this very call. A move whose answer was lost with the connection is sent again: it then finds itself done,
   * and says so, instead of taking itself for somebody else.
   */
  readonly token?: string;
  /**
   * Changes the request in the same step, with its price, its inputs and its idempotency key: the key stands for this
   * request from now on. One that names the item by its request stands for both from now on.
   */
  readonly request?: ChangedRequest;
  /** Whether the request and its tenant are wanted in the answer to a move; default false. */
  readonly returnRequest?: boolean;
}

/** What a transition did. */
export type TransitionResult =
  | {
      readonly outcome: "moved";
      /** There when it was moved to a new run. */
      readonly run?: number;
      /** There when they were wanted. */
      readonly request?: GenerationRequest;
      readonly tenant?: string;
    }
  /** It is in another state or run than the move is for: the record as it is, unless there is none. */
  | { readonly outcome: "not_moved"; readonly record?: GenerationRecord }
  /** A lost create was to be given a task that another generation has, or had in the last eight days. */
  | { readonly outcome: "task_taken" }
  /** A create was to be bought again, or of a changed request, whose input is gone: its hash. */
  | { readonly outcome: "input_gone"; readonly sha256: string };

/** What a poll saw: the provider's own word, or what came in its place. */
export type PollSeen = { readonly providerStatus: string } | { readonly error: PollError };

/** A poll that changed nothing. */
export interface PollNote {
  /** Of the generation: a poll of another run changes nothing. */
  readonly run: number;
  readonly pollCount: number;
  readonly seen: PollSeen;
  /** When the next one is due. Unix ms. */
  readonly nextPollAt: number;
  /** The account whose slot is renewed. */
  readonly account: string;
  readonly leaseMs: number;
}

/** A try of a stage that ended in an error. */
export interface AttemptNote {
  /** Of the generation: an attempt of another run is not kept. */
  readonly run: number;
  readonly stage: Stage;
  readonly code: string;
  /** Cut to ATTEMPT_LIMITS. */
  readonly message: string;
  /** When it is tried again, where that is known. Unix ms. */
  readonly until?: number | undefined;
}

/** Which generations are listed. */
export interface ListFilter {
  readonly batchId?: string;
  readonly state?: GenerationState;
  /** Default 50, at most 1000. */
  readonly limit?: number;
  /** As returned by the page before. */
  readonly cursor?: string;
}

/** A page of generations. */
export interface RecordPage {
  readonly items: readonly GenerationRecord[];
  /** Undefined on the last page. */
  readonly nextCursor?: string;
  /** There where a page of a batch ended before its limit, since its records are large (PAGE_LIMITS). */
  readonly isCut?: true;
}

/** A generation that stands under a key; `same`: with the same payload. */
export interface KnownItem {
  readonly id: string;
  readonly same: boolean;
}

/** Generation and batch records. Every state change is one atomic step with its counters, indexes, event and slot. */
export interface Ledger {
  /** Writes records, their backlog places and counters, and wakes a dispatcher. Receipts in the order of the input. */
  submit(generations: readonly NewGeneration[]): Promise<readonly SubmitReceipt[]>;
  /** What stands in their batch under their keys, in the order of the input. */
  findExisting(
    generations: readonly Pick<NewGeneration, "batchId" | "idempotencyKey" | "fingerprint">[],
  ): Promise<readonly (KnownItem | undefined)[]>;
  get(id: string): Promise<GenerationRecord | undefined>;
  getMany(ids: readonly string[]): Promise<readonly (GenerationRecord | undefined)[]>;
  transition(id: string, transition: Transition): Promise<TransitionResult>;
  /** Notes a poll that changed nothing and renews the slot. */
  notePoll(id: string, note: PollNote): Promise<void>;
  /** Keeps it in the record, for people. */
  noteAttempt(id: string, note: AttemptNote): Promise<void>;
  /** Newest first without a batch; in batch order with one. */
  list(filter: ListFilter): Promise<RecordPage>;
  batch(batchId: string): Promise<BatchSummary | undefined>;
  /** Newest first; with `after` those behind that batch, and none where it is not there any more. */
  batches(limit?: number, after?: string): Promise<readonly BatchSummary[]>;
  countByState(): Promise<Readonly<Record<GenerationState, number>>>;
  /**
   * Removes some of the generations that ended at least `keepMs` ago, and with a batch's last one the batch.
   * Returns how many; 0 when there are no more. `failed` are the cancelled ones, too.
   */
  forgetEnded(kind: "succeeded" | "failed", keepMs: number): Promise<number>;
  /**
   * Removes batches that have been empty for `keepMs`, which no generation would take along. Returns those that were
   * filled and neither sealed nor added to for as long: nothing of them starts or ends by itself.
   */
  forgetEmptyBatches(keepMs: number): Promise<readonly string[]>;
}
