import type { BatchLedger, GenerationRecord, NewGeneration, RequestIndex } from "@hailuo-queue/contracts";
import { digest, digestOf } from "./digest.ts";

/** Requests of a submit that another batch of the same tenant has made or has under way. */
export interface TwinReport {
  /** Items that would be new in the batch. */
  readonly wanted: number;
  readonly twins: number;
  /** What the twins would cost again, in millionths of a US dollar, as far as prices are known. */
  readonly microUsd: number;
  readonly unpriced: number;
  /** Whose they are, the most first; the first few. */
  readonly batches: readonly { readonly batchId: string; readonly count: number }[];
}

export interface FindTwinsParts {
  readonly ledger: Pick<BatchLedger, "findByKeys">;
  readonly requests: Pick<RequestIndex, "find">;
}

const NAMED_BATCHES = 10;

/** The twin of each; none for what stands in the batch already, which is not made again. */
export async function twinsOf(
  { ledger, requests }: FindTwinsParts,
  chunk: readonly NewGeneration[],
): Promise<readonly Twinned[]> {
  const [first] = chunk;
  if (first === undefined) return [];
  const { batchId, tenant } = first;
  const existing = await ledger.findByKeys(
    batchId,
    chunk.map(({ idempotencyKey }) => idempotencyKey),
  );
  const fresh = chunk.filter((_, at) => existing[at] === undefined);
  const twins = await requests.find(
    tenant,
    batchId,
    fresh.map(({ fingerprint }) => digestOf(fingerprint)),
  );
  return fresh.map((generation, at) => {
    const twin = twins[at];
    return { generation, twin: twin !== undefined && isOf(twin, digestOf(generation.fingerprint)) ? twin : undefined };
  });
}

/** A request that was changed since is made only where an earlier take of it was. */
function isOf({ take, request, takes = [] }: GenerationRecord, wanted: string): boolean {
  if (take === undefined) return true;
  const made = takes.filter(({ state }) => state === "succeeded").map((earlier) => earlier.request);
  return [request, ...made].some((one) => digest(JSON.stringify(one)) === wanted);
}

/** An item whose request another batch already has. */
export interface Twinned {
  readonly generation: NewGeneration;
  readonly twin: GenerationRecord | undefined;
}

export async function reportTwins(
  parts: FindTwinsParts,
  chunks: AsyncIterable<readonly NewGeneration[]>,
): Promise<TwinReport> {
  const sums = { wanted: 0, twins: 0, microUsd: 0, unpriced: 0 };
  const batches = new Map<string, number>();
  for await (const chunk of chunks) {
    for (const { generation, twin } of await twinsOf(parts, chunk)) {
      sums.wanted += 1;
      if (twin === undefined) continue;
      sums.twins += 1;
      if (generation.priceMicroUsd === undefined) sums.unpriced += 1;
      else sums.microUsd += generation.priceMicroUsd;
      batches.set(twin.batchId, (batches.get(twin.batchId) ?? 0) + 1);
    }
  }
  const most = [...batches].toSorted(([, one], [, other]) => other - one).slice(0, NAMED_BATCHES);
  return { ...sums, batches: most.map(([batchId, count]) => ({ batchId, count })) };
}
