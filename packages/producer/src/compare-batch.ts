import {
  type BatchSummary,
  type GenerationRecord,
  type GenerationRequest,
  InvalidInputError,
  type Ledger,
  type NewGeneration,
  optional,
  takeOf,
} from "@hailuo-queue/contracts";
import { type ChangeRefusal, refuseChange } from "./change-request.ts";
import { digest, digestOf } from "./digest.ts";

/** An item that stands in its batch with another request. */
export interface ItemChange {
  readonly id: string;
  readonly customId?: string;
  /** As it is in the batch. */
  readonly state: GenerationRecord["state"];
  readonly before: GenerationRequest;
  /** As it is wanted now. */
  readonly request: GenerationRequest;
  /** Which take it would be. */
  readonly take: number;
  /** It waits: it would be changed where it is, and stay the take that it is. */
  readonly inPlace: boolean;
  /** The earlier take that was of this very request: the batch was changed since, and this would change it back. */
  readonly sameAsTake?: number;
  /** What it would cost now, and what it was to cost, in millionths of a US dollar; missing: no price is known. */
  readonly priceMicroUsd?: number;
  readonly priceBeforeMicroUsd?: number;
  /** Why it cannot be changed now. */
  readonly refusal?: ChangeRefusal;
}

/** Items set against what stands in their batch. */
export interface BatchComparison {
  readonly batchId: string;
  /** Not in the batch yet. */
  readonly fresh: number;
  readonly same: number;
  readonly changed: number;
  /** In the batch, and not among the items: they stay as they are. */
  readonly gone: number;
  /** What the new and the changed ones cost, in millionths of a US dollar, as far as prices are known. */
  readonly microUsd: number;
  readonly unpriced: number;
  /** Of the changed ones the first {@link MOST_CHANGES}. */
  readonly changes: readonly ItemChange[];
  /** How many of the changed ones cannot be changed now. */
  readonly refused: number;
}

/** As many as anybody reads, and a bound of memory. */
const MOST_CHANGES = 1000;

/** Some items stand for other requests in their batch: none was enqueued. */
export class ChangedItemsError extends InvalidInputError {
  readonly comparison: BatchComparison;

  constructor(comparison: BatchComparison) {
    super(
      comparison.changes[0]?.customId === undefined ? "idempotency_conflict" : "custom_id_conflict",
      conflictSentence(comparison),
    );
    this.comparison = comparison;
  }
}

const NAMED_CONFLICTS = 20;

function conflictSentence({ batchId, changed, changes, refused }: BatchComparison): string {
  const names = changes
    .slice(0, NAMED_CONFLICTS)
    .map(({ customId, id }) => (customId === undefined ? id : `"${customId}" (${id})`));
  const more = changed > names.length ? ` and ${changed - names.length} more` : "";
  const [one] = changes;
  const what =
    changed === 1 && one?.customId !== undefined
      ? `custom_id "${one.customId}" of batch "${batchId}" was submitted before ` +
        `with another request (generation ${one.id})`
      : `${changed} ${changed === 1 ? "item was" : "items were"} submitted to batch ` +
        `"${batchId}" before with another request: ${names.join(", ")}${more}`;
  const first = changes.find(({ refusal }) => refusal !== undefined)?.refusal;
  if (first !== undefined)
    return `${what}. ${refused} of them cannot be changed now: ${first.message} Nothing was enqueued.`;
  return (
    `${what}. Nothing was enqueued: --replace makes ${changed === 1 ? "it" : "them"} again as ` +
    "the next take, a new custom_id or another batch makes another one."
  );
}

export interface CompareParts {
  readonly ledger: Pick<Ledger, "findExisting" | "getMany" | "batch">;
}

/** Adds up what stands in the batch, chunk by chunk. */
export async function compareBatch(
  { ledger }: CompareParts,
  batchId: string,
  chunks: AsyncIterable<readonly NewGeneration[]> | Iterable<readonly NewGeneration[]>,
): Promise<BatchComparison> {
  const sums = { fresh: 0, same: 0, changed: 0, refused: 0, microUsd: 0, unpriced: 0 };
  const changes: ItemChange[] = [];
  const toBuy = ({ priceMicroUsd }: NewGeneration): void => {
    if (priceMicroUsd === undefined) sums.unpriced += 1;
    else sums.microUsd += priceMicroUsd;
  };
  const summary = await ledger.batch(batchId);
  for await (const chunk of chunks) {
    requireOwn(summary, chunk[0]);
    const known = await ledger.findExisting(chunk);
    const other = chunk.flatMap((generation, at) => {
      const one = known[at];
      if (one === undefined) {
        sums.fresh += 1;
        toBuy(generation);
      } else if (one.same) sums.same += 1;
      return one === undefined || one.same ? [] : [{ generation, id: one.id }];
    });
    const records = other.length === 0 ? [] : await ledger.getMany(other.map(({ id }) => id));
    for (const [at, { generation, id }] of other.entries()) {
      sums.changed += 1;
      toBuy(generation);
      const change = changeOf(generation, id, records[at]);
      if (change.refusal !== undefined) sums.refused += 1;
      // One that cannot be changed is told before those that can.
      if (changes.length < MOST_CHANGES) changes.push(change);
      else if (change.refusal !== undefined && changes.at(-1)?.refusal === undefined)
        changes[changes.length - 1] = change;
    }
  }
  return { batchId, ...sums, gone: goneOf(summary, sums), changes };
}

/** What another tenant has in its batch is told to nobody. Earlier versions wrote no tenant. */
function requireOwn(summary: BatchSummary | undefined, generation: NewGeneration | undefined): void {
  if (
    summary === undefined ||
    generation === undefined ||
    summary.tenant === "" ||
    summary.tenant === generation.tenant
  )
    return;
  const message = `The batch "${summary.batchId}" is another tenant's; a batch has one tenant. Choose another name.`;
  throw new InvalidInputError("batch_conflict", message);
}

function goneOf(
  summary: BatchSummary | undefined,
  { same, changed }: { readonly same: number; readonly changed: number },
): number {
  return Math.max(0, (summary?.total ?? 0) - same - changed);
}

function changeOf(generation: NewGeneration, id: string, record: GenerationRecord | undefined): ItemChange {
  const { request, customId, priceMicroUsd } = generation;
  const named = optional({ customId });
  const price = optional({ priceMicroUsd });
  // Forgotten in this moment: its key is free the next time.
  if (record === undefined) {
    const refusal = { code: "changed", message: `${id} has changed just now; look at it again.` } as const;
    return { id, ...named, state: "cancelled", before: request, request, take: 1, inPlace: false, ...price, refusal };
  }
  const inPlace = record.state === "queued";
  const former = record.takes?.findLast(
    (earlier) => digest(JSON.stringify(earlier.request)) === digestOf(generation.fingerprint),
  );
  const refusal = refuseChange(record, generation);
  return {
    id,
    ...named,
    state: record.state,
    before: record.request,
    request,
    take: takeOf(record) + (inPlace ? 0 : 1),
    inPlace,
    ...(former === undefined ? {} : { sameAsTake: former.take }),
    ...price,
    ...optional({ priceBeforeMicroUsd: record.priceMicroUsd, refusal }),
  };
}
