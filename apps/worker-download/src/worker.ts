import { openWorker } from "@hailuo-queue/composition";
import { createPipeline, reportEndedBatches } from "@hailuo-queue/pipeline";
import { runTurns } from "@hailuo-queue/redis";
import type { ConfiguredAccounts } from "@hailuo-queue/runtime";
import { createVideoArchive, openObjectStore } from "@hailuo-queue/storage";
import type { DownloadWorkerSettings } from "./env.ts";
import { areAllPrivate } from "./is-private-host.ts";

/** How soon after a batch's end its results are written. */
const REPORT_TURN_MS = 5000;

/**
 * Streams finished videos into storage. Waits for Redis and storage; throws for a Redis that is not fit. The signal ends the wait for a
 * Redis that is away; the start then throws its reason.
 */
export function startDownloadWorker(
  settings: DownloadWorkerSettings,
  pool: ConfiguredAccounts,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<{ close(): Promise<void> }> {
  return openWorker("download", settings, pool, { signal }, async ({ scope, redis, keys, stages, logger, run, serveHealth }) => {
    const store = scope.use(
      openObjectStore(settings.HAILUO_OUT, {
        region: settings.S3_REGION,
        ...(settings.S3_ENDPOINT === undefined ? {} : { endpoint: settings.S3_ENDPOINT }),
        ...(settings.S3_FORCE_PATH_STYLE === undefined ? {} : { forcePathStyle: settings.S3_FORCE_PATH_STYLE }),
      }),
    );
    const allowPrivateHosts = await areAllPrivate(pool.accounts.map(({ baseUrl }) => baseUrl));
    const archive = createVideoArchive({ store, maxBytes: settings.HAILUO_MAX_VIDEO_BYTES, allowPrivateHosts });
    const worker = await run(createPipeline.download({ ...stages, archive }), settings.HAILUO_DOWNLOAD_CONCURRENCY);
    const work = async (until: AbortSignal): Promise<void> => {
      for (const batch of await reportEndedBatches({ ledger: stages.ledger, store }, until)) logger.info({ batch }, "results written");
    };
    const onReportError = (error: unknown): void => logger.warn({ err: error }, "results not written yet");
    scope.use(runTurns({ redis, key: keys.reporter, turnMs: REPORT_TURN_MS, work, onError: onReportError }));
    await serveHealth({ runs: [worker], ready: { storage: (until) => store.check(until) } });
    logger.info({ provider: stages.provider.hosts, storage: store.location }, "worker started");
  });
}
