import { type ApiKey, createApiKeys, createTenantQuotas } from "@hailuo-queue/access";
import { claimWake, countPendingWebhooks, createKeys, createRedisAudit } from "@hailuo-queue/store";
import { createInputKeeper } from "@hailuo-queue/intake";
import { openProducer } from "@hailuo-queue/producer";
import { openObjectStore } from "@hailuo-queue/storage";
import { openStageQueue } from "@hailuo-queue/queue";
import { closeRedis, createSharedSecret, openRedis } from "@hailuo-queue/redis";
import {
  checkReadiness,
  createLogger,
  createMetrics,
  createScope,
  createSharedRead,
  delay,
  keepSigning,
  type Logger,
  readPrices,
  redactText,
  startHealthServer,
  systemClock,
  storeOptions,
  openTracing,
  tenantsToMeasure,
  openWayOut,
} from "@hailuo-queue/runtime";
import { decideKeys } from "./auth.ts";
import { createPollWaker, type PollJob } from "./callbacks/poll-waker.ts";
import type { GatewaySettings } from "./env.ts";
import { createBatchLooks } from "./events/batch-looks.ts";
import { mountDocs } from "./docs/mount-docs.ts";
import { openEventHub } from "./events/event-hub.ts";
import { createAskWithin } from "./http/ask-within.ts";
import { createServer } from "./http/create-server.ts";
import { createOriginCheck } from "./http/known-origins.ts";
import { createKeyGuard } from "./http/key-guard.ts";
import { createArrivals } from "./inputs/arrivals.ts";
import { createWorkbookMemory } from "./ingest/workbook-memory.ts";
import { createPermits } from "./inputs/permits.ts";
import { closeServer, listen } from "./http/listen.ts";
import { mountProblems } from "./http/mount-problems.ts";
import { mountRoutes } from "./http/mount-routes.ts";
import { createOnces } from "./http/once.ts";
import { createResends } from "./http/resends.ts";
import type { Route } from "./http/route.ts";
import { createQuotaGuard } from "./quota-guard.ts";
import { createRateLimit } from "./rate-limit.ts";
import { createStreamTokens } from "./tokens/stream-tokens.ts";
import { contentOf } from "./videos/content-of.ts";
import { createVideoLinks } from "./videos/video-links.ts";
import { openWebhooks } from "./webhooks/open-webhooks.ts";
import { bindRoutes } from "./routes/bind-routes.ts";
import type { RouteParts } from "./routes/route-parts.ts";
import { API_ROUTES, CALLBACK_ROUTES, MCP_ROUTES, MINIMAX_ROUTES, OPENAI_ROUTES } from "./routes/table.ts";

export interface Gateway {
  /** Where it can be reached on this machine; empty without a port. */
  readonly url: string;
  /** The port that is the MiniMax door's own; undefined where none is set. */
  readonly minimaxUrl: string | undefined;
  /** Calls it from within this process, as a key of this tenant and role would. */
  fetchAs(caller: Pick<ApiKey, "tenant" | "role">): typeof fetch;
  close(): Promise<void>;
}

export interface GatewayParts {
  /** Default: one of HAILUO_LOG_LEVEL on standard error. */
  readonly logger?: Logger;
  /** Whether it opens its port; default true. Without one it is called by `fetchAs` alone. */
  readonly listens?: boolean;
}

/** Anybody may ask whether Redis is there: a flood of such questions is one to Redis each so long. */
const PING_AGE_MS = 250;

/**
 * Serves the HTTP API.
 * @throws InvalidInputError (`gateway_needs_auth`) for a host beyond this machine without keys, UnavailableError when
 * Redis is away or the port is taken.
 */
export async function startGateway(settings: GatewaySettings, parts: GatewayParts = {}): Promise<Gateway> {
  const { REDIS_URL: redisUrl, HAILUO_PREFIX: prefix, HAILUO_GATEWAY_HOST: host } = settings;
  const { logger = createLogger({ name: "gateway", level: settings.HAILUO_LOG_LEVEL }), listens = true } = parts;
  const scope = createScope();
  try {
    const names = createKeys(prefix);
    const redis = await openRedis(redisUrl, {
      role: "client",
      onError: (error) => logger.debug({ err: error }, "connection failed"),
    });
    scope.defer(() => closeRedis(redis));
    const apiKeys = createApiKeys({ redis, keys: names });
    const keyGuard = createKeyGuard({ keys: apiKeys, now: Date.now });
    const keys = decideKeys(settings.HAILUO_GATEWAY_AUTH, host, keyGuard);
    const prices = await readPrices(settings);
    const defaults = {
      maxUnfinished: settings.HAILUO_GATEWAY_MAX_UNFINISHED,
      maxBytes: settings.HAILUO_GATEWAY_MAX_BYTES,
    };
    const producer = scope.use(await openProducer({ redisUrl, prefix, prices, quotas: defaults }));
    const quotas = createTenantQuotas({ redis, keys: names });
    const audit = createRedisAudit({ redis, keys: names, redact: redactText });
    const hub = openEventHub({
      producer,
      onError: (error) => logger.warn({ err: error }, "events cannot be read just now"),
      pause: (ms, signal) => delay(ms, signal),
    });
    scope.defer(hub.close);
    const metrics = scope.use(createMetrics());
    metrics.beginWork();
    metrics.watchGenerations(async () => (await producer.overview()).counts);
    metrics.watchAccounts(async () => (await producer.overview()).accounts);
    metrics.watchFleet(producer.fleet);
    metrics.watchTotals(producer.totals);
    const measured = tenantsToMeasure(settings.HAILUO_METRICS_TENANTS);
    metrics.watchTenants(() => Promise.all(measured.map((name) => producer.backlog.tenant(name))));
    metrics.watchWebhooks(async () => {
      const { pending, oldestAt } = await countPendingWebhooks(redis, names);
      return { pending, oldestSeconds: oldestAt === undefined ? 0 : Math.max(0, (Date.now() - oldestAt) / 1000) };
    });
    const quota = createQuotaGuard({ quotas, backlog: producer.backlog, defaults });
    const checkRate = createRateLimit({
      redis,
      keys: names,
      requestsPerMinute: settings.HAILUO_GATEWAY_REQUESTS_PER_MINUTE,
    });
    const tracing = await openTracing("gateway");
    if (tracing !== undefined) scope.use(tracing);
    const store = scope.use(openObjectStore(settings.HAILUO_OUT, storeOptions(settings)));
    const secret = createSharedSecret(redis, names.linkSecret);
    const tokens = createStreamTokens({
      secret,
      keyOf: "admit" in keys ? apiKeys.find : async () => keys,
      now: Date.now,
    });
    const links = createVideoLinks({
      secret,
      recordOf: producer.get,
      store,
      publicUrl: settings.HAILUO_GATEWAY_PUBLIC_URL,
      now: Date.now,
    });
    const webhooks = await openWebhooks({
      tracing,
      redisUrl,
      keys: names,
      redis,
      producer,
      allowPrivateHosts: settings.HAILUO_WEBHOOK_ALLOW_PRIVATE ?? false,
      wayOut: openWayOut(settings),
      secretsKey: settings.HAILUO_SECRETS_KEY,
      contentOf: (record) => contentOf(record, undefined, { links, store }),
      logger,
      count: metrics.countWebhook,
    });
    scope.defer(webhooks.close);
    const inputKeeper = createInputKeeper({ store, books: producer.inputs });
    const arrivals = createArrivals({ keeper: inputKeeper, permits: createPermits() });
    const routeParts: RouteParts = {
      producer,
      accounts: async () => (await producer.overview()).accounts,
      prices,
      now: Date.now,
      store,
      links,
      webhooks,
      tokens,
      hub,
      looks: createBatchLooks(performance),
      quota,
      quotas,
      audit,
      objectKeyTemplate: settings.HAILUO_OBJECT_KEY,
      arrivals,
      workbooks: createWorkbookMemory(),
      clearInput: inputKeeper.clear,
      keepInputsMs: settings.HAILUO_RETENTION_INPUTS_MS,
      ping: createSharedRead(() => redis.ping(), { clock: systemClock, maxAgeMs: PING_AGE_MS }),
      metrics: metrics.render,
    };

    const callbacks = settings.HAILUO_CALLBACK_URL === undefined ? [] : await openCallbacks();

    const { server, connections, createDoor } = createServer(logger, {
      doorHost: settings.HAILUO_MINIMAX_HOST,
      origins: settings.HAILUO_GATEWAY_ALLOWED_ORIGINS,
    });
    scope.defer(() => closeServer(server.server, () => server.close()));
    const served: string[] = [];
    server.addHook(
      "onRoute",
      ({ method, url }) => void served.push(...[method].flat().map((verb) => `${verb} ${url}`)),
    );
    const api = bindRoutes([...API_ROUTES, ...MINIMAX_ROUTES, ...OPENAI_ROUTES], routeParts);
    const within = createAskWithin(api, { ownOf: producer.forTenant, audit, logger });
    const fetchAs: Gateway["fetchAs"] = (caller) => within({ key: { id: "within", createdAt: 0, ...caller } });
    const tools = bindRoutes(MCP_ROUTES, {
      within,
      askAboveMicroUsd: settings.HAILUO_MCP_ASK_ABOVE ?? Number.POSITIVE_INFINITY,
      isKnownOrigin: createOriginCheck(settings),
    });
    const table = [...api, ...tools, ...callbacks];
    if (!listens) return { url: "", minimaxUrl: undefined, fetchAs, close: scope.close };
    mountProblems(server, table, { keys, checkRate, connections, logger });
    mountDocs(server, settings.HAILUO_GATEWAY_PUBLIC_URL);
    const door = mountRoutes(server, table, {
      keys,
      tokens,
      checkRate,
      ownOf: producer.forTenant,
      audit,
      resends: createResends({ redis, keys: names, logger }),
      onces: createOnces({ redis, keys: names, logger }),
      connections,
      logger,
      tracing,
      metrics,
      withoutMedia: arrivals.withoutMedia,
      keepFile: arrivals.keepMedia,
    });
    scope.defer(hub.close);
    const begin = (where: { readonly host: string; readonly port: number }): Promise<string> => server.listen(where);
    const url = await listen(server.server, {
      host,
      port: settings.HAILUO_GATEWAY_PORT,
      setting: "HAILUO_GATEWAY_PORT",
      begin,
    });
    const minimaxUrl = await openDoor(settings.HAILUO_MINIMAX_PORT);
    scope.use(
      await startHealthServer({
        host: settings.HAILUO_HEALTH_HOST,
        port: settings.HAILUO_GATEWAY_METRICS_PORT ?? "off",
        portSetting: "HAILUO_GATEWAY_METRICS_PORT",
        alive: () => undefined,
        ready: () => checkReadiness({ redis: () => redis.ping() }),
        metrics: metrics.render,
      }),
    );
    const signs = keepSigning({
      roll: { note: producer.sign },
      stage: "gateway",
      underWay: door.underWay,
      onError: (error) => logger.debug({ err: error }, "no sign of life was written"),
    });
    scope.use(signs);
    signs.begin();
    logger.debug({ served }, "routes mounted");
    return { url, minimaxUrl, fetchAs, close: scope.close };

    async function openDoor(port: number | undefined): Promise<string | undefined> {
      if (port === undefined) return undefined;
      const door = createDoor();
      scope.defer(() => closeServer(door, () => new Promise((resolve) => door.close(resolve))));
      return listen(door, { host, port, setting: "HAILUO_MINIMAX_PORT" });
    }

    async function openCallbacks(): Promise<readonly Route[]> {
      const onError = (error: unknown): void => logger.warn({ err: error }, "a callback could not be passed on");
      const queue = scope.use(await openStageQueue({ redisUrl, keys: names, onError }));
      const claim = (job: PollJob): Promise<boolean> => claimWake(redis, names, job);
      const waker = scope.use(createPollWaker({ queue, claim, now: Date.now, count: metrics.countCallback, onError }));
      return bindRoutes(CALLBACK_ROUTES, { waker });
    }
  } catch (error) {
    await scope.close();
    throw error;
  }
}
