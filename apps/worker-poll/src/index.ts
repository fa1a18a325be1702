export { pollWorkerShape, type PollWorkerSettings } from "./env.ts";
export { openAnswerer } from "./start-answerer.ts";
export { type BesideCreates, startPollWorker } from "./worker.ts";
