import { createCallBudget, createKeys, createRedisAdmission, createRedisLedger, createUsageReader } from "@hailuo-queue/store";
import { openMinimaxAccounts } from "@hailuo-queue/minimax";
import { createPipeline, DEFAULT_SETTINGS, reportEndedBatches } from "@hailuo-queue/pipeline";
import { openStageQueue, runStageWorker } from "@hailuo-queue/queue";
import { closeRedis, openRedis, requireSuitableRedis, runTurns, whyEnded } from "@hailuo-queue/redis";
import {
  checkReadiness,
  type ConfiguredAccounts,
  createLogger,
  createMetrics,
  createPipelineReporter,
  createScope,
  DEFAULT_HEALTH_PORTS,
  instrumentHandler,
  startHealthServer,
  systemClock,
  systemRandom,
} from "@hailuo-queue/runtime";
import { createVideoArchive, openObjectStore } from "@hailuo-queue/storage";
import type { DownloadWorkerSettings } from "./env.ts";
import { areAllPrivate } from "./is-private-host.ts";

/** How soon after a batch's end its results are written. */
const REPORT_TURN_MS = 5000;

/**
 * Streams finished videos into storage. Waits for Redis and storage; throws for a Redis that is not fit. The signal ends the wait for a
 * Redis that is away; the start then throws its reason.
 */
export async function startDownloadWorker(
  settings: DownloadWorkerSettings,
  pool: ConfiguredAccounts,
  { signal: stop }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<{ close(): Promise<void> }> {
  const scope = createScope();
  try {
    const logger = createLogger({ name: "worker-download", level: settings.HAILUO_LOG_LEVEL });
    const metrics = scope.use(createMetrics());
    const onError = (error: unknown): void => logger.error({ err: error }, "connection failed");
    const redisUrl = settings.REDIS_URL;
    const keys = createKeys(settings.HAILUO_PREFIX);
    const redis = await openRedis(redisUrl, { role: "worker", onError });
    scope.defer(() => closeRedis(redis));
    await requireSuitableRedis(redis, stop);

    const queue = scope.use(await openStageQueue({ redisUrl, keys, onError }));
    const ledger = createRedisLedger({ redis, keys });
    const provider = scope.use(
      openMinimaxAccounts(pool.accounts, {
        timeouts: { fileMs: settings.MINIMAX_TIMEOUT_MS },
        onKeyLeftOut: (left) => logger.warn({ ...left, until: new Date(left.until) }, "key left out"),
      }),
    );
    const store = scope.use(
      openObjectStore(settings.HAILUO_OUT, {
        region: settings.S3_REGION,
        ...(settings.S3_ENDPOINT === undefined ? {} : { endpoint: settings.S3_ENDPOINT }),
        ...(settings.S3_FORCE_PATH_STYLE === undefined ? {} : { forcePathStyle: settings.S3_FORCE_PATH_STYLE }),
      }),
    );
    const allowPrivateHosts = await areAllPrivate(pool.accounts.map(({ baseUrl }) => baseUrl));
    const archive = createVideoArchive({ store, maxBytes: settings.HAILUO_MAX_VIDEO_BYTES, allowPrivateHosts });
    const reporter = createPipelineReporter({ logger, metrics });
    const budget = createCallBudget({ redis, keys, accounts: pool.limits, timeoutMs: settings.MINIMAX_TIMEOUT_MS });
    const admission = createRedisAdmission({ redis, keys, accounts: pool.limits });
    const parts = {
      ledger,
      budget,
      admission,
      provider,
      archive,
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
      await runStageWorker("download", handler, { redisUrl, keys, concurrency: settings.HAILUO_DOWNLOAD_CONCURRENCY, onError, onPoison }),
    );
    const work = async (signal: AbortSignal): Promise<void> => {
      for (const batch of await reportEndedBatches({ ledger, store }, signal)) logger.info({ batch }, "results written");
    };
    const onReportError = (error: unknown): void => logger.warn({ err: error }, "results not written yet");
    scope.use(runTurns({ redis, key: keys.reporter, turnMs: REPORT_TURN_MS, work, onError: onReportError }));
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
    return scope;
  } catch (error) {
    await scope.close();
    throw error;
  }
}
