import type { RedisClient } from "./connection.ts";

/** True for one caller of the whole fleet in each `turnMs`: whoever is first has this turn, and nobody needs to give it back. */
export async function takeTurn(redis: RedisClient, key: string, turnMs: number): Promise<boolean> {
  return (await redis.set(key, "1", "PX", turnMs, "NX")) === "OK";
}
