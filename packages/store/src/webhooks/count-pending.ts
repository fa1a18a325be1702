import type { RedisClient } from "@hailuo-queue/redis";
import { defineStoreScript } from "../define-store-script.ts";
import type { RedisKeys } from "../keys.ts";

/** Tenants that are looked at: those whose webhooks are due first. */
const MOST_TENANTS = 200;

/** Webhooks that wait. */
export interface PendingWebhooks {
  readonly pending: number;
  /** Of the event that waits longest; undefined where none does. Unix ms. */
  readonly oldestAt?: number;
}

const countPendingScript = defineStoreScript<[count: number, oldest: string], PendingWebhooks>({
  name: "hailuoCountPendingWebhooks",
  file: "webhooks/count-pending",
  parse: ([pending, oldest]) => ({ pending, ...(oldest === "0" ? {} : { oldestAt: Number(oldest) }) }),
});

/** Counts the webhooks that wait, of at most 200 tenants: one round trip. */
export function countPendingWebhooks(redis: RedisClient, keys: RedisKeys): Promise<PendingWebhooks> {
  return countPendingScript(redis, keys, [], [MOST_TENANTS]);
}
