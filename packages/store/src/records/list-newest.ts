import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";

/** Ids of a batch from its end on; '' stands for one that was forgotten before those in front of it. */
export interface NewestPage {
  readonly ids: readonly string[];
  /** The next page's `before`; undefined on the last page. */
  readonly before?: number;
}

/** The generations of a batch, the last one first. `before`: only those with a smaller index. */
export async function listNewest(
  redis: RedisClient,
  keys: RedisKeys,
  batchId: string,
  { before = Infinity, limit }: { readonly before?: number | undefined; readonly limit: number },
): Promise<NewestPage> {
  const [droppedText, length] = await Promise.all([
    redis.hget(keys.batch(batchId), "dropped"),
    redis.llen(keys.batchMembers(batchId)),
  ]);
  const dropped = Number(droppedText ?? 0);
  const end = Math.min(length, before - dropped);
  if (end <= 0) return { ids: [] };
  const first = Math.max(0, end - limit);
  const ids = (await redis.lrange(keys.batchMembers(batchId), first, end - 1)).toReversed();
  return first > 0 ? { ids, before: dropped + first } : { ids };
}
