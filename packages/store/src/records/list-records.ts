import { GENERATION_STATES, type GenerationState, InvalidInputError, type ListFilter } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { listQueuedScript } from "./scripts.ts";

/** A page of ids. */
export interface IdPage {
  readonly ids: readonly string[];
  readonly nextCursor?: string;
  /** For a page that ends after so many of them. */
  readonly cursorAfter?: (count: number) => string;
}

/**
 * In batch order; the cursor is the next index.
 * @throws InvalidInputError: `bad_cursor`.
 */
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
  const cursorAfter = (count: number): string => String(dropped + first + count);
  return ids.length > limit
    ? { ids: ids.slice(0, limit), nextCursor: cursorAfter(limit), cursorAfter }
    : { ids, cursorAfter };
}

/**
 * Newest first, since ids begin with their time. Two streams are merged: those that are queued by the time of their
 * submit, and all others by their ids. The cursor names the last id, and where the first stream stands.
 */
export async function listStatePage(
  redis: RedisClient,
  keys: RedisKeys,
  filter: ListFilter,
  limit: number,
): Promise<IdPage> {
  const cursor = readCursor(filter.cursor);
  const states = filter.state === undefined ? GENERATION_STATES : [filter.state];
  const [queued, others] = await Promise.all([
    states.includes("queued") ? listQueued(redis, keys, cursor, limit + 1) : [],
    Promise.all(
      states.filter((state) => state !== "queued").map((state) => listState(redis, keys, state, cursor, limit + 1)),
    ),
  ]);
  const rest = others.flat().toSorted((left, right) => (left < right ? 1 : -1));
  const ids: string[] = [];
  let { queuedAt, queuedId } = cursor;
  for (let ofQueued = 0, ofRest = 0; ids.length < limit;) {
    const [next, other] = [queued[ofQueued], rest[ofRest]];
    if (next !== undefined && (other === undefined || next.id > other)) {
      ids.push(next.id);
      [queuedAt, queuedId] = [next.at, next.id];
      ofQueued += 1;
    } else if (other === undefined) break;
    else {
      ids.push(other);
      ofRest += 1;
    }
  }
  const last = ids.at(-1);
  const more = queued.length + rest.length > ids.length;
  return more && last !== undefined ? { ids, nextCursor: [last, queuedAt, queuedId].join(".") } : { ids };
}

interface StateCursor {
  readonly id: string;
  readonly queuedAt: string;
  readonly queuedId: string;
}

function readCursor(cursor: string | undefined): StateCursor {
  if (cursor === undefined) return { id: "", queuedAt: "", queuedId: "" };
  const [, id = "", queuedAt = "", queuedId = ""] = /^([\w-]+)\.(\d*)\.([\w-]*)$/.exec(cursor) ?? [];
  if (id === "") throw badCursor(cursor);
  return { id, queuedAt, queuedId };
}

function listQueued(
  redis: RedisClient,
  keys: RedisKeys,
  { queuedAt, queuedId }: StateCursor,
  most: number,
): ReturnType<typeof listQueuedScript> {
  return listQueuedScript(redis, keys, [], [most, queuedAt, queuedId]);
}

async function listState(
  redis: RedisClient,
  keys: RedisKeys,
  state: GenerationState,
  { id }: StateCursor,
  most: number,
): Promise<readonly string[]> {
  const newest = id === "" ? `(${state}}` : `(${state}|${id}`;
  const members = await redis.zrevrangebylex(keys.states, newest, `[${state}|`, "LIMIT", 0, most);
  return members.map((member) => member.slice(state.length + 1));
}

function badCursor(cursor: string | undefined): InvalidInputError {
  return new InvalidInputError("bad_cursor", `The cursor "${cursor}" is not one that a page gave.`);
}
