export { CALLBACK_LEFT_OUT_MS, type CallbackParts } from "./create/callback-addresses.ts";
export { createFundsLook, type FundsParts, type LookAtFunds } from "./funds/look-at-funds.ts";
export { createDispatcher, type Dispatcher, type DispatcherParts } from "./create/dispatcher.ts";
export { type HistoryParts, keepHistory } from "./history/keep-history.ts";
export type { ArchiveOf, CreateParts, DownloadParts, IntentGuard, PollParts } from "./parts.ts";
export { createPipeline, type Pipeline } from "./pipeline.ts";
export { createPollSchedule, type LearnedScheduleParts, type PollSchedule } from "./poll/learned-schedule.ts";
export {
  type AnswerQuestion,
  type AskedQuestion,
  createQuestionAnswerer,
  type QuestionParts,
  type QuestionReply,
} from "./questions/answer-question.ts";
export { reconcile, type ReconcileParts } from "./reconcile/reconcile.ts";
export type { InputSweepParts } from "./reconcile/sweep-inputs.ts";
export { reportEndedBatches, type ReportParts } from "./report/report-batches.ts";
export { DEFAULT_SETTINGS, type PipelineSettings } from "./settings.ts";
