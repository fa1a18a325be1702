import { InvalidInputError, LOOKUP_LIMITS } from "@hailuo-queue/contracts";
import { createNameResolver, readSearchRules, TooManyLookupsError, type WayOut } from "@hailuo-queue/outbound";
import type { Producer } from "@hailuo-queue/producer";
import { openRedis, type RedisClient } from "@hailuo-queue/redis";
import {
  createDeliveryLog,
  createDeliveryQueue,
  type Delivery,
  type DeliveryGrant,
  type DeliveryLog,
  type RedisKeys,
} from "@hailuo-queue/store";
import { createScope, type Logger } from "@hailuo-queue/runtime";
import {
  createDeliverer,
  createSecretBox,
  createWebhookSecrets,
  createWebhookTargets,
  parseSecretKeys,
  runDeliveries,
  type WebhookSecrets,
} from "@hailuo-queue/webhooks";
import { Problem } from "../http/problem.ts";
import { showBatch } from "../views/batch.ts";
import { showGeneration } from "../views/generation.ts";
import { tellOnceInAWhile } from "./tell-once-in-a-while.ts";

export interface WebhooksParts {
  readonly redisUrl: string;
  readonly keys: RedisKeys;
  readonly redis: RedisClient;
  readonly producer: Pick<Producer, "get" | "batch">;
  readonly allowPrivateHosts: boolean;
  readonly wayOut: WayOut;
  /** HAILUO_SECRETS_KEY. */
  readonly secretsKey: string | undefined;
  readonly logger: Logger;
}

export interface Webhooks {
  /**
   * Throws InvalidInputError (`bad_webhook`, `webhook_secret_missing`) for a target that would not be called, and a
   * Problem (429 `too_many_lookups`).
   */
  check(tenant: string, url: string): Promise<void>;
  makeSecret: WebhookSecrets["make"];
  deliveries: DeliveryLog["list"];
  /** Sends it again under the same id; undefined for one that is not the tenant's. */
  replay(tenant: string, eventId: string): Promise<Delivery | undefined>;
  close(): Promise<void>;
}

/** Deliveries run in each gateway; any number of them share the work. */
export async function openWebhooks(parts: WebhooksParts): Promise<Webhooks> {
  const { redisUrl, keys, redis, producer, allowPrivateHosts, logger } = parts;
  const scope = createScope();
  const onError = (error: Error): void => logger.debug({ err: error }, "connection failed");
  const log = createDeliveryLog({ redis, keys });
  const deliveries = createDeliveryQueue({ redis, keys });
  const box = createSecretBox(parseSecretKeys(parts.secretsKey));
  const secrets = createWebhookSecrets({ redis, keys, box, now: Date.now });
  const resolver = createNameResolver({
    limits: LOOKUP_LIMITS,
    // Short names lead inside: where nobody may call that, they are not looked for.
    ...(allowPrivateHosts ? { search: readSearchRules() } : {}),
  });
  const targets = createWebhookTargets({ resolver, allowPrivateHosts });
  const tellLocked = tellOnceInAWhile<string>((tenant, error) =>
    logger.error({ tenant, err: error }, "webhooks wait for a key"),
  );
  const tellFault = tellOnceInAWhile<"all">((_all, error) =>
    logger.warn({ err: error }, "webhooks cannot be delivered just now"),
  );
  const deliver = createDeliverer({
    deliveries,
    secrets,
    targets,
    describe,
    now: Date.now,
    onLocked: tellLocked,
    wayOut: parts.wayOut,
  });
  const waiting = await openRedis(redisUrl, { role: "blocking", onError });
  const running = runDeliveries({ deliveries, deliver, waiting, keys, onError: (error) => tellFault("all", error) });
  scope.defer(running.close);

  async function describe({
    tenant,
    kind,
    about,
  }: Pick<DeliveryGrant, "tenant" | "kind" | "about">): Promise<object | undefined> {
    if (kind === "generation") {
      const record = await producer.get(about);
      return record?.tenant === tenant ? showGeneration(record) : undefined;
    }
    const batch = await producer.batch(about);
    return batch?.tenant === tenant ? showBatch(batch) : undefined;
  }

  async function check(tenant: string, url: string): Promise<void> {
    if (!(await secrets.has(tenant)))
      throw new InvalidInputError(
        "webhook_secret_missing",
        "There is no secret to sign webhooks with: make one with POST /api/v1/webhooks/secret.",
      );
    try {
      await targets.check(url, `check ${tenant}`);
    } catch (error) {
      if (!(error instanceof TooManyLookupsError)) throw error;
      const detail = `The webhook's host was not looked up, since ${error.message}; try again.`;
      throw new Problem(429, "too_many_lookups", { detail, retryAfterSeconds: LOOKUP_LIMITS.lookupMs / 1000 });
    }
  }

  async function replay(tenant: string, eventId: string): Promise<Delivery | undefined> {
    return (await deliveries.reopen(tenant, eventId)) ? log.get(eventId) : undefined;
  }

  return { check, makeSecret: secrets.make, deliveries: log.list, replay, close: scope.close };
}
