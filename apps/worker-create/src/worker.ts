import { openWorker, type OpenWorkerOptions, paceOf, type RunningWorker } from "@hailuo-queue/composition";
import { createDispatcher, createPipeline, keepHistory, type LookAtFunds, reconcile } from "@hailuo-queue/pipeline";
import { runTurns } from "@hailuo-queue/redis";
import { callbackUrlsFor, type ConfiguredAccounts, delay } from "@hailuo-queue/runtime";
import { createRedisCallbackRefusals } from "@hailuo-queue/store";
import type { CreateWorkerSettings } from "./env.ts";
import { openInputs } from "./open-inputs.ts";
import { openIntentGuard } from "./open-intent-guard.ts";
import { watchFunds } from "./watch-funds.ts";

const DISPATCHER_CLOSE_MS = 2000;

/** How often lost jobs are looked for. */
const RECONCILE_TURN_MS = 20_000;
/** How often what happened is added to the history. */
const HISTORY_TURN_MS = 5000;
const HISTORY_CLOSE_MS = 1000;

export interface CreateWorker extends RunningWorker {
  /** Asks every account now what it has left, and notes it; never throws. */
  lookAtFunds(signal: AbortSignal): Promise<void>;
}

export type StartCreateOptions = Pick<OpenWorkerOptions, "signal" | "sharedRedis" | "onError" | "onlyBatch">;

/**
 * Dispatches admitted generations and asks the provider for a task each. Waits for Redis; throws for one that is not
 * fit.
 */
export async function startCreateWorker(
  settings: CreateWorkerSettings,
  pool: ConfiguredAccounts,
  how: StartCreateOptions = {},
): Promise<CreateWorker> {
  const pipeline = {
    ...paceOf(settings),
    ambiguousCreate: settings.HAILUO_AMBIGUOUS_CREATE,
    flaggedPicture: settings.HAILUO_FLAGGED_PICTURE,
    keepSucceededMs: settings.HAILUO_RETENTION_SUCCEEDED_MS,
    keepFailedMs: settings.HAILUO_RETENTION_FAILED_MS,
    keepInputsMs: settings.HAILUO_RETENTION_INPUTS_MS,
  };
  const callbackUrls = callbackUrlsFor(pool.accounts, settings.HAILUO_CALLBACK_URL);
  const options = { ...how, blocking: true, pipeline, callbacks: callbackUrls !== undefined };
  let lookAtFunds: LookAtFunds | undefined;
  const opened = await openWorker("create", settings, pool, options, async (worker) => {
    const { scope, redis, keys, stages, onError, logger, run, serveHealth, timed } = worker;
    await stages.admission.publishLimits();
    const guard = scope.use(
      await openIntentGuard({
        redisUrl: settings.REDIS_URL,
        keys,
        replicas: settings.HAILUO_WAIT_REPLICAS,
        disk: settings.HAILUO_WAIT_DISK === "on",
        onError,
        onUnsafe: (safety) =>
          safety === "never_synced"
            ? logger.error(
                { safety },
                "nothing is bought: Redis never syncs its file (appendfsync no); set appendfsync to everysec or always",
              )
            : logger.warn({ safety }, "an intent may be lost with the Redis that took it; see `hailuo doctor`"),
      }),
    );
    const inputs = scope.use(openInputs(settings, stages.inputBooks));
    const callbacks = callbackUrls && {
      urlFor: callbackUrls,
      refusals: createRedisCallbackRefusals({ redis, keys, clock: stages.clock, onError }),
    };
    const running = await run(
      createPipeline.create({ ...stages, guard, inputs: inputs.reader, callbacks }),
      settings.HAILUO_CREATE_CONCURRENCY,
    );
    const { provider: taskApi, budget, lostCreates, random } = stages;
    const accounts = pool.accounts.map(({ name }) => name);
    const lost = { taskApi, accounts, lostCreates, budget, random, foundTasks: settings.HAILUO_FOUND_TASKS };
    const inputSweep = { books: stages.inputBooks, deleteObject: inputs.deleteObject };
    const work = timed("reconcile", (until) => reconcile({ ...stages, lost, inputSweep }, until));
    scope.use(runTurns({ redis, key: keys.reconciler, turnMs: RECONCILE_TURN_MS, work, onError }));
    const history = { books: stages.historyBooks, admission: stages.admission };
    const keep = timed("history", (until) => keepHistory(history, until));
    // What happened since the last turn would wait for the next create worker, which may be of another day.
    scope.defer(() => Promise.race([keep(new AbortController().signal).catch(onError), delay(HISTORY_CLOSE_MS)]));
    scope.use(runTurns({ redis, key: keys.historian, turnMs: HISTORY_TURN_MS, work: keep, onError }));
    lookAtFunds = await watchFunds(worker, settings, pool);
    const stopDispatcher = new AbortController();
    const dispatching = createDispatcher({ ...stages, onError }).run(stopDispatcher.signal);
    scope.defer(async () => {
      stopDispatcher.abort();
      // With Redis away it waits for an answer; what is granted then is found by a reconciler.
      await Promise.race([dispatching, delay(DISPATCHER_CLOSE_MS)]);
    });
    await serveHealth({ runs: [running] });
    const limits = Object.fromEntries(pool.limits.map(({ name, maxInFlight }) => [name, maxInFlight]));
    logger.info({ provider: taskApi.hosts, limits }, "worker started");
  });
  return {
    whenReady: () => opened.whenReady(),
    close: () => opened.close(),
    lookAtFunds: async (within) => lookAtFunds?.(within),
  };
}
