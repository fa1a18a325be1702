import type { RedisClient } from "@hailuo-queue/redis";
import { type RedisKeys, takeRequest } from "@hailuo-queue/store";
import { Problem } from "./http/problem.ts";

export interface RateLimits {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  /** Of tenants that have none of their own. */
  readonly requestsPerMinute: number;
}

/** @throws a Problem (429) with the time after which the tenant may ask again. */
export type CheckRate = (tenant: string) => Promise<void>;

/** A bucket of one minute's requests per tenant, over all gateways. */
export function createRateLimit({ redis, keys, requestsPerMinute }: RateLimits): CheckRate {
  return async (tenant) => {
    const { waitMs, limit } = await takeRequest(redis, keys, tenant, requestsPerMinute);
    if (waitMs === 0) return;
    throw new Problem(429, "too_many_requests", {
      detail: `The tenant may make ${limit} requests a minute.`,
      retryAfterSeconds: Math.ceil(waitMs / 1000),
    });
  };
}
