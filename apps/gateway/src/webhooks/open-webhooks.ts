import { InvalidInputError } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { openWebhookQueue, runWebhookWorker } from "@hailuo-queue/queue";
import { closeRedis, openRedis, type RedisClient, type RedisKeys } from "@hailuo-queue/redis";
import { createScope, delay, type Logger } from "@hailuo-queue/runtime";
import {
  checkWebhookUrl,
  createDeliverer,
  createDeliveryLog,
  createWebhookSecrets,
  type Delivery,
  type OutboxEvent,
  relayWebhooks,
  type WebhookSecrets,
} from "@hailuo-queue/webhooks";
import { showBatch } from "../views/batch.ts";
import { showGeneration } from "../views/generation.ts";

export interface WebhooksParts {
  readonly redisUrl: string;
  readonly keys: RedisKeys;
  readonly redis: RedisClient;
  readonly producer: Pick<Producer, "get" | "batch">;
  readonly allowPrivateHosts: boolean;
  readonly logger: Logger;
}

export interface Webhooks {
  /** Throws InvalidInputError (`bad_webhook`, `webhook_secret_missing`) for a target that would not be called. */
  check(tenant: string, url: string): Promise<void>;
  makeSecret: WebhookSecrets["make"];
  deliveries(tenant: string, limit: number): Promise<readonly Delivery[]>;
  /** Sends it again under the same id; undefined for one that is not the tenant's. */
  replay(tenant: string, eventId: string): Promise<Delivery | undefined>;
  close(): Promise<void>;
}

const DELIVERIES_AT_ONCE = 20;
const BLOCK_MS = 5000;
const PAUSE_AFTER_FAULT_MS = 1000;

/** Relay and deliveries run in each gateway; any number of them share the work. */
export async function openWebhooks(parts: WebhooksParts): Promise<Webhooks> {
  const { redisUrl, keys, redis, producer, allowPrivateHosts, logger } = parts;
  const scope = createScope();
  const onError = (error: Error): void => logger.debug({ err: error }, "connection failed");
  const log = createDeliveryLog({ redis, keys });
  const secrets = createWebhookSecrets({ redis, keys, now: Date.now });
  const deliver = createDeliverer({ log, secrets, allowPrivateHosts, now: Date.now });
  const queue = await openWebhookQueue({ redisUrl, keys, onError });
  scope.defer(queue.close);
  const worker = await runWebhookWorker(deliver, { redisUrl, keys, concurrency: DELIVERIES_AT_ONCE, onError });
  scope.defer(worker.close);
  const reader = await openRedis(redisUrl, { role: "blocking", onError });
  const stopped = new AbortController();
  const relaying = relay();
  scope.defer(async () => {
    stopped.abort();
    reader.disconnect();
    await relaying;
    await closeRedis(reader);
  });

  async function relay(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await relayWebhooks({ redis: reader, keys, log, queue, describe }, BLOCK_MS);
      } catch (error) {
        if (stopped.signal.aborted) return;
        logger.warn({ err: error }, "webhooks cannot be handed on just now");
        await delay(PAUSE_AFTER_FAULT_MS, stopped.signal);
      }
    }
  }

  async function describe({ about }: OutboxEvent): Promise<{ readonly tenant: string; readonly data: object } | undefined> {
    if (about.kind === "generation") {
      const record = await producer.get(about.id);
      return record === undefined ? undefined : { tenant: record.tenant, data: showGeneration(record) };
    }
    const batch = await producer.batch(about.id);
    return batch === undefined ? undefined : { tenant: batch.tenant, data: showBatch(batch) };
  }

  async function check(tenant: string, url: string): Promise<void> {
    await checkWebhookUrl(url, { allowPrivateHosts });
    if ((await secrets.current(tenant)).length === 0)
      throw new InvalidInputError(
        "webhook_secret_missing",
        "There is no secret to sign webhooks with: make one with POST /api/v1/webhooks/secret.",
      );
  }

  async function replay(tenant: string, eventId: string): Promise<Delivery | undefined> {
    const delivery = await log.get(eventId);
    if (delivery === undefined || delivery.tenant !== tenant) return undefined;
    await queue.add([{ eventId, run: await log.reopen(eventId) }]);
    return log.get(eventId);
  }

  return { check, makeSecret: secrets.make, deliveries: log.list, replay, close: scope.close };
}
