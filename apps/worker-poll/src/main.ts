import { createLogger, readAccounts, readEnv, runUntilSignal } from "@hailuo-queue/runtime";
import { pollWorkerShape } from "./env.ts";

try {
  const settings = readEnv(pollWorkerShape, process.env);
  const accounts = await readAccounts(settings, process.env);
  const logger = createLogger({ name: "worker-poll", level: settings.HAILUO_LOG_LEVEL });
  for (const notice of accounts.notices) logger.warn(notice);
  const { startPollWorker } = await import("./worker.ts");
  await runUntilSignal({
    graceMs: settings.HAILUO_SHUTDOWN_GRACE_MS,
    logger,
    start: async (scope, signal) => void scope.use(await startPollWorker(settings, accounts, { signal })),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
