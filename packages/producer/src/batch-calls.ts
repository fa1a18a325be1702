import {
  type BacklogControl,
  type BatchLedger,
  type GenerationRecord,
  type InputBooks,
  isEndState,
  type Ledger,
  optional,
  type RequestIndex,
  resultLine,
} from "@hailuo-queue/contracts";
import { cancelGeneration, type WakePoll } from "./cancel-generation.ts";
import { checkLabels } from "./check-labels.ts";
import { customIdKey } from "./custom-id-key.ts";
import { addItems, checkLimits, noteBatchFaults, openBatch, sealBatch } from "./fill-batch.ts";
import { hasWarnings } from "./list-warnings.ts";
import type { PriceOf } from "./prepare-generation.ts";
import type { BatchCalls, CancelBatchReceipt, GenerationCalls } from "./types.ts";

export interface BatchParts {
  readonly ledger: Ledger & BatchLedger;
  readonly requests: Pick<RequestIndex, "note">;
  readonly inputs: InputBooks;
  readonly backlog: BacklogControl;
  readonly priceOf: PriceOf;
  readonly wakePoll: WakePoll;
  readonly retry: GenerationCalls["retry"];
}

/** Cancels of a batch under way at once. */
const CANCELS_AT_ONCE = 50;

/** Fills, limits, cancels, retries and reads batches. */
export function createBatchCalls(parts: BatchParts): BatchCalls {
  const { ledger, requests, inputs, backlog, priceOf } = parts;

  async function setBatchLimits(...[batchId, limits]: Parameters<BatchCalls["setBatchLimits"]>): Promise<void> {
    checkLimits(limits);
    await ledger.setBatchLimits(batchId, limits);
    const stopped = (await ledger.batch(batchId))?.stopped;
    // Should it still not fit, the next admission stops it again.
    if (stopped !== undefined && stopped !== "rejected") await backlog.clearBatchStop(batchId);
  }

  return {
    batch: ledger.batch,
    batches: ledger.batches,
    batchFaults: ledger.batchFaults,
    listBatch: (batchId) => listBatch(ledger, batchId),
    openBatch: (how = {}) => openBatch(ledger, how),
    addItems: (batchId, items, { tasks } = {}) =>
      addItems({ ledger, requests, inputs, priceOf, tasks }, batchId, items),
    async sealBatch(batchId, how) {
      const receipt = await sealBatch(ledger, batchId, how);
      if (receipt.result === "rejected") await cancelBatch(parts, batchId);
      return receipt;
    },
    noteBatchFaults: (batchId, faults) => noteBatchFaults(ledger, batchId, faults),
    setBatchLimits,
    async setBatchLabels(batchId, labels) {
      checkLabels(labels);
      await ledger.setBatchLabels(batchId, labels);
    },
    placeBatch: ledger.placeBatch,
    cancelBatch: (batchId) => cancelBatch(parts, batchId),
    async retryBatch(batchId, { rebuy, code, failedBefore } = {}) {
      const counts = { retried: 0, refused: 0 };
      for await (const record of listBatch(ledger, batchId)) {
        if (record.state !== "failed" || (code !== undefined && record.error?.code !== code)) continue;
        const { result } = await parts.retry(record.id, optional({ rebuy, failedBefore }));
        counts[result === "refused" ? "refused" : "retried"] += 1;
      }
      return counts;
    },
    async *results(batchId, which = "all") {
      for await (const record of listBatch(ledger, batchId)) {
        const succeeded = record.state === "succeeded";
        if (
          which === "all" ||
          (which === "succeeded" && succeeded) ||
          (which === "errors" && isEndState(record.state) && !succeeded) ||
          (which === "warnings" && hasWarnings(record))
        )
          yield resultLine(record);
      }
    },
    async findByCustomId(batchId, customId) {
      const [id] = await ledger.findByKeys(batchId, [customIdKey(customId)]);
      return id === undefined ? undefined : ledger.get(id);
    },
  };
}

async function* listBatch(ledger: Pick<Ledger, "list">, batchId: string): AsyncIterable<GenerationRecord> {
  let cursor: string | undefined;
  do {
    const page = await ledger.list({ batchId, limit: 500, ...optional({ cursor }) });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

async function cancelBatch({ ledger, backlog, wakePoll }: BatchParts, batchId: string): Promise<CancelBatchReceipt> {
  const counts = { cancelled: 0, cancelling: 0, alreadyEnded: 0 };
  if ((await ledger.batch(batchId)) === undefined) return counts;
  // From here on nothing of it is admitted; should this process die, a reconciler goes on.
  await backlog.beginCancel(batchId);
  let group: GenerationRecord[] = [];
  const cancelGroup = async (): Promise<void> => {
    for (const { result } of await Promise.all(group.map((record) => cancelGeneration(ledger, record.id, wakePoll)))) {
      if (result === "cancelled") counts.cancelled += 1;
      else if (result === "cancelling") counts.cancelling += 1;
      else counts.alreadyEnded += 1;
    }
    group = [];
  };
  for await (const record of listBatch(ledger, batchId)) {
    group.push(record);
    if (group.length === CANCELS_AT_ONCE) await cancelGroup();
  }
  await cancelGroup();
  await backlog.endCancel(batchId);
  return counts;
}
