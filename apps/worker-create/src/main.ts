import { createLogger, readAccounts, readEnv, runUntilSignal } from "@hailuo-queue/runtime";
import { createWorkerShape } from "./env.ts";
import { warnOfShortGrace } from "./warn-of-short-grace.ts";

try {
  const settings = readEnv(createWorkerShape, process.env);
  const accounts = await readAccounts(settings, process.env);
  const logger = createLogger({ name: "worker-create", level: settings.HAILUO_LOG_LEVEL });
  const shortGrace = warnOfShortGrace(settings);
  for (const notice of [...accounts.notices, ...(shortGrace === undefined ? [] : [shortGrace])]) logger.warn(notice);
  const { startCreateWorker } = await import("./worker.ts");
  await runUntilSignal({
    graceMs: settings.HAILUO_SHUTDOWN_GRACE_MS,
    logger,
    start: async (scope, signal) => void scope.use(await startCreateWorker(settings, accounts, { signal })),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
