export { QUEUE_NAMES } from "./queue-settings.ts";
export { type OpenedStageQueue, openStageQueue, type OpenStageQueueOptions } from "./stage-queue.ts";
export { type BeginningStageWorker, type RunningStageWorker, runStageWorker, type RunStageWorkerOptions } from "./stage-worker.ts";
