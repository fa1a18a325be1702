import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";
import type { DeliveryLog } from "./delivery-log.ts";

export interface OutboxEvent {
  readonly eventId: string;
  /** `generation.succeeded`, `batch.ended`, ... */
  readonly type: string;
  /** Of the generation or batch. */
  readonly about: { readonly kind: "generation" | "batch"; readonly id: string };
  readonly url: string;
  /** Unix ms. */
  readonly at: number;
}

export interface RelayParts {
  /** A connection of its own: it blocks. */
  readonly redis: RedisClient;
  readonly keys: Pick<RedisKeys, "webhookOutbox">;
  readonly log: Pick<DeliveryLog, "add">;
  readonly queue: { add(jobs: readonly { readonly eventId: string; readonly run: number }[]): Promise<void> };
  /** Whose it is and what is told; undefined for what is not there any more. */
  readonly describe: (event: OutboxEvent) => Promise<{ readonly tenant: string; readonly data: object } | undefined>;
}

const AT_ONCE = 100;

/**
 * Hands the next events of the outbox to the queue of deliveries; waits up to `blockMs` for one. An event leaves the outbox only when
 * its job stands in the queue: whoever dies in between leaves it to be handed on again, under the same id. Any number may do so at once.
 */
export async function relayWebhooks(parts: RelayParts, blockMs: number): Promise<number> {
  const { redis, keys, log, queue, describe } = parts;
  const reply = await redis.xread("COUNT", AT_ONCE, "BLOCK", blockMs, "STREAMS", keys.webhookOutbox, "0-0");
  const entries = ((reply as [string, [string, string[]][]][] | null)?.[0]?.[1] ?? []).map(readEntry);
  const known: OutboxEvent[] = [];
  for (const event of entries) {
    const described = await describe(event);
    if (described === undefined) continue;
    const body = JSON.stringify({ type: event.type, timestamp: new Date(event.at).toISOString(), data: described.data });
    await log.add({ eventId: event.eventId, tenant: described.tenant, url: event.url, type: event.type, body, createdAt: event.at });
    known.push(event);
  }
  if (known.length > 0) await queue.add(known.map(({ eventId }) => ({ eventId, run: 0 })));
  if (entries.length > 0) await redis.xdel(keys.webhookOutbox, ...entries.map(({ eventId }) => eventId.slice(PREFIX.length)));
  return entries.length;
}

const PREFIX = "evt_";

function readEntry([entryId, list]: [string, string[]]): OutboxEvent {
  const fields: Record<string, string | undefined> = {};
  for (let at = 0; at + 1 < list.length; at += 2) fields[list[at] as string] = list[at + 1] as string;
  const { event = "", generation, batch = "", url = "", at } = fields;
  return {
    eventId: `${PREFIX}${entryId}`,
    type: event,
    about: generation === undefined ? { kind: "batch", id: batch } : { kind: "generation", id: generation },
    url,
    at: Number(at),
  };
}
