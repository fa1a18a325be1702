export { createWorkerShape, type CreateWorkerSettings } from "./env.ts";
export { startCreateWorker } from "./worker.ts";
