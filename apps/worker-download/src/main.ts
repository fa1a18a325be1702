import { createLogger, readAccounts, readEnv, runUntilSignal } from "@hailuo-queue/runtime";
import { downloadWorkerShape } from "./env.ts";

try {
  const settings = readEnv(downloadWorkerShape, process.env);
  const accounts = await readAccounts(settings, process.env);
  const logger = createLogger({ name: "worker-download", level: settings.HAILUO_LOG_LEVEL });
  for (const notice of accounts.notices) logger.warn(notice);
  const { startDownloadWorker } = await import("./worker.ts");
  await runUntilSignal({
    graceMs: settings.HAILUO_SHUTDOWN_GRACE_MS,
    logger,
    start: async (scope, signal) => void scope.use(await startDownloadWorker(settings, accounts, { signal })),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
