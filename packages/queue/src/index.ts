export { QUEUE_NAMES } from "./queue-settings.ts";
export { type OpenedStageQueue, openStageQueue, type OpenStageQueueOptions } from "./stage-queue.ts";
export {
  type OpenedQuestionDesk,
  openQuestionDesk,
  type QuestionDeskOptions,
  type QuestionHandler,
  runQuestionWorker,
  type RunQuestionWorkerOptions,
} from "./question-queue.ts";
export { type RunningStageWorker, runStageWorker, type RunStageWorkerOptions } from "./stage-worker.ts";
