import { type GenerationRecord, InvalidInputError, type Ledger, type RecordPage } from "@hailuo-queue/contracts";
import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";
import type { BatchPage, Producer } from "./types.ts";

/** What one call looks at, at most: a state that is rare in much history must not hold the caller up. */
const MOST_LOOKED_AT = 5000;
const PAGE = 500;

export interface TenantLists {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly ledger: Pick<Ledger, "batch" | "list">;
}

export async function tenantBatches(
  { redis, keys, ledger }: TenantLists,
  tenant: string,
  page: NonNullable<Parameters<Producer["tenantBatches"]>[1]>,
): Promise<BatchPage> {
  const limit = Math.min(Math.max(page.limit ?? 50, 1), 1000);
  const ids = await idsAfter({ redis, keys }, tenant, page.cursor, limit + 1);
  const items = (await Promise.all(ids.slice(0, limit).map(ledger.batch))).filter((summary) => summary !== undefined);
  const nextCursor = ids.length > limit ? ids[limit - 1] : undefined;
  return nextCursor === undefined ? { items } : { items, nextCursor };
}

/** The cursor is `<batch>:<cursor in the batch>`, without the latter for the batch's first page. */
export async function listTenant(
  lists: TenantLists,
  tenant: string,
  { state, limit: wanted = 50, cursor }: NonNullable<Parameters<Producer["listTenant"]>[1]>,
): Promise<RecordPage> {
  const limit = Math.min(Math.max(wanted, 1), 1000);
  const found: GenerationRecord[] = [];
  let [batchId, within] = cursor === undefined ? [undefined, undefined] : readCursor(cursor);
  batchId ??= (await idsAfter(lists, tenant, undefined, 1))[0];
  for (let looked = 0; batchId !== undefined && found.length < limit && looked < MOST_LOOKED_AT;) {
    if (state !== undefined && within === undefined && (await lists.ledger.batch(batchId))?.counts[state] === 0) {
      [batchId] = await idsAfter(lists, tenant, batchId, 1);
      looked += 1;
      continue;
    }
    // Without a state all that is read is wanted.
    const size = state === undefined ? limit - found.length : Math.min(PAGE, limit - found.length);
    const page = await lists.ledger.list({
      batchId,
      limit: size,
      ...(state === undefined ? {} : { state }),
      ...(within === undefined ? {} : { cursor: within }),
    });
    found.push(...page.items);
    looked += size;
    within = page.nextCursor;
    if (within === undefined) [batchId] = await idsAfter(lists, tenant, batchId, 1);
    if (page.isCut === true) break;
  }
  return batchId === undefined ? { items: found } : { items: found, nextCursor: within === undefined ? batchId : `${batchId}:${within}` };
}

function readCursor(cursor: string): [batchId: string, within: string | undefined] {
  const parts = /^([A-Za-z0-9._-]{1,128})(?::(\d+))?$/.exec(cursor);
  if (parts?.[1] === undefined) throw badCursor(cursor);
  return [parts[1], parts[2]];
}

/** Newest first; after a batch those that are older. */
async function idsAfter(
  { redis, keys }: Pick<TenantLists, "redis" | "keys">,
  tenant: string,
  after: string | undefined,
  count: number,
): Promise<readonly string[]> {
  const key = keys.tenantBatches(tenant);
  const rank = after === undefined ? -1 : await redis.zrevrank(key, after);
  // One that was forgotten meanwhile, or is another tenant's.
  if (rank === null) throw badCursor(after ?? "");
  return redis.zrevrange(key, rank + 1, rank + count);
}

function badCursor(cursor: string): InvalidInputError {
  return new InvalidInputError("bad_cursor", `The cursor "${cursor}" is not one that a page gave, or its batch is gone.`);
}
