export { pollWorkerShape, type PollWorkerSettings } from "./env.ts";
export { startPollWorker, type StartPollOptions } from "./worker.ts";
