import type {
  BatchLedger,
  InputBooks,
  Ledger,
  NewGeneration,
  RequestIndex,
  SubmitReceipt,
} from "@hailuo-queue/contracts";
import { lookUpInputs, missingInput } from "./judge-request.ts";
import { changeRequest } from "./change-request.ts";
import { type BatchComparison, ChangedItemsError, compareBatch } from "./compare-batch.ts";
import { digestOf } from "./digest.ts";
import { reportTwins, type TwinReport, twinsOf } from "./find-twins.ts";
import { createPreparer, DEFAULT_TENANT, type PriceOf } from "./prepare-generation.ts";
import { sendAhead } from "./send-ahead.ts";
import type { BatchReceipt, ItemSource, SubmitItem, SubmitOptions } from "./types.ts";

export interface SubmitBatchParts {
  readonly ledger: Pick<Ledger, "batch" | "findExisting" | "getMany" | "submit" | "transition"> &
    Pick<BatchLedger, "findByKeys">;
  readonly requests: RequestIndex;
  readonly inputs: Pick<InputBooks, "renew">;
  readonly priceOf: PriceOf;
}

const CHUNK = 100;
/** Under way at once: they share calls to Redis. */
const REPLACED_AT_ONCE = 20;

/**
 * Looks through all items before it enqueues the first. A list is looked through as it is; a source is read twice, and
 * never held as a whole: a fault that comes up in the second reading alone leaves what stood before it enqueued.
 * @throws ChangedItemsError where items stand for other requests already: all of them, unless `replace` makes them
 * again; those that cannot be changed now in any case.
 */
export async function submitAll(
  { ledger, requests, inputs, priceOf }: SubmitBatchParts,
  items: ItemSource,
  how: SubmitOptions & { readonly batchId: string; readonly onProgress?: (enqueued: number) => void },
): Promise<BatchReceipt> {
  const chunks =
    typeof items === "function"
      ? () => prepareChunks(items(), how, priceOf, inputs)
      : keep(await toArray(prepareChunks(items, how, priceOf, inputs)));
  const comparison = await compareBatch({ ledger }, how.batchId, chunks());
  if (how.replace === true ? comparison.refused > 0 : comparison.changed > 0) throw new ChangedItemsError(comparison);
  const counts = { created: 0, existing: 0, replaced: 0, twins: 0, leftOut: 0 };
  for await (const { chunk, answer } of sendAhead(chunks(), submitChunk)) {
    const changed: ChangedItem[] = [];
    for (const [number, receipt] of answer.receipts.entries()) {
      const generation = answer.sent[number] as NewGeneration;
      if (receipt.result === "input_gone") throw missingInput(generation.request, receipt.sha256);
      if (receipt.result === "conflict") changed.push({ generation, id: receipt.id });
      counts[receipt.result === "conflict" ? "replaced" : receipt.result] += 1;
    }
    for (let at = 0; at < changed.length; at += REPLACED_AT_ONCE)
      await Promise.all(changed.slice(at, at + REPLACED_AT_ONCE).map(replace));
    counts.twins += answer.twins;
    counts.leftOut += chunk.length - answer.sent.length;
    how.onProgress?.(counts.created + counts.existing + counts.replaced);
  }
  const { created, existing, replaced, twins, leftOut } = counts;
  return {
    batchId: how.batchId,
    created,
    existing,
    ...(replaced === 0 ? {} : { replaced }),
    ...(twins === 0 ? {} : { twins }),
    ...(leftOut === 0 ? {} : { leftOut }),
  };

  async function submitChunk(chunk: readonly NewGeneration[]): Promise<SentChunk> {
    const sent = how.leaveOutTwins === true ? await withoutTwins(chunk) : chunk;
    const receipts = sent.length === 0 ? [] : await ledger.submit(sent);
    return { sent, receipts, twins: await noteCreated(requests, sent, receipts) };
  }

  /** What it is of now was looked at above; what moved since then is told, and the same submit again goes on. */
  async function replace({ generation, id }: ChangedItem): Promise<void> {
    const [record] = how.replace === true ? await ledger.getMany([id]) : [];
    const receipt = record === undefined ? undefined : await changeRequest(ledger, record, generation);
    if (receipt?.result !== "queued")
      throw new ChangedItemsError(await compareBatch({ ledger }, how.batchId, [[generation]]));
    await requests
      .note(generation.tenant, generation.batchId, [{ digest: digestOf(generation.fingerprint), id }])
      .catch(() => 0);
  }

  async function withoutTwins(chunk: readonly NewGeneration[]): Promise<readonly NewGeneration[]> {
    const twins = new Set(
      (await twinsOf({ ledger, requests }, chunk)).flatMap(({ generation, twin }) =>
        twin === undefined ? [] : [generation],
      ),
    );
    return chunk.filter((generation) => !twins.has(generation));
  }
}

interface ChangedItem {
  readonly generation: NewGeneration;
  /** Of the generation that stands under its key. */
  readonly id: string;
}

interface SentChunk {
  readonly sent: readonly NewGeneration[];
  readonly receipts: readonly SubmitReceipt[];
  readonly twins: number;
}

/**
 * Remembers what was made now, for the batches that come. Returns how many of it have twins. Never throws: it stands in
 * the backlog by now, and who heard of a fault instead would submit it again, and buy it twice.
 */
export async function noteCreated(
  requests: Pick<RequestIndex, "note">,
  sent: readonly NewGeneration[],
  receipts: readonly SubmitReceipt[],
): Promise<number> {
  const [first] = sent;
  const made = sent.flatMap(({ fingerprint }, at) => {
    const receipt = receipts[at];
    return receipt?.result === "created" ? [{ digest: digestOf(fingerprint), id: receipt.id }] : [];
  });
  return first === undefined || made.length === 0 ? 0 : requests.note(first.tenant, first.batchId, made).catch(() => 0);
}

/** What the items would be as generations, without enqueuing any. */
export async function findTwins(
  { ledger, requests, inputs, priceOf }: SubmitBatchParts,
  items: ItemSource,
  how: SubmitOptions & { readonly batchId: string },
): Promise<TwinReport> {
  return reportTwins(
    { ledger, requests },
    prepareChunks(typeof items === "function" ? items() : items, how, priceOf, inputs),
  );
}

/**
 * Sets the items against what stands in their batch, without enqueuing any. Inputs that they name need not be there
 * yet.
 */
export async function compareItems(
  { ledger, inputs, priceOf }: SubmitBatchParts,
  items: ItemSource,
  how: SubmitOptions & { readonly batchId: string },
): Promise<BatchComparison> {
  return compareBatch(
    { ledger },
    how.batchId,
    prepareChunks(typeof items === "function" ? items() : items, how, priceOf, inputs, "later"),
  );
}

async function* prepareChunks(
  items: Iterable<SubmitItem> | AsyncIterable<SubmitItem>,
  how: SubmitOptions,
  priceOf: PriceOf,
  inputs: Pick<InputBooks, "renew">,
  missing?: "later",
): AsyncGenerator<readonly NewGeneration[]> {
  const prepare = createPreparer(how, priceOf);
  let chunk: SubmitItem[] = [];
  let first = 0;
  async function prepareChunk(): Promise<readonly NewGeneration[]> {
    const lookUp = await lookUpInputs(
      inputs,
      how.tenant ?? DEFAULT_TENANT,
      chunk.map(({ request }) => request),
      missing,
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
