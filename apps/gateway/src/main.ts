import { createLogger, runUntilSignal } from "@hailuo-queue/runtime";
import { startGateway } from "./app.ts";
import { readGatewaySettings } from "./env.ts";

try {
  const settings = readGatewaySettings(process.env);
  const logger = createLogger({ name: "gateway", level: settings.HAILUO_LOG_LEVEL });
  await runUntilSignal({
    graceMs: settings.HAILUO_SHUTDOWN_GRACE_MS,
    logger,
    start: async (scope) => {
      const gateway = scope.use(await startGateway(settings, { logger }));
      logger.info({ url: gateway.url, minimaxUrl: gateway.minimaxUrl }, "gateway started");
    },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
