import { type Clock, type Stage, STAGES } from "@hailuo-queue/contracts";
import { createApiKeys, createTenantQuotas } from "@hailuo-queue/access";
import { openProducer, type OpenProducerOptions } from "@hailuo-queue/producer";
import { openStageQueue, type OpenedStageQueue } from "@hailuo-queue/queue";
import { closeRedis, openRedis, unavailable } from "@hailuo-queue/redis";
import { createDeliveryLog, createDeliveryQueue, createKeys, createRedisAudit } from "@hailuo-queue/store";
import {
  createLogger,
  createMetrics,
  createScope,
  type Logger,
  createSharedRead,
  keepSigning,
  type QueueDepth,
  readPrices,
  redactText,
  systemClock,
  tenantsToMeasure,
} from "@hailuo-queue/runtime";
import { mountActs } from "./act/mount-acts.ts";
import { readRefusalPage } from "./assets.ts";
import { createServer } from "./create-server.ts";
import type { DashboardSettings } from "./env.ts";
import { decideAccess } from "./guard/decide-access.ts";
import { installGuards } from "./guard/install-guards.ts";
import { createProxyTrust } from "./guard/proxy-trust.ts";
import { createSessions } from "./guard/sessions.ts";
import { listen } from "./listen.ts";
import { createLiveTopics } from "./live/live-topics.ts";
import { closeWithServer } from "./live/mount-live.ts";
import { mountQueues } from "./mount-queues.ts";
import { mountErrors, mountLive, mountRoutes } from "./mount-routes.ts";
import { openProducerDoor } from "./read/producer-door.ts";
import { readOverview } from "./read/read-overview.ts";
import { listRoutes, listViews, type RouteParts } from "./routes.ts";
import { createStores } from "./video/create-stores.ts";
import { openSpeeches } from "./words/speech.ts";
import { mountVideo } from "./video/mount-video.ts";

export interface Dashboard {
  /** Where it can be opened on this machine. */
  readonly url: string;
  close(): Promise<void>;
}

export interface DashboardParts {
  /** Default: one of HAILUO_LOG_LEVEL on standard error. */
  readonly logger?: Logger;
  readonly clock?: Clock;
}

/** Those who look in the same moment cost Redis one read. */
const OVERVIEW_AGE_MS = 500;
/** Several that scrape cost Redis one diagnosis. */
const DIAGNOSIS_AGE_MS = 10_000;

/**
 * Serves the page on queues, batches and accounts.
 * @throws InvalidInputError (`dashboard_needs_password`) for a host beyond this machine without a password,
 * UnavailableError when Redis is away or the port is taken.
 */
export async function startDashboard(settings: DashboardSettings, parts: DashboardParts = {}): Promise<Dashboard> {
  const { REDIS_URL: redisUrl, HAILUO_PREFIX: prefix } = settings;
  const { clock = systemClock, logger = createLogger({ name: "dashboard", level: settings.HAILUO_LOG_LEVEL }) } = parts;
  const access = decideAccess({
    host: settings.HAILUO_DASHBOARD_HOST,
    user: settings.HAILUO_DASHBOARD_USER,
    password: settings.HAILUO_DASHBOARD_PASSWORD,
  });
  const trust = createProxyTrust({
    publicUrl: settings.HAILUO_DASHBOARD_PUBLIC_URL,
    trustedProxies: settings.HAILUO_DASHBOARD_TRUSTED_PROXIES,
  });
  const scope = createScope();
  try {
    const prices = await readPrices(settings);
    const openDoor = async (held: Pick<OpenProducerOptions, "quotas">) =>
      scope.use(
        await openProducerDoor({
          open: () => openProducer({ redisUrl, prefix, prices, ...held }),
          describe: (error) => unavailable(redisUrl, error),
          onLost: (error) => logger.warn({ err: error }, "redis lost"),
          onBack: () => logger.info("redis back"),
        }),
      );
    const door = await openDoor({});
    // What a tenant does here is held to its quotas, as over the API.
    const defaults = {
      requestsPerMinute: settings.HAILUO_GATEWAY_REQUESTS_PER_MINUTE,
      maxUnfinished: settings.HAILUO_GATEWAY_MAX_UNFINISHED,
      maxBytes: settings.HAILUO_GATEWAY_MAX_BYTES,
    };
    const { maxUnfinished, maxBytes } = defaults;
    const tenantDoor = await openDoor({ quotas: { maxUnfinished, maxBytes } });
    const ask: RouteParts["ask"] = ({ tenant }, question) => (tenant === undefined ? door : tenantDoor).ask(question);
    const names = createKeys(prefix);
    const redis = await openRedis(redisUrl, {
      role: "client",
      onError: (error) => logger.debug({ err: error }, "connection failed"),
    });
    scope.defer(() => closeRedis(redis));
    const apiKeys = createApiKeys({ redis, keys: names });
    const quotas = createTenantQuotas({ redis, keys: names });
    const audit = createRedisAudit({ redis, keys: names, redact: redactText });
    const deliveryLog = createDeliveryLog({ redis, keys: names });
    const deliveryQueue = createDeliveryQueue({ redis, keys: names });
    const sessions = createSessions({ verify: apiKeys.verify, now: () => clock.now() });
    const topics = createLiveTopics({ later: callLater, redact: redactText });
    const onError = (error: Error): void => logger.debug({ err: error }, "queue connection failed");
    const stageQueue = scope.use(await openStageQueue({ redisUrl, keys: createKeys(prefix), onError }));
    const overview = createSharedRead(() => door.ask((producer) => readOverview(producer, clock.now())), {
      clock,
      maxAgeMs: OVERVIEW_AGE_MS,
    });
    const usage = createSharedRead(() => door.ask((producer) => producer.overview()), {
      clock,
      maxAgeMs: OVERVIEW_AGE_MS,
    });

    const metrics = scope.use(createMetrics());
    metrics.beginWork();
    metrics.watchGenerations(async () => (await usage()).counts);
    metrics.watchAccounts(async () => (await usage()).accounts);
    metrics.watchFleet(() => door.ask((producer) => producer.fleet()));
    const diagnosis = createSharedRead(() => door.ask((producer) => producer.diagnosis()), {
      clock,
      maxAgeMs: DIAGNOSIS_AGE_MS,
    });
    metrics.watchTroubles(async () => (await diagnosis()).troubles);
    metrics.watchTotals(() => door.ask((producer) => producer.totals()));
    const tenants = tenantsToMeasure(settings.HAILUO_METRICS_TENANTS);
    metrics.watchTenants(() =>
      door.ask((producer) => Promise.all(tenants.map((name) => producer.backlog.tenant(name)))),
    );
    metrics.watchQueues(async () => {
      // The queues' own connection waits for as long as Redis is away.
      await usage();
      return Promise.all(STAGES.map((stage) => depthOf(stage, stageQueue.queues)));
    });

    const { server, connections } = createServer(logger);
    scope.use(server);
    const speeches = await openSpeeches();
    mountErrors(server, logger, { page: await readRefusalPage(), speeches });
    await installGuards(server, { access, connections, sessions, trust, speeches, signInKey: apiKeys.verify });
    const routeParts: RouteParts = {
      ask,
      overview,
      deliveryLog,
      quotas,
      defaults,
      traceUrl: (traceId) => settings.HAILUO_TRACE_URL?.replaceAll("{trace_id}", traceId),
      apiKeys,
      audit,
      metrics,
      clock,
    };
    mountRoutes(server, await listRoutes(routeParts), speeches);
    mountLive(server, listViews(routeParts), topics, sessions);
    closeWithServer(server, topics);
    mountActs(server, {
      ask,
      audit,
      logger,
      quotas,
      apiKeys,
      replay: async (tenant, eventId) =>
        (await deliveryQueue.reopen(tenant, eventId)) ? deliveryLog.get(eventId) : undefined,
    });
    mountVideo(server, { ask, openStore: createStores(settings) });
    await mountQueues(server, stageQueue.queues, { checkRedis: usage, speeches });
    const url = await listen(server, access.host, settings.HAILUO_DASHBOARD_PORT);
    const signs = keepSigning({
      roll: { note: (sign) => door.ask((producer) => producer.sign(sign)) },
      stage: "dashboard",
      underWay: () => 0,
      onError: (error) => logger.debug({ err: error }, "no sign of life was written"),
    });
    scope.use(signs);
    signs.begin();
    return { url, close: scope.close };
  } catch (error) {
    await scope.close();
    throw error;
  }
}

function callLater(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

async function depthOf(stage: Stage, queues: OpenedStageQueue["queues"]): Promise<QueueDepth> {
  return { stage, counts: await queues[stage].getJobCounts() };
}
