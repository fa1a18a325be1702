import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { forgetOneScript } from "./scripts.ts";

/**
 * Takes a generation that has ended out of every list, long before its time. False where it has not ended, or is not
 * there. Its video stays in storage.
 */
export function forgetGeneration(redis: RedisClient, keys: RedisKeys, id: string): Promise<boolean> {
  return forgetOneScript(redis, keys, [keys.generation(id)], [id]);
}
