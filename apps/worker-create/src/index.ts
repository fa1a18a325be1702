export { createWorkerShape, type CreateWorkerSettings } from "./env.ts";
export { warnOfShortGrace } from "./warn-of-short-grace.ts";
export { startCreateWorker } from "./worker.ts";
