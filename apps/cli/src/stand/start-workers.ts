import type { RunningWorker } from "@hailuo-queue/composition";
import { closeRedis, openRedis, watchRedisTrouble } from "@hailuo-queue/redis";
import { type ConfiguredAccounts, createLogger, createScope, logTroubles, systemClock } from "@hailuo-queue/runtime";
import { type CreateWorker, startCreateWorker } from "@hailuo-queue/worker-create";
import { startDownloadWorker } from "@hailuo-queue/worker-download";
import { startPollWorker } from "@hailuo-queue/worker-poll";
import { type Stage, STAGES } from "@hailuo-queue/contracts";
import type { WorkersSettings } from "../env.ts";

export interface RunningWorkers extends AsyncDisposable {
  /** Asks every account now what it has left, in at most this time; never throws. */
  lookAtFunds(limitMs: number): Promise<void>;
  /** Resolves when all of their connections to Redis are there. */
  whenReady(): Promise<void>;
  /** Takes no new work and lets what costs money finish, within the workers' grace. Safe to call twice. */
  close(): Promise<void>;
}

export interface StartWorkersOptions {
  /** Default: all. */
  readonly stages?: readonly Stage[];
  /** Ends the wait for a Redis that is away; the start then throws its reason. */
  readonly signal?: AbortSignal;
  /**
   * Told of every fault that is lived with; default: they are logged, those of Redis once a minute for all connections
   * together.
   */
  readonly onError?: (error: unknown) => void;
  /** Works on this batch: of others it buys nothing, and what they bought goes to their own places. Default: on all. */
  readonly onlyBatch?: string;
}

/** Starts workers in this process. */
export async function startWorkers(
  settings: WorkersSettings,
  pool: ConfiguredAccounts,
  { stages = STAGES, signal, onlyBatch, ...options }: StartWorkersOptions = {},
): Promise<RunningWorkers> {
  const scope = createScope();
  const running: RunningWorker[] = [];
  const logger = createLogger({ name: "workers", level: settings.HAILUO_LOG_LEVEL });
  const redisUrl = settings.REDIS_URL;
  const onError =
    options.onError ?? watchRedisTrouble({ url: redisUrl, now: () => systemClock.now(), ...logTroubles(logger) });
  // Of a server that has room for few clients one process needs few: this one, and those that sleep in a blocking
  // command.
  const sharedRedis = stages.length > 1 ? await openRedis(redisUrl, { role: "worker", onError }) : undefined;
  if (sharedRedis !== undefined) {
    // Every queue and worker of the process listens to it.
    sharedRedis.setMaxListeners(0);
    scope.defer(() => closeRedis(sharedRedis));
  }
  // All at once: each may wait for calls under way, and the grace is for all of them together.
  scope.defer(async () => {
    await Promise.all(running.map((worker) => worker.close()));
  });
  try {
    const how = { signal, sharedRedis, onError, onlyBatch };
    let creates: CreateWorker | undefined;
    for (const [index, stage] of stages.entries()) {
      const own = withOwnPort(settings, index);
      if (stage === "create") running.push((creates = await startCreateWorker(own, pool, how)));
      else running.push(await START[stage](own, pool, how));
    }
    return {
      whenReady: async () => void (await Promise.all(running.map((worker) => worker.whenReady()))),
      lookAtFunds: async (limitMs) => creates?.lookAtFunds(AbortSignal.timeout(limitMs)),
      close: () => scope.close(),
      [Symbol.asyncDispose]: () => scope.close(),
    };
  } catch (error) {
    await scope.close();
    throw error;
  }
}

const START = { poll: startPollWorker, download: startDownloadWorker } as const;

/** One HAILUO_HEALTH_PORT for several stages of a process: the next ones take the ports after it. */
function withOwnPort(settings: WorkersSettings, index: number): WorkersSettings {
  const port = settings.HAILUO_HEALTH_PORT;
  return typeof port === "number" && port > 0 ? { ...settings, HAILUO_HEALTH_PORT: port + index } : settings;
}
