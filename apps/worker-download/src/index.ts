export { downloadWorkerShape, type DownloadWorkerSettings } from "./env.ts";
export { startDownloadWorker } from "./worker.ts";
