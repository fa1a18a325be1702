import type { RedisClient } from "./connection.ts";
import { cureOf, reasonOf } from "./redis-troubles.ts";

const EXPIRY_MS = 10_000;

/**
 * Writes a key and removes it. What Redis says where it takes no writes, with its cure: it is full, a replica, cannot
 * write to its disk, or forbids it.
 */
export async function tryWrite(
  redis: Pick<RedisClient, "set" | "del">,
  key: string,
): Promise<{ readonly reason: string; readonly cure: string } | undefined> {
  try {
    await redis.set(key, "1", "PX", EXPIRY_MS);
    await redis.del(key);
    return undefined;
  } catch (error) {
    const reason = reasonOf(error);
    return { reason, cure: cureOf(reason) };
  }
}
