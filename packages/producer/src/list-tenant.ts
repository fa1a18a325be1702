import {
  type GenerationRecord,
  type LabelFilter,
  type Ledger,
  optional,
  type RecordPage,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { batchesWithLabels, type RedisKeys } from "@hailuo-queue/store";
import { hasWarnings } from "./list-warnings.ts";
import type { ListQuery, SealedCursors } from "./sealed-cursors.ts";
import type { InputPosition } from "./tenant-inputs.ts";
import type { TenantReads } from "./tenant-reads.ts";
import type { BatchListFilter, BatchPage, TenantListFilter } from "./types.ts";

/** What one call looks at, at most: a state that is rare in much history must not hold the caller up. */
const MOST_LOOKED_AT = 5000;
const PAGE = 500;

/** Where a list of a tenant's batches, or of what is in them, goes on. */
export interface ListPosition {
  readonly batch: string;
  /** When it was opened, Unix ms: the list goes on behind it also once it is forgotten. */
  readonly at: number;
  /** The next place in the batch; its first one where there is none. */
  readonly within?: string;
}

export interface TenantLists {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly ledger: Pick<Ledger, "batch" | "get" | "getMany" | "list">;
  readonly cursors: SealedCursors<ListPosition>;
  readonly inputCursors: SealedCursors<InputPosition>;
  readonly reads: TenantReads;
}

/** Newest first. */
export async function tenantBatches(lists: TenantLists, tenant: string, page: BatchListFilter): Promise<BatchPage> {
  const limit = sizeOf(page.limit);
  const wanted = labelsOf(page);
  const query = { tenant, list: ["batches", ...(wanted === undefined ? [] : [JSON.stringify(wanted)])] };
  const after = page.cursor === undefined ? undefined : await lists.cursors.open(query, page.cursor);
  if (wanted !== undefined) return labelledBatches(lists, tenant, { wanted, query, after, limit });
  const found = await batchesAfter(lists, tenant, after, limit + 1);
  const shown = found.slice(0, limit);
  const summaries = await Promise.all(shown.map(({ batch }) => lists.ledger.batch(batch)));
  const items = summaries.filter((summary) => summary !== undefined);
  const last = shown.at(-1);
  return found.length > limit && last !== undefined
    ? { items, nextCursor: await lists.cursors.seal(query, last) }
    : { items };
}

/** In one order, so that a cursor fits the same filter however it is written. */
function labelsOf({ name, tags }: BatchListFilter): LabelFilter | undefined {
  const sorted = Object.entries(tags ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (name === undefined && sorted.length === 0) return undefined;
  return { ...optional({ name }), ...(sorted.length === 0 ? {} : { tags: Object.fromEntries(sorted) }) };
}

/** Looks through the tenant's batches for them, so many in one call. */
async function labelledBatches(
  lists: TenantLists,
  tenant: string,
  { wanted, query, after, limit }: LabelledPage,
): Promise<BatchPage> {
  const found: ListPosition[] = [];
  let last = after;
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += PAGE) {
    const page = await batchesAfter(lists, tenant, last, PAGE);
    const fitting = await batchesWithLabels(
      lists.redis,
      lists.keys,
      page.map(({ batch }) => batch),
      wanted,
    );
    for (const position of page) {
      if (found.length === limit) return pageOf(found, last);
      if (fitting.has(position.batch)) found.push(position);
      last = position;
    }
    if (page.length < PAGE) return pageOf(found, undefined);
  }
  return pageOf(found, last);

  async function pageOf(shown: readonly ListPosition[], next: ListPosition | undefined): Promise<BatchPage> {
    const summaries = await Promise.all(shown.map(({ batch }) => lists.ledger.batch(batch)));
    const items = summaries.filter((summary) => summary !== undefined);
    return next === undefined ? { items } : { items, nextCursor: await lists.cursors.seal(query, next) };
  }
}

interface LabelledPage {
  readonly wanted: LabelFilter;
  readonly query: ListQuery;
  readonly after: ListPosition | undefined;
  readonly limit: number;
}

/** Of all of a tenant's batches, the newest first, or of one of them that is known to be its own; each in its order. */
export async function listTenant(
  lists: TenantLists,
  tenant: string,
  { batchId: only, state: asked, warnings = false, limit: wanted, cursor }: TenantListFilter,
): Promise<RecordPage> {
  const limit = sizeOf(wanted);
  if (warnings && asked !== undefined && asked !== "succeeded") return { items: [] };
  const state = warnings ? "succeeded" : asked;
  const query = { tenant, list: ["generations", only ?? "", state ?? "", ...(warnings ? ["warnings"] : [])] };
  const found: GenerationRecord[] = [];
  const before = cursor === undefined ? undefined : await lists.cursors.open(query, cursor);
  let at = before ?? (only === undefined ? await nextBatch(lists, tenant, undefined) : { batch: only, at: 0 });
  for (let looked = 0; at !== undefined && found.length < limit && looked < MOST_LOOKED_AT;) {
    if (state !== undefined && at.within === undefined && (await lists.ledger.batch(at.batch))?.counts[state] === 0) {
      at = only === undefined ? await nextBatch(lists, tenant, at) : undefined;
      looked += 1;
      continue;
    }
    // Without a state all that is read is wanted.
    const size = state === undefined ? limit - found.length : Math.min(PAGE, limit - found.length);
    const page = await lists.ledger.list({
      batchId: at.batch,
      limit: size,
      ...optional({ state, cursor: at.within }),
    });
    // Batches of earlier versions may hold another tenant's, too.
    found.push(...page.items.filter((record) => record.tenant === tenant && (!warnings || hasWarnings(record))));
    looked += size;
    if (page.nextCursor !== undefined) at = { ...at, within: page.nextCursor };
    else at = only === undefined ? await nextBatch(lists, tenant, at) : undefined;
    if (page.isCut === true) break;
  }
  return at === undefined ? { items: found } : { items: found, nextCursor: await lists.cursors.seal(query, at) };
}

async function nextBatch(
  lists: TenantLists,
  tenant: string,
  after: ListPosition | undefined,
): Promise<ListPosition | undefined> {
  return (await batchesAfter(lists, tenant, after, 1))[0];
}

/** Newest first; after a batch those that are older, also when it is not there any more. */
async function batchesAfter(
  { redis, keys }: { readonly redis: RedisClient; readonly keys: Pick<RedisKeys, "tenantBatches"> },
  tenant: string,
  after: ListPosition | undefined,
  count: number,
): Promise<readonly ListPosition[]> {
  const key = keys.tenantBatches(tenant);
  if (after === undefined) return positions(await redis.zrevrange(key, 0, count - 1, "WITHSCORES"));
  const rank = await redis.zrevrank(key, after.batch);
  if (rank !== null) return positions(await redis.zrevrange(key, rank + 1, rank + count, "WITHSCORES"));
  return positions(await redis.zrevrangebyscore(key, `(${after.at}`, "-inf", "WITHSCORES", "LIMIT", 0, count));
}

function positions(reply: readonly string[]): readonly ListPosition[] {
  return reply.flatMap((batch, index) => (index % 2 === 0 ? [{ batch, at: Number(reply[index + 1]) }] : []));
}

function sizeOf(limit = 50): number {
  return Math.min(Math.max(limit, 1), 1000);
}
