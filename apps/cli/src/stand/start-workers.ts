import { startCreateWorker } from "@hailuo-queue/worker-create";
import { startDownloadWorker } from "@hailuo-queue/worker-download";
import { startPollWorker } from "@hailuo-queue/worker-poll";
import type { Environment } from "../shell.ts";

export interface RunningWorkers extends AsyncDisposable {
  /** Takes no new work, lets what costs money finish within HAILUO_SHUTDOWN_GRACE_MS. Safe to call twice. */
  close(): Promise<void>;
}
