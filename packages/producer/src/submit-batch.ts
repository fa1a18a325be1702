import type { Ledger, NewGeneration } from "@hailuo-queue/contracts";
import { createPreparer, type PriceOf } from "./prepare-generation.ts";
import { sendAhead } from "./send-ahead.ts";
import type { BatchReceipt, ItemSource, SubmitItem, SubmitOptions } from "./types.ts";

export interface SubmitBatchParts {
  readonly ledger: Pick<Ledger, "findConflict" | "submit">;
  readonly priceOf: PriceOf;
  /** The error for an item whose name stands for another request. */
  readonly conflict: (item: NewGeneration | undefined, id: string) => Error;
}

const CHUNK = 100;

/**
 * Looks through all items before it enqueues the first. A list is looked through as it is; a source is read twice, and
 * never held as a whole: a fault that comes up in the second reading alone leaves what stood before it enqueued.
 */
export async function submitAll(
  { ledger, priceOf, conflict }: SubmitBatchParts,
  items: ItemSource,
  how: SubmitOptions & { readonly batchId: string; readonly onProgress?: (enqueued: number) => void },
): Promise<BatchReceipt> {
  const chunks =
    typeof items === "function" ? () => prepareChunks(items(), how, priceOf) : keep(await toArray(prepareChunks(items, how, priceOf)));
  for await (const { answer: taken } of sendAhead(chunks(), ledger.findConflict))
    if (taken !== undefined) throw conflict(taken.generation, taken.id);
  let created = 0;
  let total = 0;
  for await (const { chunk, answer: receipts } of sendAhead(chunks(), ledger.submit)) {
    for (const [number, receipt] of receipts.entries()) {
      if (receipt.result === "conflict") throw conflict(chunk[number], receipt.id);
      if (receipt.result === "created") created += 1;
    }
    total += chunk.length;
    how.onProgress?.(total);
  }
  return { batchId: how.batchId, created, existing: total - created };
}

async function* prepareChunks(
  items: Iterable<SubmitItem> | AsyncIterable<SubmitItem>,
  how: SubmitOptions,
  priceOf: PriceOf,
): AsyncGenerator<readonly NewGeneration[]> {
  const prepare = createPreparer(how, priceOf);
  let chunk: NewGeneration[] = [];
  let at = 0;
  for await (const item of items) {
    chunk.push(prepare(item, at));
    at += 1;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function keep<Value>(values: readonly Value[]): () => Iterable<Value> {
  return () => values;
}

async function toArray<Value>(values: AsyncIterable<Value>): Promise<readonly Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}
