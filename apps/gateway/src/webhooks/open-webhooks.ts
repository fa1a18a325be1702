import { type GenerationRecord, InvalidInputError, LOOKUP_LIMITS } from "@hailuo-queue/contracts";
import { createNameResolver, readSearchRules, TooManyLookupsError, type WayOut } from "@hailuo-queue/outbound";
import type { Producer } from "@hailuo-queue/producer";
import { openRedis, type RedisClient } from "@hailuo-queue/redis";
import {
  createDeliveryLog,
  createDeliveryQueue,
  type Delivery,
  type DeliveryGrant,
  type DeliveryLog,
  type DeliveryQueue,
  type RedisKeys,
} from "@hailuo-queue/store";
import { createScope, type Logger, type Metrics, type Tracing } from "@hailuo-queue/runtime";
import {
  createCallbackCheck,
  createDeliverer,
  createSecretBox,
  createWebhookSecrets,
  createWebhookTargets,
  parseSecretKeys,
  runDeliveries,
  TooManyChallengesError,
  type WebhookSecrets,
} from "@hailuo-queue/webhooks";
import { Problem } from "../http/problem.ts";
import { callbackBody, callbackFormOf } from "../minimax/callback-form.ts";
import type { MadeContent } from "../videos/content-of.ts";
import { singlesBatch } from "../routes/owned.ts";
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
  /** What it made, where no caller's host is known; undefined while there is nothing. */
  readonly contentOf: (record: GenerationRecord) => Promise<MadeContent | undefined>;
  readonly logger: Logger;
  /** Where attempts are told as spans. Default: nowhere. */
  readonly tracing?: Tracing | undefined;
  /** Told what became of each attempt. */
  readonly count: Metrics["countWebhook"];
}

export interface Webhooks {
  /**
   * @throws InvalidInputError (`bad_webhook`, `webhook_secret_missing`) for a target that would not be called, and a
   * Problem (429 `too_many_lookups`).
   */
  check(tenant: string, url: string): Promise<void>;
  /**
   * The same for a `callback_url`, which has to echo a challenge. A tenant without a secret gets one, so that all that
   * is sent is signed.
   * @throws InvalidInputError (`callback_unverified`), too.
   */
  checkCallback(tenant: string, url: string): Promise<void>;
  makeSecret: WebhookSecrets["make"];
  deliveries: DeliveryLog["list"];
  /** Sends it again under the same id; undefined for one that is not the tenant's. */
  replay(tenant: string, eventId: string): Promise<Delivery | undefined>;
  close(): Promise<void>;
}

type Told = Pick<DeliveryGrant, "tenant" | "kind" | "about">;

/** What cannot be looked at just now is no fault of the URL. */
function refuseBusy(error: unknown): never {
  const busy = error instanceof TooManyLookupsError ? "too_many_lookups" : "too_many_challenges";
  if (!(error instanceof TooManyLookupsError || error instanceof TooManyChallengesError)) throw error;
  const detail = `The webhook's host was not looked up, since ${error.message}; try again.`;
  throw new Problem(429, busy, { detail, retryAfterSeconds: LOOKUP_LIMITS.lookupMs / 1000 });
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
  const callbacks = createCallbackCheck({ targets, now: Date.now, wayOut: parts.wayOut });
  const tellLocked = tellOnceInAWhile<string>((tenant, error) =>
    logger.error({ tenant, err: error }, "webhooks wait for a key"),
  );
  const tellFault = tellOnceInAWhile<"all">((_all, error) =>
    logger.warn({ err: error }, "webhooks cannot be delivered just now"),
  );
  const counted: Pick<DeliveryQueue, "begin" | "settle"> = {
    begin: deliveries.begin,
    async settle(grant, settlement) {
      await deliveries.settle(grant, settlement);
      parts.count(settlement.state, (settlement.at - grant.at) / 1000);
    },
  };
  const deliver = createDeliverer({
    deliveries: counted,
    secrets,
    targets,
    describe,
    shapeOf,
    now: Date.now,
    onLocked: tellLocked,
    begin: ({ traceparent, grant }) =>
      parts.tracing?.begin("hailuo.webhook", {
        parent: traceparent,
        kind: "client",
        attributes: {
          "hailuo.event": grant.type,
          "hailuo.tenant": grant.tenant,
          [`hailuo.${grant.kind}`]: grant.about,
          "hailuo.tries": grant.tries + 1,
        },
      }),
    wayOut: parts.wayOut,
  });
  const waiting = await openRedis(redisUrl, { role: "blocking", onError });
  const running = runDeliveries({ deliveries, deliver, waiting, keys, onError: (error) => tellFault("all", error) });
  scope.defer(running.close);

  async function describe({ tenant, kind, about }: Told): Promise<object | undefined> {
    if (kind === "generation") {
      const record = await producer.get(about);
      return record?.tenant === tenant ? { ...showGeneration(record), ...(await labelsOf(record)) } : undefined;
    }
    const batch = await producer.batch(about);
    return batch?.tenant === tenant ? showBatch(batch) : undefined;
  }

  /** Of its batch, where it has some; a tenant's single ones have none. */
  async function labelsOf({ batchId, tenant }: GenerationRecord): Promise<object> {
    const labels = batchId === singlesBatch(tenant) ? undefined : (await producer.batch(batchId))?.labels;
    return labels === undefined ? {} : { batch_labels: labels };
  }

  function shapeOf(url: string): ((told: Told) => Promise<object | undefined>) | undefined {
    const form = callbackFormOf(url);
    if (form === undefined) return undefined;
    return async ({ tenant, about }) => {
      const record = await producer.get(about);
      return record?.tenant === tenant ? callbackBody(record, form, await parts.contentOf(record)) : undefined;
    };
  }

  async function check(tenant: string, url: string): Promise<void> {
    if (!(await secrets.has(tenant)))
      throw new InvalidInputError(
        "webhook_secret_missing",
        "There is no secret to sign webhooks with: make one with POST /api/v1/webhooks/secret.",
      );
    await targets.check(url, `check ${tenant}`).catch(refuseBusy);
  }

  async function checkCallback(tenant: string, url: string): Promise<void> {
    await callbacks.verify(tenant, url).catch(refuseBusy);
    if (!(await secrets.has(tenant))) await secrets.make(tenant);
  }

  async function replay(tenant: string, eventId: string): Promise<Delivery | undefined> {
    return (await deliveries.reopen(tenant, eventId)) ? log.get(eventId) : undefined;
  }

  return { check, checkCallback, makeSecret: secrets.make, deliveries: log.list, replay, close: scope.close };
}
