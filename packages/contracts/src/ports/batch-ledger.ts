import type { LabelChanges } from "../batch-labels.ts";
import type { BatchFault, BatchLimits, BatchPlace, BatchSettings, NewBatch, SealReceipt } from "../batch.ts";

/**
 * Batches that are filled step by step: opened, sent their items, sealed; and the reports that are due when they have
 * ended.
 */
export interface BatchLedger {
  /** The generations of a batch that have these idempotency keys, in their order; at most 1,000. */
  findByKeys(batchId: string, idempotencyKeys: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** `existing`: opened before with the same settings; `conflict`: there with others. */
  openBatch(batch: NewBatch): Promise<"opened" | "existing" | "conflict">;
  /** Undefined for a batch that was never opened. */
  batchSettings(batchId: string): Promise<(BatchSettings & { readonly open: boolean }) | undefined>;
  /**
   * Closes a batch and lets it start; undefined when it was never opened. With `total` only when so many items are
   * there, good or bad.
   */
  sealBatch(batchId: string, total?: number): Promise<SealReceipt | undefined>;
  /**
   * Of a batch that came by submits: all of it is there, so that its end is stamped and reported. Submitting more takes
   * the end back.
   */
  completeBatch(batchId: string): Promise<void>;
  /**
   * Counts items of an open batch that cannot be used, each place once, and keeps what is wrong with the first of them;
   * those of an index that are right now are forgotten.
   */
  noteFaults(batchId: string, faults: readonly BatchFault[], rightNow: readonly number[]): Promise<void>;
  /** By their index. */
  batchFaults(batchId: string): AsyncIterable<BatchFault>;
  /** Whether or not the batch is there yet: they hold for what comes. */
  setBatchLimits(batchId: string, limits: BatchLimits): Promise<void>;
  /**
   * Whether or not the batch is there yet.
   * @throws InvalidInputError (`quota_bytes`) where its tenant has no room for them.
   */
  setBatchLabels(batchId: string, labels: LabelChanges): Promise<void>;
  /**
   * Gives the batch its place, whether or not it is there yet; one that has a place keeps it, unless it is to be moved.
   * Returns the one that holds.
   */
  placeBatch(batchId: string, place: BatchPlace, options?: { readonly move?: boolean }): Promise<BatchPlace>;
  /** Undefined where its videos go wherever a worker stores them. */
  batchPlace(batchId: string): Promise<BatchPlace | undefined>;
  /** Sealed batches that have ended, whose results are still to be written. */
  batchesToReport(): Promise<readonly { readonly batchId: string; readonly endedAt: number }[]>;
  /** Its results as of that end are written. */
  reported(batchId: string, endedAt: number): Promise<void>;
}
