import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";

export interface NewDelivery {
  /** The same however often it is sent: `webhook-id`. */
  readonly eventId: string;
  readonly tenant: string;
  readonly url: string;
  readonly type: string;
  /** The very text that is sent and signed. */
  readonly body: string;
  /** Of the event, unix ms. */
  readonly createdAt: number;
}

export interface Delivery extends NewDelivery {
  /** `failed`: given up after a day, or the receiver said that it is gone (410). */
  readonly state: "pending" | "delivered" | "failed";
  readonly attempts: number;
  /** How often it was replayed. */
  readonly run: number;
  /** What the last attempt came to: an HTTP status, or why there was none. */
  readonly lastResult?: string;
  readonly lastAttemptAt?: number;
}

export interface DeliveryLog {
  /** Writes it once: one that is there stays as it is. */
  add(delivery: NewDelivery): Promise<void>;
  get(eventId: string): Promise<Delivery | undefined>;
  noteAttempt(eventId: string, attempt: { readonly state: Delivery["state"]; readonly result: string; readonly at: number }): Promise<void>;
  /** Makes it pending again; the number of its new run. */
  reopen(eventId: string): Promise<number>;
  /** Newest first. */
  list(tenant: string, limit: number): Promise<readonly Delivery[]>;
}

/** A week: as long as a receiver may be away and ask for a replay. */
const KEEP_MS = 7 * 24 * 60 * 60_000;
/** Per tenant, in the list; older ones are still delivered. */
const MOST_LISTED = 1000;

export function createDeliveryLog(options: {
  readonly redis: RedisClient;
  readonly keys: Pick<RedisKeys, "webhookDelivery" | "webhookDeliveries">;
}): DeliveryLog {
  const { redis, keys } = options;

  async function add(delivery: NewDelivery): Promise<void> {
    const { eventId, tenant, createdAt } = delivery;
    const key = keys.webhookDelivery(eventId);
    const list = keys.webhookDeliveries(tenant);
    const writes = redis.multi();
    writes.hsetnx(key, "delivery", JSON.stringify(delivery));
    writes.pexpire(key, KEEP_MS);
    writes.zadd(list, createdAt, eventId);
    writes.zremrangebyrank(list, 0, -MOST_LISTED - 1);
    writes.pexpire(list, KEEP_MS);
    await writes.exec();
  }

  async function get(eventId: string): Promise<Delivery | undefined> {
    const fields = await redis.hgetall(keys.webhookDelivery(eventId));
    if (fields["delivery"] === undefined) return undefined;
    return {
      ...(JSON.parse(fields["delivery"]) as NewDelivery),
      state: (fields["state"] ?? "pending") as Delivery["state"],
      attempts: Number(fields["attempts"] ?? 0),
      run: Number(fields["run"] ?? 0),
      ...(fields["lastResult"] === undefined ? {} : { lastResult: fields["lastResult"] }),
      ...(fields["lastAttemptAt"] === undefined ? {} : { lastAttemptAt: Number(fields["lastAttemptAt"]) }),
    };
  }

  async function noteAttempt(eventId: string, attempt: Parameters<DeliveryLog["noteAttempt"]>[1]): Promise<void> {
    const key = keys.webhookDelivery(eventId);
    const writes = redis.multi();
    writes.hset(key, { state: attempt.state, lastResult: attempt.result, lastAttemptAt: attempt.at });
    writes.hincrby(key, "attempts", 1);
    writes.pexpire(key, KEEP_MS);
    await writes.exec();
  }

  async function reopen(eventId: string): Promise<number> {
    const key = keys.webhookDelivery(eventId);
    await redis.hset(key, "state", "pending");
    await redis.pexpire(key, KEEP_MS);
    return redis.hincrby(key, "run", 1);
  }

  async function list(tenant: string, limit: number): Promise<readonly Delivery[]> {
    const ids = await redis.zrevrange(keys.webhookDeliveries(tenant), 0, limit - 1);
    return (await Promise.all(ids.map(get))).filter((delivery) => delivery !== undefined);
  }

  return { add, get, noteAttempt, reopen, list };
}
