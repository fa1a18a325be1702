import type { TaskNaming } from "./judge-request.ts";
import type { UpscaleSource } from "./upscale-request.ts";
import type {
  AccountControl,
  AccountUsage,
  Fleet,
  BatchFault,
  BatchLabels,
  BatchLimits,
  BatchPlace,
  BacklogControl,
  BalanceChange,
  BatchEnd,
  BatchSummary,
  GenerationRecord,
  GenerationState,
  History,
  HistoryQuery,
  HistoryReading,
  InputBooks,
  InputLitter,
  InvalidLines,
  KeptInput,
  LabelChanges,
  LabelFilter,
  ListFilter,
  Priority,
  RecordPage,
  RequestFault,
  Resolution as VideoResolution,
  ResultLine,
  SealReceipt,
  SubmitReceipt,
  WorkerSign,
  WebhookState,
} from "@hailuo-queue/contracts";
import type { Diagnosis } from "./diagnosis/trouble.ts";
import type { LedgerEvent } from "@hailuo-queue/store";
import type { Explanation } from "./explain-generation.ts";
import type { BatchResolution, ResolveBatchReceipt } from "./resolve-batch.ts";
import type { BatchComparison } from "./compare-batch.ts";
import type { EditOptions, EditReceipt, RequestEdit } from "./edit.ts";
import type { TwinReport } from "./find-twins.ts";
import type { BulkAction, BulkAgreement, BulkPreview, BulkReceipt } from "./find/bulk.ts";
import type { FindPage } from "./find/find-generations.ts";
import type { Where } from "./find/where.ts";
import type { ReplayReceipt, Resolution, RetryOptions } from "./resolution.ts";
import type { Singles, SinglesPage } from "./tenant-singles.ts";

/** One state change, in the order in which they happened. */
export type GenerationEvent = LedgerEvent;

/** One video that a caller wants. `request` is raw: it is validated here, before anything is enqueued. */
export interface SubmitItem {
  readonly request: unknown;
  /**
   * The caller's own name, unique in its batch: submitting it again returns the original. Any text of at most 128
   * characters on one line.
   */
  readonly customId?: string;
  /** What its video is called where it has no `customId`; it is made unique, and tells nothing apart. */
  readonly name?: string;
  /**
   * Any text: submitting it again in the same batch returns the original, with another request it is refused. Not
   * shown; for retries.
   */
  readonly idempotencyKey?: string;
}

/** All items of a batch: as they are, or read anew at each call. */
export type ItemSource = readonly SubmitItem[] | (() => AsyncIterable<SubmitItem> | Iterable<SubmitItem>);

/** How a submit is enqueued. Every option has a default; what is left out stays as it is for an existing batch. */
export interface SubmitOptions {
  /**
   * Default `default`, of other tenants `tenant-NAME`. Letters, digits, `.`, `_`, `-`; at most 128. A batch has one
   * tenant.
   */
  readonly batchId?: string;
  /** Whose it is, for fairness and for who may see it; default `default`. */
  readonly tenant?: string;
  /** Default normal. */
  readonly priority?: Priority;
  /** Default `{batch}/{custom_id|id}.mp4`. */
  readonly objectKeyTemplate?: string;
  /**
   * Whether a finished video of an identical request will do, of one that its tenant submitted with this too in the
   * last 30 days; default false. Only for `submit`.
   */
  readonly reuse?: boolean;
  /** Leaves out what another batch of the tenant has made or has under way; default false. Only for `submitBatch`. */
  readonly leaveOutTwins?: boolean;
  /**
   * URL that is told when the generation ends or waits for a user; checked by the caller. For `submit`, and for
   * `openBatch` of the batch itself.
   */
  readonly webhook?: string;
  /**
   * Which states of a generation `webhook` is told; default: its end, and when it waits for a user. For `submit`, and
   * for `openBatch` with `webhookOfEach`.
   */
  readonly webhookStates?: readonly WebhookState[];
  /**
   * Whether the batch is whole with this, so that its results are written to storage when all of it has ended; default
   * false. Only for `submitBatch`; more may be submitted nevertheless.
   */
  readonly complete?: boolean;
  /** Of the batch, from now on; those that are not named stay as they are. */
  readonly limits?: BatchLimits;
  /** Whether requests may name tasks of the provider (`source_task_id`); default any. */
  readonly tasks?: TaskNaming;
  /**
   * Whether items that stand in the batch with another request are made again, as their next take; default false: one
   * such item stops the whole submit. Only for `submitBatch`.
   */
  readonly replace?: boolean;
  /** Where the videos of the batch go from now on; default: where its workers store. Only for `submitBatch`. */
  readonly place?: BatchPlace;
  /**
   * What the batch is called from now on, with its tags and metadata; what is not named stays. For `submitBatch` and
   * `openBatch`.
   * @throws InvalidInputError (`bad_labels`).
   */
  readonly labels?: BatchLabels;
}

/** How a batch is opened. Opening the same name again with other settings is refused. */
export interface OpenBatchOptions extends Omit<
  SubmitOptions,
  "batchId" | "limits" | "place" | "leaveOutTwins" | "reuse" | "complete" | "replace"
> {
  /** Default: a new one. Opening the same name with the same settings again is the same batch. */
  readonly batchId?: string;
  /** What becomes of it when items cannot be used; default reject: nothing of it is made. */
  readonly invalid?: InvalidLines;
  /** The part of its generations that may fail, 0 to 1, before nothing more of it is started. */
  readonly maxFailureRatio?: number;
  /** What it may cost in all, in millionths of a US dollar: nothing starts that has no room in it. */
  readonly budgetMicroUsd?: number;
  /** Whether `webhook` is told of each of its generations, too; default false. */
  readonly webhookOfEach?: boolean;
}

/** One item of a batch that is filled in parts, by its index. */
export interface BatchItem extends SubmitItem {
  /** Its place in the batch, from 0. It is what makes sending it again harmless, where there is no `customId`. */
  readonly index: number;
}

/**
 * What happened to one item, by its index: it was created, existed already, conflicts with what was sent before, or is
 * invalid.
 */
export type ItemReceipt =
  | { readonly index: number; readonly result: "created" | "existing"; readonly id: string }
  /** The item of this index was sent before with another payload, as generation `id`. */
  | { readonly index: number; readonly result: "conflict"; readonly id: string }
  | { readonly index: number; readonly result: "invalid"; readonly faults: readonly RequestFault[] };

/** What a submit of a batch added. `created + existing + replaced` is the number of items, but for those left out. */
export interface BatchReceipt {
  readonly batchId: string;
  readonly created: number;
  /** Submitted before with the same payload. */
  readonly existing: number;
  /** There when some were submitted before with another request, and are made again. */
  readonly replaced?: number;
  /** There when some of the created ones are twins: another batch of the tenant had them made or under way already. */
  readonly twins?: number;
  /** There when twins were left out. */
  readonly leftOut?: number;
}

/**
 * What a cancel did. `cancelling`: its task runs at the provider and is paid for; it ends as cancelled when the task
 * has ended.
 */
export type CancelReceipt =
  | { readonly result: "cancelled" | "cancelling"; readonly id: string }
  | { readonly result: "already_ended"; readonly id: string; readonly state: GenerationState }
  /** There with {@link CancelOptions.onlyWaiting}: it is under way, and nothing was changed. */
  | { readonly result: "not_waiting"; readonly id: string; readonly state: GenerationState }
  | { readonly result: "not_found"; readonly id: string };

/** How a cancel is meant. */
export interface CancelOptions {
  /** Whether what has left the backlog stays as it is; default false: it is cancelled as far as it can be. */
  readonly onlyWaiting?: boolean;
}

/**
 * Which generations of a batch are listed; `errors`: failed and cancelled ones; `warnings`: those whose video differs
 * from what was bought.
 */
export type ResultSelection = "all" | "succeeded" | "errors" | "warnings";

/** What a retry of a batch did. */
export interface RetryBatchReceipt {
  readonly retried: number;
  /** What a retry would have had to buy again. */
  readonly refused: number;
}

/** A page of batches, newest first. */
export interface BatchPage {
  readonly items: readonly BatchSummary[];
  /** Undefined on the last page. */
  readonly nextCursor?: string;
}

/** A page of a tenant's batches. */
export interface BatchListFilter extends LabelFilter {
  /** Default 50, at most 1000. */
  readonly limit?: number;
  /** As a page of this very list gave it, to this tenant. */
  readonly cursor?: string;
}

/** What a cancel of a batch did, in numbers of generations. */
export interface CancelBatchReceipt {
  readonly cancelled: number;
  readonly cancelling: number;
  readonly alreadyEnded: number;
}

/** The deployment in numbers: generations by state, and what each account does. */
export interface Overview {
  readonly counts: Readonly<Record<GenerationState, number>>;
  readonly accounts: readonly AccountUsage[];
}

/** The state of the deployment, as one look shows it. */
export interface Survey extends Overview {
  readonly fleet: Fleet;
  /** The newest 100, newest first. */
  readonly batches: readonly BatchSummary[];
  readonly diagnosis: Diagnosis;
}

/** On whose behalf a create is decided. */
export interface ResolveOptions {
  /** The tenant whose limit the questions to the provider count in; default: none, for operators. */
  readonly questionsOf?: string;
}

export interface ProducerListFilter extends ListFilter {
  /**
   * Only what has a video that is not what was bought. Looked for among all, so that a page may be short, or empty,
   * before the last.
   */
  readonly warnings?: boolean;
}

/** A page of a tenant's generations. */
export interface TenantListFilter extends ProducerListFilter {
  /** As a page of this very list gave it, to this tenant. */
  readonly cursor?: string;
}

/**
 * What one tenant does and sees, for whatever serves tenants: every call is bound to the tenant, and what is another
 * tenant's answers as what is not there.
 * @throws InvalidInputError (`unknown_generation`, `unknown_batch`) for it.
 */
export interface TenantProducer extends FindCalls {
  readonly tenant: string;
  /**
   * @throws InvalidInputError (`invalid_request`, `custom_id_conflict`, `idempotency_conflict`) and then has enqueued
   * nothing.
   */
  submit(item: SubmitItem, options?: Omit<SubmitOptions, "tenant" | "tasks">): ReturnType<Producer["submit"]>;
  /**
   * Enqueues the larger video of one of its generations, which {@link requireUpscalable} lets pass. The same way of it
   * again is the same generation; with a `customId` of its own it is one more.
   */
  upscale(
    id: string,
    source: UpscaleSource | "task",
    options: Omit<SubmitOptions, "tenant" | "tasks"> & {
      readonly resolution: VideoResolution;
      readonly customId?: string;
    },
  ): ReturnType<Producer["submit"]>;
  get(id: string): Promise<GenerationRecord>;
  /** The generation that the tenant named so in this batch; undefined when there is none. */
  findByCustomId(batchId: string, customId: string): Promise<GenerationRecord | undefined>;
  /**
   * The newest batch first, each in its order; an unknown batch has none. A page may be short, or empty, before the
   * last.
   * @throws InvalidInputError (`bad_cursor`).
   */
  list(filter?: TenantListFilter): Promise<RecordPage>;
  cancel(id: string, options?: CancelOptions): Promise<CancelReceipt>;
  /**
   * Of one batch of its own, from either end; an unknown batch has none.
   * @throws InvalidInputError (`bad_cursor`) for an `after` that is none of it.
   */
  singles(batchId: string, page: SinglesPage): Promise<Singles>;
  /**
   * Takes one that has ended out of every list, long before its time. False where it has not ended. Its video stays in
   * storage.
   */
  forget(id: string): Promise<boolean>;
  explain(id: string): Promise<Explanation>;
  edit(id: string, edit: RequestEdit): Promise<EditReceipt>;
  retry(id: string, options?: Omit<RetryOptions, "missing">): Promise<ReplayReceipt>;
  resolve(id: string, resolution: Resolution): Promise<ReplayReceipt>;
  resolveBatch(
    batchId: string,
    resolution: BatchResolution,
    options?: { readonly dryRun?: boolean },
  ): Promise<ResolveBatchReceipt>;
  batch(batchId: string): Promise<BatchSummary>;
  /**
   * Newest first; with a name or tags a page may be short, or empty, before the last.
   * @throws InvalidInputError (`bad_cursor`).
   */
  batches(page?: BatchListFilter): Promise<BatchPage>;
  openBatch(options?: Omit<OpenBatchOptions, "tenant">): Promise<BatchSummary>;
  addItems(batchId: string, items: readonly BatchItem[]): Promise<readonly ItemReceipt[]>;
  noteBatchFaults(batchId: string, faults: readonly BatchFault[]): Promise<void>;
  batchFaults(batchId: string): AsyncIterable<BatchFault>;
  sealBatch(batchId: string, options?: { readonly total?: number }): Promise<SealReceipt>;
  setBatchLimits(batchId: string, limits: BatchLimits): Promise<void>;
  setBatchLabels(batchId: string, labels: LabelChanges): Promise<void>;
  setBatchPriority(batchId: string, priority: Priority): Promise<void>;
  pauseBatch(batchId: string): Promise<void>;
  resumeBatch(batchId: string): Promise<void>;
  cancelBatch(batchId: string): Promise<CancelBatchReceipt>;
  retryBatch(
    batchId: string,
    options?: Pick<RetryOptions, "rebuy" | "failedBefore"> & { readonly code?: string },
  ): Promise<RetryBatchReceipt>;
  results(batchId: string, which?: ResultSelection): AsyncIterable<ResultLine>;
  /**
   * What keeps its own generations from moving, the worst first; names no account and nobody else. Looks at its newest
   * 100 batches.
   */
  diagnosis(): Promise<Diagnosis>;
  /**
   * What happened to its work; with a batch, to that one.
   * @throws InvalidInputError (`unknown_batch`) for one that it has not.
   */
  history(query?: Omit<HistoryQuery, "scope"> & { readonly batchId?: string }): Promise<History>;
  /** When all of a batch of its own will have ended, by its last minutes; undefined while nobody can tell. */
  batchEnd(batch: BatchSummary): Promise<BatchEnd | undefined>;
  /**
   * Newest first.
   * @throws InvalidInputError (`bad_cursor`).
   */
  inputs(page?: { readonly limit?: number; readonly cursor?: string }): Promise<TenantInputs>;
  /**
   * By its hash.
   * @throws InvalidInputError (`unknown_input`).
   */
  input(sha256: string): Promise<KeptInput>;
  /** Those that came in this very millisecond, Unix time: hardly ever more than one, and at most a few are told. */
  inputsOf(createdAt: number): Promise<readonly KeptInput[]>;
  /**
   * Takes it out of the books, and says which object is left to be deleted.
   * @throws InvalidInputError (`unknown_input`, `input_needed`).
   */
  removeInput(sha256: string): Promise<InputLitter>;
}

/** A tenant's inputs. Another tenant's inputs do not exist here. */
export interface TenantInputs {
  readonly items: readonly KeptInput[];
  /** Undefined on the last page. */
  readonly nextCursor?: string;
}

/** Enqueues. */
export interface SubmitCalls {
  /** @throws InvalidInputError (`invalid_request`, `duplicate_custom_id`) and then has enqueued nothing. */
  submit(
    item: SubmitItem,
    options?: SubmitOptions,
  ): Promise<SubmitReceipt & { readonly result: "created" | "existing" }>;
  /**
   * Validates everything before it enqueues anything. Sending the same items again adds none twice. A source is called
   * twice and has to give the same items both times: so a batch of any size needs the memory of a chunk.
   */
  submitBatch(
    items: ItemSource,
    options: SubmitOptions & { readonly batchId: string; readonly onProgress?: (enqueued: number) => void },
  ): Promise<BatchReceipt>;
  /**
   * Sets items against what stands in their batch: new, same, changed, gone; enqueues nothing.
   * @throws as `submitBatch` does, but for conflicts.
   */
  compare(items: ItemSource, options: SubmitOptions & { readonly batchId: string }): Promise<BatchComparison>;
  /**
   * What a submit of these would have made twice, since another batch of the same tenant has it made or under way;
   * enqueues nothing. Of the last TENANT_LIMITS.maxKnownRequests requests of the tenant.
   * @throws as `submitBatch` does.
   */
  findTwins(items: ItemSource, options: SubmitOptions & { readonly batchId: string }): Promise<TwinReport>;
}

/** Works on batches. */
export interface BatchCalls {
  batch(batchId: string): Promise<BatchSummary | undefined>;
  /** Newest first, 50 unless said otherwise; with `after` those behind that batch. */
  batches(limit?: number, after?: string): Promise<readonly BatchSummary[]>;
  /** All generations of a batch in its order, page by page. */
  listBatch(batchId: string): AsyncIterable<GenerationRecord>;
  /**
   * Opens a batch that is filled step by step.
   * @throws InvalidInputError (`batch_conflict`) for a name with other settings.
   */
  openBatch(options?: OpenBatchOptions): Promise<BatchSummary>;
  /**
   * At most 1,000 at once. Nothing of them starts before the batch is sealed.
   * @throws InvalidInputError (`unknown_batch`, `batch_sealed`).
   */
  addItems(
    batchId: string,
    items: readonly BatchItem[],
    options?: Pick<SubmitOptions, "tasks">,
  ): Promise<readonly ItemReceipt[]>;
  /** With `total`, only when so many items (good or bad) were sent: `incomplete` says how many there are. */
  sealBatch(batchId: string, options?: { readonly total?: number }): Promise<SealReceipt>;
  /**
   * Notes what a reader found wrong with items that it could not even send: they count as items that cannot be used;
   * the first are kept.
   */
  noteBatchFaults(batchId: string, faults: readonly BatchFault[]): Promise<void>;
  /** Items that cannot be used, in order of their index; what is wrong is told of the first that came. */
  batchFaults(batchId: string): AsyncIterable<BatchFault>;
  /** Changes what stops the batch; `null` takes a limit away. One that it had stopped goes on. */
  setBatchLimits(batchId: string, limits: BatchLimits): Promise<void>;
  /**
   * Changes what the batch is called, its tags and its metadata, each as a whole; `null` takes one away.
   * @throws InvalidInputError (`bad_labels`, `quota_bytes`).
   */
  setBatchLabels(batchId: string, labels: LabelChanges): Promise<void>;
  /**
   * Where its videos go from now on, whether or not it is there yet. One that has a place keeps it, unless it is to be
   * moved. Returns the one that holds.
   */
  placeBatch(batchId: string, place: BatchPlace, options?: { readonly move?: boolean }): Promise<BatchPlace>;
  cancelBatch(batchId: string): Promise<CancelBatchReceipt>;
  /** Retries what has failed, as `retry` does for one; with `code` only failures of that code. */
  retryBatch(
    batchId: string,
    options?: Pick<RetryOptions, "rebuy" | "failedBefore"> & { readonly code?: string },
  ): Promise<RetryBatchReceipt>;
  /**
   * Its generations as lines of results.jsonl (all), or of errors.jsonl (what has failed or was cancelled), in its
   * order.
   */
  results(batchId: string, which?: ResultSelection): AsyncIterable<ResultLine>;
  /** The generation that its caller named so. */
  findByCustomId(batchId: string, customId: string): Promise<GenerationRecord | undefined>;
}

/** Finds generations by a filter, and does the same to all of them. */
export interface FindCalls {
  /**
   * Those that a filter lets pass, newest first, those of one batch in its order. A page may be short, or empty, before
   * the last.
   * @throws InvalidInputError (`bad_cursor`).
   */
  find(where: Where, page?: { readonly limit?: number; readonly cursor?: string }): Promise<FindPage>;
  /**
   * What a bulk action would do; changes nothing.
   * @throws InvalidInputError (`bad_where`).
   */
  previewBulk(where: Where, what: BulkAction): Promise<BulkPreview>;
  /**
   * MAY BUY, where `rebuy` is said, at most what was agreed to.
   * @throws InvalidInputError (`bad_where`).
   */
  bulk(where: Where, what: BulkAction, agreed?: BulkAgreement): Promise<BulkReceipt>;
}

/** Looks at generations, and decides on them. */
export interface GenerationCalls {
  get(id: string): Promise<GenerationRecord | undefined>;
  list(filter?: ProducerListFilter): Promise<RecordPage>;
  cancel(id: string, options?: CancelOptions): Promise<CancelReceipt>;
  /** What it waits for, why, and how long about. Undefined when there is no such generation. */
  explain(id: string): Promise<Explanation | undefined>;
  /**
   * For a generation in `submission_unknown`: what its user found out at the provider, which is asked, too. The same
   * again answers the same.
   * @throws UnavailableError (`nobody_to_ask`, `provider_silent`, `provider_unavailable`), and then nothing was
   * changed.
   */
  resolve(id: string, resolution: Resolution, options?: ResolveOptions): Promise<ReplayReceipt>;
  /**
   * The same for all of a batch that wait; a dry run changes nothing, asks nobody, and says how many and what it would
   * cost.
   */
  resolveBatch(
    batchId: string,
    resolution: BatchResolution,
    options?: ResolveOptions & { readonly dryRun?: boolean },
  ): Promise<ResolveBatchReceipt>;
  /**
   * MAY BUY: changes fields of its request. What waits is changed where it is, what has ended is made again as its next
   * take.
   */
  edit(id: string, edit: RequestEdit, options?: EditOptions): Promise<EditReceipt>;
  /** Puts a failed generation back to the stage that failed. Buys nothing, unless `rebuy` is said. */
  retry(id: string, options?: RetryOptions): Promise<ReplayReceipt>;
}

/** Follows what happens. */
export interface WatchCalls {
  /** State changes from now on (or after `afterEventId`), until the signal aborts. */
  events(options: {
    readonly signal: AbortSignal;
    readonly batchId?: string;
    readonly afterEventId?: string;
  }): AsyncIterable<GenerationEvent>;
  /** What happened after an event, as far as it is still kept (some 10,000 state changes), up to now. */
  pastEvents(afterEventId: string): AsyncIterable<GenerationEvent>;
  /** Resolves when the generation has ended (or waits for a user: `submission_unknown`). */
  wait(id: string, options?: { readonly signal?: AbortSignal }): Promise<GenerationRecord>;
}

/** See Producer.slotHolders. */
export interface SlotHolding {
  readonly holders: readonly GenerationRecord[];
  /** All that are held: of a slot whose generation is gone there is no holder. */
  readonly total: number;
}

/**
 * What other code imports to enqueue generations and to see what became of them. Every call fails within seconds when
 * Redis is away. It sees every tenant's: what serves a tenant works with `forTenant`.
 */
export interface Producer extends SubmitCalls, BatchCalls, GenerationCalls, WatchCalls, FindCalls {
  /** Asks nobody; a name that was never heard of has nothing yet. */
  forTenant(tenant: string): TenantProducer;
  overview(): Promise<Overview>;
  /**
   * What keeps generations from moving, the worst first. Looks at the newest 100 batches and at some generations of
   * each state.
   */
  diagnosis(): Promise<Diagnosis>;
  /** The diagnosis, and what it was made from: for pages that show both, at the price of one. */
  survey(): Promise<Survey>;
  /**
   * What happened over the last hour, month or year: to all, or to one account, tenant, model or batch. Points without
   * gaps, oldest first; a few seconds behind.
   */
  history(query?: HistoryQuery): Promise<History>;
  /** When all of a batch will have ended, by its last minutes; undefined while nobody can tell. */
  batchEnd(batch: BatchSummary): Promise<BatchEnd | undefined>;
  /** What is counted since the deployment began, for metrics. */
  totals(): Promise<HistoryReading>;
  /** Tells that a process which is no worker lives, such as a gateway. */
  sign(sign: WorkerSign): Promise<void>;
  /** The workers, gateways and dashboards of the last day, with what each does now. */
  fleet(): Promise<Fleet>;
  /**
   * How the accounts' balances went over this time (Unix ms), as far as they were told; whatever used an account is in
   * it.
   */
  balanceChanges(fromMs: number, toMs: number): Promise<readonly BalanceChange[]>;
  /**
   * @throws UnavailableError (`redis_full_of_clients`) where Redis tells that it has no room for so many more
   * connections.
   */
  requireClientRoom(wanted: { readonly who: string; readonly needs: number }): Promise<void>;
  /** The account by its name. */
  account(name: string): AccountControl;
  /**
   * Who holds an account's slots, and how many are held; of more than `limit`, those whose leases end first. Nobody for
   * a name that no worker has told.
   */
  slotHolders(account: string, limit: number): Promise<SlotHolding>;
  /** Order, pauses and weights of what waits. */
  readonly backlog: BacklogControl;
  /** Media that requests name by their content, of all tenants. */
  readonly inputs: InputBooks;
  close(): Promise<void>;
}
