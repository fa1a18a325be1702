import type { RedisClient } from "@hailuo-queue/redis";
import { defineStoreScript } from "../define-store-script.ts";
import type { RedisKeys } from "../keys.ts";

const MINUTE_MS = 60_000;

const takeRequestScript = defineStoreScript<[number, number], { readonly waitMs: number; readonly limit: number }>({
  name: "hailuoTakeRequest",
  file: "tenants/take-request",
  parse: ([waitMs, limit]) => ({ waitMs, limit }),
});

/**
 * Counts a tenant's request over all processes, in a bucket of one minute's requests. Returns how long to wait, 0 where
 * it may be served, and the tenant's limit: its own quota, or `requestsPerMinute`.
 */
export function takeRequest(
  redis: RedisClient,
  keys: RedisKeys,
  tenant: string,
  requestsPerMinute: number,
): Promise<{ readonly waitMs: number; readonly limit: number }> {
  return takeRequestScript(
    redis,
    keys,
    [keys.tenantRequests(tenant), keys.tenantQuotas(tenant)],
    [requestsPerMinute, MINUTE_MS],
  );
}
