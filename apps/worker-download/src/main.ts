import { createLogger, readEnv, runUntilSignal } from "@hailuo-queue/runtime";
import { downloadWorkerShape } from "./env.ts";

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

try {
  const settings = readEnv(downloadWorkerShape, process.env);
  const { startDownloadWorker } = await import("./worker.ts");
  await runUntilSignal({
    graceMs: settings.HAILUO_SHUTDOWN_GRACE_MS,
    logger: createLogger({ name: "worker-download", level: settings.HAILUO_LOG_LEVEL }),
    start: async (scope) => void scope.use(await startDownloadWorker(settings)),
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
