export { pollWorkerShape, type PollWorkerSettings } from "./env.ts";
export { startPollWorker } from "./worker.ts";
