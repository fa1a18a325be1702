import { createLogger, runUntilSignal } from "@hailuo-queue/runtime";
import { startDashboard } from "./app.ts";
import { readDashboardSettings } from "./env.ts";

try {
  const settings = readDashboardSettings(process.env);
  const logger = createLogger({ name: "dashboard", level: settings.HAILUO_LOG_LEVEL });
  await runUntilSignal({
    graceMs: settings.HAILUO_SHUTDOWN_GRACE_MS,
    logger,
    start: async (scope) => {
      const dashboard = scope.use(await startDashboard(settings, { logger }));
      logger.info({ url: dashboard.url }, "dashboard started");
    },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
