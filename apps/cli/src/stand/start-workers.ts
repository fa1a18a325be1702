import { type ConfiguredAccounts, createLogger, createScope, logTroubles, systemClock } from "@hailuo-queue/runtime";
import { closeRedis, openRedis, watchRedisTrouble } from "@hailuo-queue/redis";
import { type CreateWorker, startCreateWorker } from "@hailuo-queue/worker-create";
import { startDownloadWorker } from "@hailuo-queue/worker-download";
import { startPollWorker } from "@hailuo-queue/worker-poll";
import { type Stage, STAGES } from "@hailuo-queue/contracts";
import type { WorkersSettings } from "../env.ts";

export interface RunningWorkers extends AsyncDisposable {
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
  /** Told of every fault that is lived with; default: they are logged, those of Redis once a minute for all connections together. */
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
  const running: { whenReady(): Promise<void>; close(): Promise<void> }[] = [];
  let creates: CreateWorker | undefined;
  // What a poll frees, the creates of this process take in the same trip: one connection for both.
  const both = stages.includes("create") && stages.includes("poll");
  const logger = createLogger({ name: "workers", level: settings.HAILUO_LOG_LEVEL });
  const redisUrl = settings.REDIS_URL;
  const onError = options.onError ?? watchRedisTrouble({ url: redisUrl, now: () => systemClock.now(), ...logTroubles(logger) });
  // Of a server that has room for few clients one process needs few: this one, and those that sleep in a blocking command.
  const redis = both ? await openRedis(redisUrl, { role: "worker", onError }) : undefined;
  if (redis !== undefined) {
    // Every queue and worker of the process listens to it.
    redis.setMaxListeners(0);
    scope.defer(() => closeRedis(redis));
  }
  // All at once: each may wait for calls under way, and the grace is for all of them together.
  scope.defer(async () => {
    await Promise.all(running.map((worker) => worker.close()));
  });
  try {
    for (const [place, stage] of stages.entries()) running.push(await start(stage, withOwnPort(settings, place)));
    const whenReady = async (): Promise<void> => void (await Promise.all(running.map((worker) => worker.whenReady())));
    return { whenReady, close: () => scope.close(), [Symbol.asyncDispose]: () => scope.close() };
  } catch (error) {
    await scope.close();
    throw error;
  }

  async function start(stage: Stage, own: WorkersSettings): Promise<(typeof running)[number]> {
    switch (stage) {
      case "create":
        creates = await startCreateWorker(own, pool, { signal, sharedRedis: redis, onError, onlyBatch });
        return creates;
      case "poll":
        return startPollWorker(own, pool, { signal, onError, beside: redis && creates && { redis, successor: creates.successor } });
      case "download":
        return startDownloadWorker(own, pool, { signal, onError, sharedRedis: redis, onlyBatch });
    }
  }
}

/** One HAILUO_HEALTH_PORT for several stages of a process: the next ones take the ports after it. */
function withOwnPort(settings: WorkersSettings, place: number): WorkersSettings {
  const port = settings.HAILUO_HEALTH_PORT;
  return typeof port === "number" && port > 0 ? { ...settings, HAILUO_HEALTH_PORT: port + place } : settings;
}
