import {
  createBacklogControl,
  createCallBudget,
  createRedisAdmission,
  createRedisCallbackRefusals,
  createRedisFundsBooks,
} from "@hailuo-queue/admission";
import {
  createRedisCallbackTrust,
  createRedisInputBooks,
  createRedisLedger,
  createRedisLostCreates,
  createRedisTaskTimes,
} from "@hailuo-queue/ledger";
import { openMinimaxAccounts } from "@hailuo-queue/minimax";
import {
  createFundsLook,
  createPipeline,
  createDispatcher,
  createPollSchedule,
  DEFAULT_SETTINGS,
  reconcile,
  type Successor,
} from "@hailuo-queue/pipeline";
import { openStageQueue, runStageWorker } from "@hailuo-queue/queue";
import { closeRedis, createKeys, openRedis, type RedisClient, requireSuitableRedis, runTurns, whyEnded } from "@hailuo-queue/redis";
import {
  callbackUrlsFor,
  checkReadiness,
  type ConfiguredAccounts,
  createLogger,
  createMetrics,
  createPipelineReporter,
  createScope,
  DEFAULT_HEALTH_PORTS,
  delay,
  instrumentHandler,
  startHealthServer,
  systemClock,
  systemRandom,
} from "@hailuo-queue/runtime";
import type { CreateWorkerSettings } from "./env.ts";
import { openInputs } from "./open-inputs.ts";
import { openIntentGuard } from "./open-intent-guard.ts";

const DISPATCHER_CLOSE_MS = 2000;
const FIRST_FUNDS_MS = 2000;

/** How often lost jobs are looked for. */
const RECONCILE_TURN_MS = 20_000;

export interface CreateWorker {
  /** Asks every account now what it has left, and notes it; never throws. */
  lookAtFunds(signal: AbortSignal): Promise<void>;
  /** For a poll worker of the same process. */
  readonly successor: Successor;
  close(): Promise<void>;
}

export interface StartCreateOptions {
  /** Ends the wait for a Redis that is away; the start then throws its reason. */
  readonly signal?: AbortSignal | undefined;
  /** A connection of the whole process, which outlives the worker; default: one of its own. */
  readonly sharedRedis?: RedisClient | undefined;
}

/** Dispatches admitted generations and asks the provider for a task each. Waits for Redis; throws for one that is not fit. */
export async function startCreateWorker(
  settings: CreateWorkerSettings,
  pool: ConfiguredAccounts,
  { signal, sharedRedis }: StartCreateOptions = {},
): Promise<CreateWorker> {
  const scope = createScope();
  try {
    const logger = createLogger({ name: "worker-create", level: settings.HAILUO_LOG_LEVEL });
    const metrics = scope.use(createMetrics());
    const onError = (error: unknown): void => logger.error({ err: error }, "connection failed");
    const redisUrl = settings.REDIS_URL;
    const keys = createKeys(settings.HAILUO_PREFIX);
    const redis = sharedRedis ?? (await openRedis(redisUrl, { role: "worker", onError }));
    if (sharedRedis === undefined) scope.defer(() => closeRedis(redis));
    await requireSuitableRedis(redis, signal);
    const blockingRedis = await openRedis(redisUrl, { role: "blocking", onError });
    scope.defer(() => closeRedis(blockingRedis));

    const queue = scope.use(await openStageQueue({ redisUrl, keys, onError }));
    const ledger = createRedisLedger({ redis, keys });
    const admission = createRedisAdmission({ redis, blockingRedis, keys, accounts: pool.limits });
    await admission.publishLimits();
    const provider = scope.use(
      openMinimaxAccounts(pool.accounts, {
        timeouts: { createMs: settings.MINIMAX_TIMEOUT_MS },
        onKeyLeftOut: (left) => logger.warn({ ...left, until: new Date(left.until) }, "key left out"),
      }),
    );
    const pipelineSettings = {
      ...DEFAULT_SETTINGS,
      pollMinMs: settings.HAILUO_POLL_MIN_MS,
      pollMaxMs: settings.HAILUO_POLL_MAX_MS,
      taskDeadlineMs: settings.HAILUO_TASK_DEADLINE_MS,
      createTimeoutMs: settings.MINIMAX_TIMEOUT_MS,
      ambiguousCreate: settings.HAILUO_AMBIGUOUS_CREATE,
      flaggedPicture: settings.HAILUO_FLAGGED_PICTURE,
      keepSucceededMs: settings.HAILUO_RETENTION_SUCCEEDED_MS,
      keepFailedMs: settings.HAILUO_RETENTION_FAILED_MS,
      keepInputsMs: settings.HAILUO_RETENTION_INPUTS_MS,
    };
    const taskTimes = scope.use(createRedisTaskTimes({ redis, keys, clock: systemClock, onError }));
    const callbackUrls = callbackUrlsFor(pool.accounts, settings.HAILUO_CALLBACK_URL);
    const callbacks =
      callbackUrls === undefined ? undefined : scope.use(createRedisCallbackTrust({ redis, keys, clock: systemClock, onError }));
    const schedule = createPollSchedule({
      taskTimes,
      callbacks,
      settings: pipelineSettings,
      random: systemRandom,
      together: { clock: systemClock, shares: provider.hasOffice },
    });
    const reporter = createPipelineReporter({ logger, metrics });
    const guard = scope.use(await openIntentGuard({ redisUrl, keys, replicas: settings.HAILUO_WAIT_REPLICAS, onError }));
    const inputBooks = createRedisInputBooks({ redis, keys });
    const inputs = scope.use(openInputs(settings, inputBooks));
    const parts = {
      ledger,
      queue,
      admission,
      guard,
      inputs: inputs.reader,
      provider,
      callbacks: callbackUrls && {
        urlFor: callbackUrls,
        refusals: createRedisCallbackRefusals({ redis, keys, clock: systemClock, onError }),
      },
      schedule,
      settings: pipelineSettings,
      clock: systemClock,
      random: systemRandom,
      reporter,
    };

    metrics.watchGenerations(ledger.countByState);
    metrics.watchAccounts(admission.usage);
    metrics.watchQueues(() => queue.depths());
    const handler = instrumentHandler("create", createPipeline.create(parts), { metrics, logger });
    const onPoison = (jobId: string, reason: string): void => logger.error({ jobId, reason }, "job set aside");
    const worker = scope.use(
      await runStageWorker("create", handler, { redisUrl, keys, concurrency: settings.HAILUO_CREATE_CONCURRENCY, onError, onPoison }),
    );
    const lost = {
      office: provider,
      accounts: pool.accounts.map(({ name }) => name),
      lostCreates: createRedisLostCreates({ redis, keys }),
      budget: createCallBudget({ redis, keys, accounts: pool.limits, timeoutMs: settings.MINIMAX_TIMEOUT_MS }),
      random: systemRandom,
      foundTasks: settings.HAILUO_FOUND_TASKS,
    };
    const inputSweep = { books: inputBooks, deleteObject: inputs.deleteObject };
    const reconcileParts = { ...parts, lost, inputSweep, backlog: createBacklogControl({ redis, keys }) };
    const work = (signal: AbortSignal): Promise<number> => reconcile(reconcileParts, signal);
    scope.use(runTurns({ redis, key: keys.reconciler, turnMs: RECONCILE_TURN_MS, work, onError }));
    const everyMs = settings.HAILUO_FUNDS_EVERY_MS;
    const lookAtFunds = createFundsLook({
      office: provider,
      books: createRedisFundsBooks({ redis, keys }),
      accounts: pool.configured,
      lowBalanceMicro: settings.HAILUO_LOW_BALANCE * 1_000_000,
      clock: systemClock,
      reporter,
    });
    if (everyMs > 0) {
      // Before the first create, so that what a batch used can be told; a provider that is slow to say so holds up nothing.
      await lookAtFunds(AbortSignal.timeout(FIRST_FUNDS_MS)).catch(onError);
      scope.use(runTurns({ redis, key: keys.fundsWatcher, turnMs: everyMs, work: lookAtFunds, onError }));
    }
    const stopDispatcher = new AbortController();
    const dispatcher = createDispatcher({ admission, begin: worker.begin, onError });
    const dispatching = dispatcher.run(stopDispatcher.signal);
    scope.defer(async () => {
      stopDispatcher.abort();
      // With Redis away it waits for an answer; what is granted then is found by a reconciler.
      await Promise.race([dispatching, delay(DISPATCHER_CLOSE_MS)]);
    });
    scope.use(
      await startHealthServer({
        host: settings.HAILUO_HEALTH_HOST,
        port: settings.HAILUO_HEALTH_PORT ?? DEFAULT_HEALTH_PORTS.create,
        alive: () => (worker.isRunning() ? whyEnded(redis, blockingRedis) : "the worker has stopped"),
        ready: () => checkReadiness({ redis: () => redis.ping() }),
        metrics: metrics.render,
      }),
    );
    logger.info({ provider: provider.hosts, accounts: pool.limits.map(({ name }) => name) }, "worker started");
    return {
      successor: dispatcher.successor,
      lookAtFunds: (within) => (everyMs > 0 ? lookAtFunds(within).catch(onError) : Promise.resolve()),
      close: () => scope.close(),
    };
  } catch (error) {
    await scope.close();
    throw error;
  }
}
