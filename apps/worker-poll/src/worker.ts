import { openWorker, paceOf, runAnswerer } from "@hailuo-queue/composition";
import { createPipeline } from "@hailuo-queue/pipeline";
import { callbackUrlsFor, type ConfiguredAccounts, readPrices } from "@hailuo-queue/runtime";
import type { PollWorkerSettings } from "./env.ts";

export interface StartPollOptions {
  /** Ends the wait for a Redis that is away; the start then throws its reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the provider whether tasks are done, each when its time has come, and answers those who have no key what the provider has.
 * Waits for Redis; throws for one that is not fit.
 */
export function startPollWorker(
  settings: PollWorkerSettings,
  pool: ConfiguredAccounts,
  { signal }: StartPollOptions = {},
): Promise<{ close(): Promise<void> }> {
  const options = {
    signal,
    pipeline: paceOf(settings),
    callbacks: callbackUrlsFor(pool.accounts, settings.HAILUO_CALLBACK_URL) !== undefined,
  };
  return openWorker("poll", settings, pool, options, async (opened) => {
    const { stages, scope, logger, run, serveHealth } = opened;
    const prices = await readPrices(settings);
    const worker = await run(createPipeline.poll({ ...stages, prices }), settings.HAILUO_POLL_CONCURRENCY);
    const answerer = scope.use(await runAnswerer(opened));
    await serveHealth({ runs: [worker, answerer] });
    logger.info({ provider: stages.provider.hosts }, "worker started");
  });
}
