export { createWorkerShape, type CreateWorkerSettings } from "./env.ts";
export { warnOfShortGrace } from "./warn-of-short-grace.ts";
export { type CreateWorker, startCreateWorker, type StartCreateOptions } from "./worker.ts";
