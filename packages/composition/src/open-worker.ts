import { optional, type PipelineReporter, type Stage, type StageHandler } from "@hailuo-queue/contracts";
import { type MinimaxAccounts, openMinimaxAccounts } from "@hailuo-queue/minimax";
import type { PipelineSettings } from "@hailuo-queue/pipeline";
import { type OpenedStageQueue, openStageQueue, type RunningStageWorker, runStageWorker } from "@hailuo-queue/queue";
import {
  closeRedis,
  openRedis,
  type RedisClient,
  requireSuitableRedis,
  requireWritableRedis,
  watchRedisTrouble,
  whenConnected,
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
  type HealthServer,
  instrumentHandler,
  keepSigning,
  type Logger,
  type LogLevel,
  logTroubles,
  type ReadinessChecks,
  type Scope,
  startHealthServer,
  systemClock,
  openTracing,
  tenantsToMeasure,
  openWayOut,
  type ProxySettings,
} from "@hailuo-queue/runtime";
import { createKeys, createTotalsReader, createWorkerRoll, type RedisKeys } from "@hailuo-queue/store";
import { composeStages, type Stages } from "./compose-stages.ts";

/** What every worker reads from its environment. */
export interface WorkerSettings extends ProxySettings {
  readonly REDIS_URL: string;
  readonly HAILUO_PREFIX: string;
  readonly MINIMAX_TIMEOUT_MS: number;
  readonly HAILUO_LOG_LEVEL: LogLevel;
  readonly HAILUO_HEALTH_HOST: string;
  readonly HAILUO_METRICS_TENANTS?: string | undefined;
  /** Default: the stage's own, of DEFAULT_HEALTH_PORTS. */
  readonly HAILUO_HEALTH_PORT?: number | "off" | undefined;
}

/** What the workers that look after tasks at the provider read beside it. */
export interface TaskSettings extends WorkerSettings {
  readonly HAILUO_POLL_MIN_MS: number;
  readonly HAILUO_POLL_MAX_MS: number;
  readonly HAILUO_TASK_DEADLINE_MS: number;
}

/** The pace of polls and calls, as these settings have it. */
export function paceOf(settings: TaskSettings): Partial<PipelineSettings> {
  return {
    pollMinMs: settings.HAILUO_POLL_MIN_MS,
    pollMaxMs: settings.HAILUO_POLL_MAX_MS,
    taskDeadlineMs: settings.HAILUO_TASK_DEADLINE_MS,
    createTimeoutMs: settings.MINIMAX_TIMEOUT_MS,
  };
}

/** What differs between a worker process and a worker inside `hailuo run`. */
export interface OpenWorkerOptions {
  /** Ends the wait for a Redis that is away; the start then throws its reason. */
  readonly signal?: AbortSignal | undefined;
  /** A connection of the whole process, which outlives the worker; default: one of its own. */
  readonly sharedRedis?: RedisClient | undefined;
  /** Told of every fault that is lived with; default: they are logged, those of Redis once a minute. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Works on this batch alone: buys nothing of any other. Default: on all. */
  readonly onlyBatch?: string | undefined;
  /** Whether it sleeps in Redis, as a dispatcher does. Default false. */
  readonly blocking?: boolean;
  readonly pipeline?: Partial<PipelineSettings>;
  /** Whether the provider calls back. Default false. */
  readonly callbacks?: boolean;
}

/** A worker of one stage: what it is made of, and how it is run and closed. */
export interface OpenWorker {
  /** Closes all that is handed to it, the last first. */
  readonly scope: Scope;
  readonly logger: Logger;
  readonly redisUrl: string;
  readonly redis: RedisClient;
  /** Whether it is the whole process', so that more of it may go over it. */
  readonly isShared: boolean;
  readonly keys: RedisKeys;
  readonly stages: Stages<OpenedStageQueue, MinimaxAccounts, MinimaxAccounts, PipelineReporter>;
  readonly onError: (error: unknown) => void;
  /** Begins to work the stage's jobs. */
  run(handler: StageHandler, concurrency: number): Promise<RunningStageWorker>;
  /** The same work, counted and timed under a name: what one process of the fleet does at a time. */
  timed<Result>(name: string, work: (signal: AbortSignal) => Promise<Result>): (signal: AbortSignal) => Promise<Result>;
  /** What has to be connected before the worker is ready. */
  awaits(connected: () => Promise<void>): void;
  /**
   * Serves /healthz (while `runs` run and the connections stand), /readyz (Redis, and what `ready` checks besides) and
   * /metrics. `readyWithinMs`: how long a check of `ready` may take, default 2 s.
   */
  serveHealth(options: {
    readonly runs: readonly { isRunning(): boolean }[];
    readonly ready?: ReadinessChecks;
    readonly readyWithinMs?: number;
  }): Promise<HealthServer>;
}

/** A worker that runs until it is closed. `close` waits for its handlers. */
export interface RunningWorker {
  /** Resolves when all of its connections to Redis are there. */
  whenReady(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens what the workers of all stages share: connections, store, provider, metrics. Waits for Redis; throws for one
 * that is not fit. `start` puts the stage's own on top; when it throws, all is closed again.
 */
export async function openWorker(
  stage: Stage,
  settings: WorkerSettings,
  pool: ConfiguredAccounts,
  options: OpenWorkerOptions,
  start: (worker: OpenWorker) => Promise<void>,
): Promise<RunningWorker> {
  const scope = createScope();
  const awaited: (() => Promise<void>)[] = [];
  try {
    await start(await open({ scope, awaited }, stage, settings, pool, options));
    return {
      whenReady: async () => void (await Promise.all(awaited.map((connected) => connected()))),
      close: () => scope.close(),
    };
  } catch (error) {
    await scope.close();
    throw error;
  }
}

async function open(
  { scope, awaited }: { readonly scope: Scope; readonly awaited: (() => Promise<void>)[] },
  stage: Stage,
  settings: WorkerSettings,
  pool: ConfiguredAccounts,
  { signal, sharedRedis, onlyBatch, blocking = false, pipeline, callbacks = false, ...options }: OpenWorkerOptions,
): Promise<OpenWorker> {
  const { REDIS_URL: redisUrl, MINIMAX_TIMEOUT_MS: timeoutMs } = settings;
  const logger = createLogger({ name: `worker-${stage}`, level: settings.HAILUO_LOG_LEVEL });
  const metrics = scope.use(createMetrics());
  const tracing = await openTracing(`worker-${stage}`);
  if (tracing !== undefined) scope.use(tracing);
  const onError =
    options.onError ?? watchRedisTrouble({ url: redisUrl, now: () => systemClock.now(), ...logTroubles(logger) });
  const keys = createKeys(settings.HAILUO_PREFIX);
  const redis = sharedRedis ?? (await openRedis(redisUrl, { role: "worker", onError }));
  if (sharedRedis === undefined) scope.defer(() => closeRedis(redis));
  requireWritableRedis(redis, await requireSuitableRedis(redis, signal));
  const roll = createWorkerRoll({ redis, keys });
  const running: RunningStageWorker[] = [];
  const underWay = (): number => running.reduce((sum, worker) => sum + worker.underWay(), 0);
  // Handed over first, so that it tells the stop when all else has stopped.
  const signs = scope.use(keepSigning({ roll, stage, onlyBatch, underWay, onError }));
  const blockingRedis = blocking ? await openRedis(redisUrl, { role: "blocking", onError }) : undefined;
  if (blockingRedis !== undefined) {
    scope.defer(() => closeRedis(blockingRedis));
    awaited.push(() => whenConnected(blockingRedis));
  }
  const queue = scope.use(await openStageQueue({ redisUrl, keys, redis: sharedRedis, onError }));
  const provider = scope.use(
    openMinimaxAccounts(pool.accounts, {
      wayOut: openWayOut(settings),
      timeouts: { createMs: timeoutMs, queryMs: timeoutMs, fileMs: timeoutMs },
      onUnknownStatus: (status) => logger.warn({ status }, "unknown status of the provider, taken as still running"),
      onKeyLeftOut: (left) => logger.warn({ ...left, until: new Date(left.until) }, "key left out"),
    }),
  );
  const stages = scope.use(
    composeStages({
      redis,
      blockingRedis,
      keys,
      queue,
      provider,
      taskApi: provider,
      accounts: pool.limits,
      onlyBatch,
      callTimeoutMs: timeoutMs,
      callbacks,
      reporter: createPipelineReporter({ logger, metrics }),
      tracing,
      onError,
      ...optional({ settings: pipeline }),
    }),
  );
  metrics.watchGenerations(stages.ledger.countByState);
  metrics.watchAccounts(stages.admission.usage);
  metrics.watchQueues(() => queue.depths());
  metrics.watchFleet(roll.read);
  metrics.watchTotals(createTotalsReader({ redis, keys }));
  const tenants = tenantsToMeasure(settings.HAILUO_METRICS_TENANTS);
  metrics.watchTenants(() => Promise.all(tenants.map((name) => stages.backlog.tenant(name))));

  return {
    scope,
    logger,
    redisUrl,
    redis,
    isShared: sharedRedis !== undefined,
    keys,
    stages,
    onError,
    timed: (name, work) => async (until) => {
      const startedAt = performance.now();
      const seconds = (): number => (performance.now() - startedAt) / 1000;
      try {
        const result = await work(until);
        metrics.observeTurn(name, "done", seconds());
        return result;
      } catch (error) {
        metrics.observeTurn(name, "failed", seconds());
        throw error;
      }
    },
    awaits: (connected) => void awaited.push(connected),
    async run(handler, concurrency) {
      const onPoison = (jobId: string, reason: string): void => logger.error({ jobId, reason }, "job set aside");
      const onLaterVersion = (jobId: string): void =>
        logger.warn({ jobId }, "jobs of a later version put back, for a worker that knows them");
      const onLocksLost = (jobs: number): void =>
        logger.warn(
          { jobs },
          "this process stood still for so long that its jobs went to other workers; nothing " +
            "is bought twice, but it has too little processor time",
        );
      const timed = instrumentHandler(stage, handler, { metrics, logger });
      const worker = scope.use(
        await runStageWorker(stage, timed, {
          redisUrl,
          keys,
          redis: sharedRedis,
          concurrency,
          onError,
          onPoison,
          onLaterVersion,
          onLocksLost,
        }),
      );
      awaited.push(() => worker.whenReady());
      running.push(worker);
      signs.begin();
      return worker;
    },
    async serveHealth({ runs, ready = {}, readyWithinMs }) {
      const connections = blockingRedis === undefined ? [redis] : [redis, blockingRedis];
      return scope.use(
        await startHealthServer({
          host: settings.HAILUO_HEALTH_HOST,
          port: settings.HAILUO_HEALTH_PORT ?? DEFAULT_HEALTH_PORTS[stage],
          alive: () => (runs.every((one) => one.isRunning()) ? whyEnded(...connections) : "the worker has stopped"),
          ready: () => checkReadiness({ redis: () => redis.ping(), ...ready }, readyWithinMs),
          metrics: metrics.render,
        }),
      );
    },
  };
}
