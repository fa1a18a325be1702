import { hostname } from "node:os";
import type { ObjectStore, VideoArchive } from "@hailuo-queue/contracts";
import { openWorker, type OpenWorkerOptions, type RunningWorker } from "@hailuo-queue/composition";
import { createPipeline, reportEndedBatches } from "@hailuo-queue/pipeline";
import { runTurns } from "@hailuo-queue/redis";
import { type ConfiguredAccounts, storeOptions, openWayOut } from "@hailuo-queue/runtime";
import { createVideoArchive, openObjectStore } from "@hailuo-queue/storage";
import type { DownloadWorkerSettings } from "./env.ts";
import { createPlacedStores } from "./placed-stores.ts";
import { areAllPrivate } from "./is-private-host.ts";

/** Of one look at storage: to find credentials, write, read and delete. */
const STORAGE_CALLS = 4;

/** How soon after a batch's end its results are written. */
const REPORT_TURN_MS = 5000;

export type StartDownloadOptions = Pick<OpenWorkerOptions, "signal" | "sharedRedis" | "onError" | "onlyBatch">;

/**
 * Streams finished videos into storage, each into the place of its batch. Waits for Redis and storage; throws for a
 * Redis that is not fit. With `onlyBatch` it stores of others those alone that have a place which it reaches.
 */
export function startDownloadWorker(
  settings: DownloadWorkerSettings,
  pool: ConfiguredAccounts,
  how: StartDownloadOptions = {},
): Promise<RunningWorker> {
  const { onlyBatch } = how;
  return openWorker(
    "download",
    settings,
    pool,
    how,
    async ({ scope, redis, keys, stages, logger, run, serveHealth, timed }) => {
      const open = (target: string): ObjectStore => openObjectStore(target, storeOptions(settings));
      const store = scope.use(open(settings.HAILUO_OUT));
      const wayOut = openWayOut(settings);
      const allowPrivateHosts = await areAllPrivate(pool.accounts.map(({ baseUrl }) => baseUrl));
      const archiveIn = (place: ObjectStore): VideoArchive =>
        createVideoArchive({ store: place, maxBytes: settings.HAILUO_MAX_VIDEO_BYTES, allowPrivateHosts, wayOut });
      const whereabouts = { location: store.location, host: hostname(), endpoint: settings.S3_ENDPOINT };
      const { ledger } = stages;
      const placed = scope.use(createPlacedStores({ ledger, store, whereabouts, open, archiveIn, onlyBatch }));
      const parts = { ...stages, archive: archiveIn(store), archiveOf: placed.archiveOf };
      const worker = await run(createPipeline.download(parts), settings.HAILUO_DOWNLOAD_CONCURRENCY);
      const work = timed("report", async (until): Promise<void> => {
        for (const batch of await reportEndedBatches({ ledger, store, storeOf: placed.storeOf }, until))
          logger.info({ batch }, "results written");
      });
      const onReportError = (error: unknown): void => logger.warn({ err: error }, "results not written yet");
      const key = onlyBatch === undefined ? keys.reporter : keys.reporterOf(onlyBatch);
      scope.use(runTurns({ redis, key, turnMs: REPORT_TURN_MS, work, onError: onReportError }));
      const readyWithinMs = STORAGE_CALLS * settings.S3_CALL_TIMEOUT_MS;
      await serveHealth({ runs: [worker], ready: { storage: (until) => store.check(until) }, readyWithinMs });
      logger.info({ provider: stages.provider.hosts, storage: store.location }, "worker started");
    },
  );
}
