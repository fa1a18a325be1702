import type { BatchLedger, InputBooks, Ledger, NewGeneration, RequestIndex, SubmitReceipt } from "@hailuo-queue/contracts";
import { lookUpInputs, missingInput } from "./judge-request.ts";
import { digestOf, reportTwins, type TwinReport, twinsOf } from "./find-twins.ts";
import { createPreparer, DEFAULT_TENANT, type PriceOf } from "./prepare-generation.ts";
import { sendAhead } from "./send-ahead.ts";
import type { BatchReceipt, ItemSource, SubmitItem, SubmitOptions } from "./types.ts";

export interface SubmitBatchParts {
  readonly ledger: Pick<Ledger, "findKnown" | "submit"> & Pick<BatchLedger, "findByKeys">;
  readonly requests: RequestIndex;
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
  { ledger, requests, inputs, priceOf, conflict }: SubmitBatchParts,
  items: ItemSource,
  how: SubmitOptions & { readonly batchId: string; readonly onProgress?: (enqueued: number) => void },
): Promise<BatchReceipt> {
  const chunks =
    typeof items === "function"
      ? () => prepareChunks(items(), how, priceOf, inputs)
      : keep(await toArray(prepareChunks(items, how, priceOf, inputs)));
  for await (const { chunk, answer } of sendAhead(chunks(), ledger.findKnown))
    for (const [number, known] of answer.entries()) if (known?.same === false) throw conflict(chunk[number], known.id);
  const counts = { created: 0, existing: 0, twins: 0, leftOut: 0 };
  for await (const { chunk, answer } of sendAhead(chunks(), submitChunk)) {
    for (const [number, receipt] of answer.receipts.entries()) {
      if (receipt.result === "conflict") throw conflict(answer.sent[number], receipt.id);
      if (receipt.result === "input_gone") throw missingInput(answer.sent[number]?.request, receipt.sha256);
      counts[receipt.result] += 1;
    }
    counts.twins += answer.twins;
    counts.leftOut += chunk.length - answer.sent.length;
    how.onProgress?.(counts.created + counts.existing);
  }
  const { created, existing, twins, leftOut } = counts;
  return { batchId: how.batchId, created, existing, ...(twins === 0 ? {} : { twins }), ...(leftOut === 0 ? {} : { leftOut }) };

  async function submitChunk(chunk: readonly NewGeneration[]): Promise<SentChunk> {
    const sent = how.leaveOutTwins === true ? await withoutTwins(chunk) : chunk;
    const receipts = sent.length === 0 ? [] : await ledger.submit(sent);
    return { sent, receipts, twins: await noteCreated(requests, sent, receipts) };
  }

  async function withoutTwins(chunk: readonly NewGeneration[]): Promise<readonly NewGeneration[]> {
    const twins = new Set(
      (await twinsOf({ ledger, requests }, chunk)).flatMap(({ generation, twin }) => (twin === undefined ? [] : [generation])),
    );
    return chunk.filter((generation) => !twins.has(generation));
  }
}

interface SentChunk {
  readonly sent: readonly NewGeneration[];
  readonly receipts: readonly SubmitReceipt[];
  readonly twins: number;
}

/**
 * Remembers what was made now, for the batches that come. Returns how many of it have twins. Never throws: it stands in the backlog by now, and
 * who heard of a fault instead would submit it again, and buy it twice.
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
  { ledger, requests, inputs, priceOf }: Omit<SubmitBatchParts, "conflict">,
  items: ItemSource,
  how: SubmitOptions & { readonly batchId: string },
): Promise<TwinReport> {
  return reportTwins({ ledger, requests }, prepareChunks(typeof items === "function" ? items() : items, how, priceOf, inputs));
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
