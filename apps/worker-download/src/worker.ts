import { hostname } from "node:os";
import { createCallBudget, createRedisAdmission, createUsageReader } from "@hailuo-queue/admission";
import { createRedisLedger } from "@hailuo-queue/ledger";
import type { ObjectStore, VideoArchive } from "@hailuo-queue/contracts";
import { openMinimaxAccounts } from "@hailuo-queue/minimax";
import { createPipeline, DEFAULT_SETTINGS, reportEndedBatches } from "@hailuo-queue/pipeline";
import { openStageQueue, runStageWorker } from "@hailuo-queue/queue";
import {
  closeRedis,
  createKeys,
  openRedis,
  type RedisClient,
  requireSuitableRedis,
  runTurns,
  watchRedisTrouble,
  whyEnded,
} from "@hailuo-queue/redis";
import {
  checkReadiness,
  type ConfiguredAccounts,
  createLogger,
  createMetrics,
  createPipelineReporter,
  createScope,
  DEFAULT_HEALTH_PORTS,
  instrumentHandler,
  logTroubles,
  startHealthServer,
  systemClock,
  systemRandom,
} from "@hailuo-queue/runtime";
import { createVideoArchive, openObjectStore } from "@hailuo-queue/storage";
import type { DownloadWorkerSettings } from "./env.ts";
import { createPlacedStores } from "./placed-stores.ts";
import { areAllPrivate } from "./is-private-host.ts";

/** How soon after a batch's end its results are written. */
const REPORT_TURN_MS = 5000;

export interface DownloadWorker {
  /** Resolves when all of its connections to Redis are there. */
  whenReady(): Promise<void>;
  close(): Promise<void>;
}

export interface StartDownloadOptions {
  /** Ends the wait for a Redis that is away; the start then throws its reason. */
  readonly signal?: AbortSignal | undefined;
  /** A connection of the whole process, which outlives the worker; default: one of its own. */
  readonly sharedRedis?: RedisClient | undefined;
  /** Told of every fault that is lived with; default: they are logged, those of Redis once a minute. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** For a process that works on one batch: of others it stores those alone that have a place which it reaches. */
  readonly onlyBatch?: string | undefined;
}

/**
 * Streams finished videos into storage. Waits for Redis and storage; throws for a Redis that is not fit.
 */
export async function startDownloadWorker(
  settings: DownloadWorkerSettings,
  pool: ConfiguredAccounts,
  { signal: stop, sharedRedis, onlyBatch, ...options }: StartDownloadOptions = {},
): Promise<DownloadWorker> {
  const scope = createScope();
  try {
    const logger = createLogger({ name: "worker-download", level: settings.HAILUO_LOG_LEVEL });
    const metrics = scope.use(createMetrics());
    const redisUrl = settings.REDIS_URL;
    const onError = options.onError ?? watchRedisTrouble({ url: redisUrl, now: () => systemClock.now(), ...logTroubles(logger) });
    const keys = createKeys(settings.HAILUO_PREFIX);
    const redis = sharedRedis ?? (await openRedis(redisUrl, { role: "worker", onError }));
    if (sharedRedis === undefined) scope.defer(() => closeRedis(redis));
    await requireSuitableRedis(redis, stop);

    const queue = scope.use(await openStageQueue({ redisUrl, keys, redis: sharedRedis, onError }));
    const ledger = createRedisLedger({ redis, keys });
    const provider = scope.use(
      openMinimaxAccounts(pool.accounts, {
        timeouts: { fileMs: settings.MINIMAX_TIMEOUT_MS },
        onKeyLeftOut: (left) => logger.warn({ ...left, until: new Date(left.until) }, "key left out"),
      }),
    );
    const openStore = (target: string): ObjectStore =>
      openObjectStore(target, {
        region: settings.S3_REGION,
        ...(settings.S3_ENDPOINT === undefined ? {} : { endpoint: settings.S3_ENDPOINT }),
        ...(settings.S3_FORCE_PATH_STYLE === undefined ? {} : { forcePathStyle: settings.S3_FORCE_PATH_STYLE }),
      });
    const store = scope.use(openStore(settings.HAILUO_OUT));
    const allowPrivateHosts = await areAllPrivate(pool.accounts.map(({ baseUrl }) => baseUrl));
    const archiveIn = (place: ObjectStore): VideoArchive =>
      createVideoArchive({ store: place, maxBytes: settings.HAILUO_MAX_VIDEO_BYTES, allowPrivateHosts });
    const whereabouts = { location: store.location, host: hostname(), endpoint: settings.S3_ENDPOINT };
    const placed = scope.use(createPlacedStores({ ledger, store, whereabouts, open: openStore, archiveIn, onlyBatch }));
    const reporter = createPipelineReporter({ logger, metrics });
    const budget = createCallBudget({ redis, keys, accounts: pool.limits, timeoutMs: settings.MINIMAX_TIMEOUT_MS });
    const admission = createRedisAdmission({ redis, keys, accounts: pool.limits });
    const parts = {
      ledger,
      budget,
      admission,
      provider,
      archive: archiveIn(store),
      archiveOf: placed.archiveOf,
      settings: DEFAULT_SETTINGS,
      clock: systemClock,
      random: systemRandom,
      reporter,
    };

    metrics.watchGenerations(ledger.countByState);
    const usage = createUsageReader({ redis, keys });
    metrics.watchAccounts(usage);
    metrics.watchQueues(() => queue.depths());
    const handler = instrumentHandler("download", createPipeline.download(parts), { metrics, logger });
    const onPoison = (jobId: string, reason: string): void => logger.error({ jobId, reason }, "job set aside");
    const worker = scope.use(
      await runStageWorker("download", handler, {
        redisUrl,
        keys,
        redis: sharedRedis,
        concurrency: settings.HAILUO_DOWNLOAD_CONCURRENCY,
        onError,
        onPoison,
      }),
    );
    const work = async (signal: AbortSignal): Promise<void> => {
      for (const batch of await reportEndedBatches({ ledger, store, storeOf: placed.storeOf }, signal))
        logger.info({ batch }, "results written");
    };
    const onReportError = (error: unknown): void => logger.warn({ err: error }, "results not written yet");
    scope.use(
      runTurns({
        redis,
        key: onlyBatch === undefined ? keys.reporter : keys.reporterOf(onlyBatch),
        turnMs: REPORT_TURN_MS,
        work,
        onError: onReportError,
      }),
    );
    scope.use(
      await startHealthServer({
        host: settings.HAILUO_HEALTH_HOST,
        port: settings.HAILUO_HEALTH_PORT ?? DEFAULT_HEALTH_PORTS.download,
        alive: () => (worker.isRunning() ? whyEnded(redis) : "the worker has stopped"),
        ready: () => checkReadiness({ redis: () => redis.ping(), storage: (signal) => store.check(signal) }),
        metrics: metrics.render,
      }),
    );
    logger.info({ provider: provider.hosts, storage: store.location }, "worker started");
    return { whenReady: () => worker.whenReady(), close: () => scope.close() };
  } catch (error) {
    await scope.close();
    throw error;
  }
}
