import { openWorker, type OpenWorkerOptions, paceOf, runAnswerer, type RunningWorker } from "@hailuo-queue/composition";
import { createPipeline } from "@hailuo-queue/pipeline";
import { callbackUrlsFor, type ConfiguredAccounts, readPrices } from "@hailuo-queue/runtime";
import type { PollWorkerSettings } from "./env.ts";

export type StartPollOptions = Pick<OpenWorkerOptions, "signal" | "sharedRedis" | "onError">;

/**
 * Asks the provider whether tasks are done, each when its time has come, and answers those who have no key what the
 * provider has. Waits for Redis; throws for one that is not fit.
 */
export function startPollWorker(
  settings: PollWorkerSettings,
  pool: ConfiguredAccounts,
  how: StartPollOptions = {},
): Promise<RunningWorker> {
  const options = {
    ...how,
    pipeline: paceOf(settings),
    callbacks: callbackUrlsFor(pool.accounts, settings.HAILUO_CALLBACK_URL) !== undefined,
  };
  return openWorker("poll", settings, pool, options, async (opened) => {
    const { stages, scope, logger, run, serveHealth } = opened;
    const prices = await readPrices(settings);
    const worker = await run(createPipeline.poll({ ...stages, prices }), settings.HAILUO_POLL_CONCURRENCY);
    const answerer = scope.use(await runAnswerer(opened));
    opened.awaits(() => answerer.whenReady());
    await serveHealth({ runs: [worker, answerer] });
    logger.info({ provider: stages.provider.hosts }, "worker started");
  });
}
