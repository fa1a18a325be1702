import type { InputBooks, Ledger, NewGeneration } from "@hailuo-queue/contracts";
import { lookUpInputs, missingInput } from "./judge-request.ts";
import { createPreparer, DEFAULT_TENANT, type PriceOf } from "./prepare-generation.ts";
import { sendAhead } from "./send-ahead.ts";
import type { BatchReceipt, ItemSource, SubmitItem, SubmitOptions } from "./types.ts";

export interface SubmitBatchParts {
  readonly ledger: Pick<Ledger, "findConflict" | "submit">;
  readonly inputs: Pick<InputBooks, "renew">;
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
  { ledger, inputs, priceOf, conflict }: SubmitBatchParts,
  items: ItemSource,
  how: SubmitOptions & { readonly batchId: string; readonly onProgress?: (enqueued: number) => void },
): Promise<BatchReceipt> {
  const chunks =
    typeof items === "function"
      ? () => prepareChunks(items(), how, priceOf, inputs)
      : keep(await toArray(prepareChunks(items, how, priceOf, inputs)));
  for await (const { answer: taken } of sendAhead(chunks(), ledger.findConflict))
    if (taken !== undefined) throw conflict(taken.generation, taken.id);
  let created = 0;
  let total = 0;
  for await (const { chunk, answer: receipts } of sendAhead(chunks(), ledger.submit)) {
    for (const [number, receipt] of receipts.entries()) {
      if (receipt.result === "conflict") throw conflict(chunk[number], receipt.id);
      if (receipt.result === "input_gone") throw missingInput(chunk[number]?.request, receipt.sha256);
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
  inputs: Pick<InputBooks, "renew">,
): AsyncGenerator<readonly NewGeneration[]> {
  const prepare = createPreparer(how, priceOf);
  let chunk: SubmitItem[] = [];
  let first = 0;
  async function prepareChunk(): Promise<readonly NewGeneration[]> {
    const lookUp = await lookUpInputs(
      inputs,
      how.tenant ?? DEFAULT_TENANT,
      chunk.map(({ request }) => request),
      undefined,
    );
    const prepared = chunk.map((item, number) => prepare(item, first + number, lookUp));
    first += chunk.length;
    chunk = [];
    return prepared;
  }
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length === CHUNK) yield await prepareChunk();
  }
  if (chunk.length > 0) yield await prepareChunk();
}

function keep<Value>(values: readonly Value[]): () => Iterable<Value> {
  return () => values;
}

async function toArray<Value>(values: AsyncIterable<Value>): Promise<readonly Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}
