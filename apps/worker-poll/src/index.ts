export { pollWorkerShape, type PollWorkerSettings } from "./env.ts";
export { type BesideCreates, startPollWorker } from "./worker.ts";
