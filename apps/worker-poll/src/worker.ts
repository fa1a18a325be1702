import { createCallBudget, createUsageReader } from "@hailuo-queue/admission";
import { createRedisCallbackTrust, createRedisLedger, createRedisTaskTimes } from "@hailuo-queue/ledger";
import { openMinimaxAccounts } from "@hailuo-queue/minimax";
import { createPipeline, createPollSchedule, DEFAULT_SETTINGS, type Successor } from "@hailuo-queue/pipeline";
import { openStageQueue, runStageWorker } from "@hailuo-queue/queue";
import { closeRedis, createKeys, openRedis, type RedisClient, requireSuitableRedis, whyEnded } from "@hailuo-queue/redis";
import {
  callbackUrlsFor,
  checkReadiness,
  type ConfiguredAccounts,
  createLogger,
  createMetrics,
  createPipelineReporter,
  createScope,
  DEFAULT_HEALTH_PORTS,
  instrumentHandler,
  readPrices,
  startHealthServer,
  systemClock,
  systemRandom,
} from "@hailuo-queue/runtime";
import type { PollWorkerSettings } from "./env.ts";
import { startAnswerer } from "./start-answerer.ts";

/** What a create worker of the same process has for it. */
export interface BesideCreates {
  /** The connection that the create worker admits over; it outlives both. */
  readonly redis: RedisClient;
  readonly successor: Successor;
}

export interface StartPollOptions {
  /** Ends the wait for a Redis that is away; the start then throws its reason. */
  readonly signal?: AbortSignal | undefined;
  readonly beside?: BesideCreates | undefined;
}

/** Asks the provider whether tasks are done, each when its time has come. Waits for Redis; throws for one that is not fit. */
export async function startPollWorker(
  settings: PollWorkerSettings,
  pool: ConfiguredAccounts,
  { signal, beside }: StartPollOptions = {},
): Promise<{ close(): Promise<void> }> {
  const scope = createScope();
  try {
    const logger = createLogger({ name: "worker-poll", level: settings.HAILUO_LOG_LEVEL });
    const metrics = scope.use(createMetrics());
    const onError = (error: unknown): void => logger.error({ err: error }, "connection failed");
    const redisUrl = settings.REDIS_URL;
    const keys = createKeys(settings.HAILUO_PREFIX);
    const redis = beside?.redis ?? (await openRedis(redisUrl, { role: "worker", onError }));
    if (beside === undefined) scope.defer(() => closeRedis(redis));
    await requireSuitableRedis(redis, signal);

    const queue = scope.use(await openStageQueue({ redisUrl, keys, onError }));
    const ledger = createRedisLedger({ redis, keys });
    const provider = scope.use(
      openMinimaxAccounts(pool.accounts, {
        timeouts: { queryMs: settings.MINIMAX_TIMEOUT_MS },
        onUnknownStatus: (status) => logger.warn({ status }, "unknown status of the provider, taken as still running"),
        onKeyLeftOut: (left) => logger.warn({ ...left, until: new Date(left.until) }, "key left out"),
      }),
    );
    const pipelineSettings = {
      ...DEFAULT_SETTINGS,
      pollMinMs: settings.HAILUO_POLL_MIN_MS,
      pollMaxMs: settings.HAILUO_POLL_MAX_MS,
      taskDeadlineMs: settings.HAILUO_TASK_DEADLINE_MS,
    };
    const taskTimes = scope.use(createRedisTaskTimes({ redis, keys, clock: systemClock, onError }));
    const callbacks =
      callbackUrlsFor(pool.accounts, settings.HAILUO_CALLBACK_URL) === undefined
        ? undefined
        : scope.use(createRedisCallbackTrust({ redis, keys, clock: systemClock, onError }));
    const schedule = createPollSchedule({
      taskTimes,
      callbacks,
      settings: pipelineSettings,
      random: systemRandom,
      together: { clock: systemClock, shares: provider.hasOffice },
    });
    const reporter = createPipelineReporter({ logger, metrics });
    const budget = createCallBudget({ redis, keys, accounts: pool.limits, timeoutMs: settings.MINIMAX_TIMEOUT_MS });
    const parts = {
      ledger,
      budget,
      prices: await readPrices(settings),
      queue,
      provider,
      office: provider,
      schedule,
      settings: pipelineSettings,
      clock: systemClock,
      random: systemRandom,
      reporter,
      successor: beside?.successor,
    };

    metrics.watchGenerations(ledger.countByState);
    const usage = createUsageReader({ redis, keys });
    metrics.watchAccounts(usage);
    metrics.watchQueues(() => queue.depths());
    const handler = instrumentHandler("poll", createPipeline.poll(parts), { metrics, logger });
    const onPoison = (jobId: string, reason: string): void => logger.error({ jobId, reason }, "job set aside");
    const worker = scope.use(
      await runStageWorker("poll", handler, { redisUrl, keys, concurrency: settings.HAILUO_POLL_CONCURRENCY, onError, onPoison }),
    );
    const answerer = scope.use(await startAnswerer({ settings, pool, redis, keys, provider, logger, reporter }));
    scope.use(
      await startHealthServer({
        host: settings.HAILUO_HEALTH_HOST,
        port: settings.HAILUO_HEALTH_PORT ?? DEFAULT_HEALTH_PORTS.poll,
        alive: () => (worker.isRunning() && answerer.isRunning() ? whyEnded(redis) : "the worker has stopped"),
        ready: () => checkReadiness({ redis: () => redis.ping() }),
        metrics: metrics.render,
      }),
    );
    logger.info({ provider: provider.hosts }, "worker started");
    return scope;
  } catch (error) {
    await scope.close();
    throw error;
  }
}
