import { type GenerationRecord, InvalidInputError, type Ledger, optional } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { listNewest, type RedisKeys } from "@hailuo-queue/store";

/** How the generations of one batch are paged by their ids. */
export interface SinglesPage {
  /** `newest`: the last one first. */
  readonly order: "newest" | "oldest";
  /** 1 to 1000. */
  readonly limit: number;
  /** The id that the page before ended with. */
  readonly after?: string;
}

/** A page of generations; `hasMore`: there are more behind it. */
export interface Singles {
  readonly items: readonly GenerationRecord[];
  readonly hasMore: boolean;
}

export interface SinglesParts {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly ledger: Pick<Ledger, "get" | "getMany" | "list">;
}

/** What one call looks at, at most, where many in a row were forgotten. */
const MOST_LOOKED_AT = 5000;

/**
 * Of a batch of the tenant's.
 * @throws InvalidInputError (`bad_cursor`) for an `after` that is none of it.
 */
export async function listSingles(
  { redis, keys, ledger }: SinglesParts,
  batch: { readonly batchId: string; readonly tenant: string },
  { order, limit, after }: SinglesPage,
): Promise<Singles> {
  const { batchId, tenant } = batch;
  const found: GenerationRecord[] = [];
  let at = after === undefined ? undefined : await placeBehind(after);
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += limit) {
    const part = await readPart(at, limit + 1 - found.length);
    found.push(...part.records.filter((record) => record.tenant === tenant));
    if (found.length > limit) return { items: found.slice(0, limit), hasMore: true };
    if (part.next === undefined) break;
    at = part.next;
  }
  return { items: found, hasMore: false };

  async function placeBehind(id: string): Promise<number> {
    const record = await ledger.get(id);
    if (record === undefined || record.tenant !== tenant || record.batchId !== batchId)
      throw new InvalidInputError("bad_cursor", "There is no such video in this list; start again without `after`.");
    return order === "newest" ? record.index : record.index + 1;
  }

  async function readPart(place: number | undefined, size: number): Promise<PartOfBatch> {
    if (order === "newest") {
      const { ids, before } = await listNewest(redis, keys, batchId, { before: place, limit: size });
      const records = (await ledger.getMany(ids)).filter((record) => record !== undefined);
      return { records, ...optional({ next: before }) };
    }
    const cursor = place === undefined ? undefined : String(place);
    const page = await ledger.list({ batchId, limit: size, ...optional({ cursor }) });
    return { records: page.items, ...(page.nextCursor === undefined ? {} : { next: Number(page.nextCursor) }) };
  }
}

interface PartOfBatch {
  readonly records: readonly GenerationRecord[];
  /** Where the next part begins. */
  readonly next?: number;
}
