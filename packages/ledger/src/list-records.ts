import { GENERATION_STATES, InvalidInputError, type ListFilter } from "@hailuo-queue/contracts";
import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";

export interface IdPage {
  readonly ids: readonly string[];
  readonly nextCursor?: string;
}

/** In batch order; the cursor is the next index. */
export async function listBatchPage(
  redis: RedisClient,
  keys: RedisKeys,
  batchId: string,
  filter: ListFilter,
  limit: number,
): Promise<IdPage> {
  const start = filter.cursor === undefined ? 0 : Number(filter.cursor);
  if (!Number.isInteger(start) || start < 0) throw badCursor(filter.cursor);
  const dropped = Number((await redis.hget(keys.batch(batchId), "dropped")) ?? 0);
  const first = Math.max(0, start - dropped);
  const ids = await redis.lrange(keys.batchMembers(batchId), first, first + limit);
  return ids.length > limit ? { ids: ids.slice(0, limit), nextCursor: String(dropped + first + limit) } : { ids };
}

/** Newest first, since ids begin with their time; the cursor is the last id of the page before. */
export async function listStatePage(redis: RedisClient, keys: RedisKeys, filter: ListFilter, limit: number): Promise<IdPage> {
  if (filter.cursor !== undefined && !/^[\w-]+$/.test(filter.cursor)) throw badCursor(filter.cursor);
  const states = filter.state === undefined ? GENERATION_STATES : [filter.state];
  const pages = await Promise.all(
    states.map(async (state) => {
      const newest = filter.cursor === undefined ? `(${state}}` : `(${state}|${filter.cursor}`;
      const members = await redis.zrevrangebylex(keys.states, newest, `[${state}|`, "LIMIT", 0, limit + 1);
      return members.map((member) => member.slice(state.length + 1));
    }),
  );
  const ids = pages.flat().toSorted((left, right) => (left < right ? 1 : -1));
  const page = ids.slice(0, limit);
  const last = page.at(-1);
  return ids.length > limit && last !== undefined ? { ids: page, nextCursor: last } : { ids: page };
}

function badCursor(cursor: string | undefined): InvalidInputError {
  return new InvalidInputError("bad_cursor", `The cursor "${cursor}" is not one that a page gave.`);
}
