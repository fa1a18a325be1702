import { optional } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";

/** One event on its way to a tenant's URL, with what became of it. */
export interface Delivery {
  /** The same however often it is sent: `webhook-id`. */
  readonly eventId: string;
  readonly tenant: string;
  readonly type: string;
  /** Without its query, which may be a credential. */
  readonly url: string;
  /** What it tells of; not there for those of earlier releases. */
  readonly about?: { readonly kind: "generation" | "batch"; readonly id: string };
  /** Of the event, unix ms. */
  readonly createdAt: number;
  /** `failed`: given up after a day or for want of room, or the receiver said that it is gone (410). */
  readonly state: "pending" | "delivered" | "failed";
  readonly attempts: number;
  /** How often it was replayed. */
  readonly run: number;
  /** What the last attempt came to: an HTTP status, or why there was none. */
  readonly lastResult?: string;
  readonly lastAttemptAt?: number;
}

/** The webhooks of tenants: those that wait and the last that ended. */
export interface DeliveryLog {
  get(eventId: string): Promise<Delivery | undefined>;
  /** Newest first; of one state only where that is wanted. Those that were given up for want of room are last. */
  list(
    tenant: string,
    options: {
      readonly limit: number;
      readonly state?: Delivery["state"];
      /** Only those; asked of many at once. */
      readonly isWanted?: (delivery: Delivery) => Promise<boolean>;
    },
  ): Promise<readonly Delivery[]>;
}

const FIELDS = [
  "tenant",
  "type",
  "url",
  "batch",
  "origin",
  "at",
  "state",
  "attempts",
  "run",
  "lastResult",
  "lastAttemptAt",
  "kind",
  "about",
] as const;
type Fields = Partial<Record<(typeof FIELDS)[number], string>>;
/** Redis is asked for so many at a time. */
const READ_AT_ONCE = 200;

/** Makes the {@link DeliveryLog}, which only reads. */
export function createDeliveryLog(options: {
  readonly redis: RedisClient;
  readonly keys: Pick<RedisKeys, "webhookDelivery" | "webhookDeliveries" | "webhooksGivenUp" | "batch">;
}): DeliveryLog {
  const { redis, keys } = options;

  /** The URL of a batch stands with the batch. */
  async function urlOfBatch(batch: string, cache: Map<string, Promise<string | null>>): Promise<string | undefined> {
    const asked = cache.get(batch) ?? redis.hget(keys.batch(batch), "webhook");
    cache.set(batch, asked);
    return (await asked) ?? undefined;
  }

  async function read(eventId: string, batches: Map<string, Promise<string | null>>): Promise<Delivery | undefined> {
    const values = await redis.hmget(keys.webhookDelivery(eventId), ...FIELDS);
    const fields = Object.fromEntries(FIELDS.map((name, at) => [name, values[at] ?? undefined])) as Fields;
    if (fields.tenant === undefined) return undefined;
    const url =
      fields.url ??
      (fields.batch === undefined ? undefined : await urlOfBatch(fields.batch, batches)) ??
      fields.origin ??
      "";
    return {
      eventId,
      tenant: fields.tenant,
      type: fields.type ?? "",
      url: url.replace(/[?#].*$/s, ""),
      ...(fields.about !== undefined && (fields.kind === "generation" || fields.kind === "batch")
        ? { about: { kind: fields.kind, id: fields.about } }
        : {}),
      createdAt: Number(fields.at),
      state: (fields.state ?? "pending") as Delivery["state"],
      attempts: Number(fields.attempts ?? 0),
      run: Number(fields.run ?? 0),
      ...optional({ lastResult: fields.lastResult }),
      ...(fields.lastAttemptAt === undefined ? {} : { lastAttemptAt: Number(fields.lastAttemptAt) }),
    };
  }

  async function list(
    tenant: string,
    { limit, state, isWanted = async () => true }: Parameters<DeliveryLog["list"]>[1],
  ): Promise<readonly Delivery[]> {
    const [last, givenUp] = await Promise.all([
      redis.zrevrange(keys.webhookDeliveries(tenant), 0, -1),
      redis.zrevrange(keys.webhooksGivenUp(tenant), 0, -1),
    ]);
    const ids = [...new Set([...last, ...givenUp])];
    const batches = new Map<string, Promise<string | null>>();
    const found: Delivery[] = [];
    for (let at = 0; at < ids.length && found.length < limit; at += READ_AT_ONCE) {
      const page = (await Promise.all(ids.slice(at, at + READ_AT_ONCE).map((id) => read(id, batches)))).filter(
        (delivery) => delivery !== undefined && (state === undefined || delivery.state === state),
      ) as readonly Delivery[];
      const wanted = await Promise.all(page.map(isWanted));
      found.push(...page.filter((_delivery, index) => wanted[index]));
    }
    return found.slice(0, limit);
  }

  return { get: (eventId) => read(eventId, new Map()), list };
}
