import type { AccountUsage } from "@hailuo-queue/contracts";
import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";

export interface UsageReaderOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly account: string;
}

const MINUTE_MS = 60_000;

/** Reads what an account does and may do. Limits are 0 until a create worker has published its own. */
export function createUsageReader({ redis, keys, account }: UsageReaderOptions): () => Promise<AccountUsage> {
  return async () => {
    const [now, state] = await Promise.all([redis.time(), redis.hgetall(keys.account(account))]);
    const nowMs = Number(now[0]) * 1000 + Math.floor(Number(now[1]) / 1000);
    const windowStart = nowMs - Number(state["windowMs"] ?? MINUTE_MS);
    const [slotsUsed, createWindowUsed, backlog] = await Promise.all([
      redis.zcard(keys.slots(account)),
      redis.zcount(keys.createWindow(account), windowStart, "+inf"),
      redis.zcard(keys.backlog),
    ]);
    const pausedUntil = Number(state["pausedUntil"] ?? 0);
    return {
      account,
      slotsUsed,
      slotsAllowed: Number(state["limit.maxInFlight"] ?? state["maxInFlight"] ?? 0),
      createWindowUsed,
      createPerMinute: Number(state["limit.createPerMinute"] ?? state["createPerMinute"] ?? 0),
      backlog,
      ...(state["held"] === undefined ? {} : { held: true as const }),
      ...(pausedUntil > nowMs ? { pausedUntil, pausedReason: state["pausedReason"] ?? "" } : {}),
    };
  };
}
