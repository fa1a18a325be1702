export { admissibleCreates } from "./admissible.ts";
export { type Advice, adviceFor, type AdviceLanguage, FAILURE_ADVICE } from "./advice/failure-advice.ts";
export type { AnswerCounts } from "./answer-counts.ts";
export {
  type AccountLimits,
  CALL_TYPES,
  type CallType,
  type CallWindow,
  DEFAULT_ACCOUNT,
  type ProviderAccount,
  apiRoot,
  usualCurrency,
  plainAccount,
  sideAccount,
  sideOfAccount,
} from "./account.ts";
export {
  type History,
  HISTORY_SCOPES,
  HISTORY_STEPS,
  type HistoryPoint,
  type HistoryQuery,
  type HistoryScope,
  type HistoryScopeKind,
  type HistoryStep,
  type HistorySums,
  NOTHING_HAPPENED,
  stepFor,
  WAIT_CAUSES,
  type WaitCause,
} from "./history.ts";
export type {
  Happening,
  HistoryAddition,
  HistoryBooks,
  HistoryChange,
  HistoryNews,
  WaitingLook,
  WaitingTogether,
} from "./ports/history-books.ts";
export {
  type HistoryReading,
  TIME_BOUNDS_S,
  TIME_PHASES,
  type TimePhase,
  type Total,
  type TotalKind,
  TOTALS,
} from "./history-totals.ts";
export {
  coverOf,
  type Fleet,
  isAlive,
  type KnownWorker,
  type MissingWorker,
  missingWorkers,
  unsignedStages,
  SERVERS,
  type StageCover,
  WORKER_GONE_MS,
  WORKER_SIGN_EVERY_MS,
  type WorkerKind,
  type WorkerSign,
  servedAccounts,
} from "./fleet.ts";
export { formatDuration } from "./format-duration.ts";
export { becauseForTenants, locationForTenants, messageForTenants, withoutPaths } from "./for-tenants.ts";
export {
  BATCH_STOPS,
  type BatchFault,
  type BatchLimits,
  type BatchOutcome,
  type BatchPhase,
  type BatchPlace,
  type BatchSettings,
  type BatchStop,
  type BatchSummary,
  INVALID_LINES,
  type InvalidLines,
  type NewBatch,
  outcomeOf,
  type SealReceipt,
  summarizeOutcome,
} from "./batch.ts";
export { WEBHOOK_STATES, type WebhookState, webhookText } from "./webhook-states.ts";
export { type BatchEnd, batchProgress, estimateBatchEnd } from "./batch-eta.ts";
export {
  type BatchLabels,
  hasLabels,
  type LabelChanges,
  type LabelFault,
  labelFaults,
  type LabelFilter,
  type MetadataValue,
} from "./batch-labels.ts";
export { changeWords } from "./change-words.ts";
export {
  DOWNLOAD_FAULTS,
  DownloadError,
  type DownloadFault,
  errorMessage,
  HailuoError,
  InvalidInputError,
  PROVIDER_VERDICTS,
  ProviderError,
  type ProviderErrorDetails,
  type ProviderVerdict,
  RefusedRequestError,
  type StoredError,
  UnavailableError,
} from "./errors.ts";
export type { Attempt, Attempts, StageAttempt } from "./attempt.ts";
export {
  type AttemptFields,
  attemptFields,
  attemptsOf,
  attemptWords,
  standingAttempt,
  STORED_ELSEWHERE,
} from "./attempts-of.ts";
export type { GenerationRecord, LostCreateResolution, PollError, RefusedTries } from "./generation.ts";
export {
  accepted,
  type AcceptedTask,
  begun,
  boughtAgain,
  cancelled,
  cancelledUnbought,
  changedInPlace,
  type CreateCounted,
  DEFAULT_TASK_DEADLINE_MS,
  downloadedAgain,
  endsWithCancel,
  generated,
  givenUp,
  type GivenUpState,
  type LastPoll,
  leaseMsOf,
  notStored,
  overdue,
  parked,
  putBack,
  refusedAlone,
  rejected,
  resentByPolicy,
  triedAgain,
  resentByUser,
  retaken,
  type RunOf,
  runOf,
  setAside,
  stored,
  taskEnded,
  takesKept,
  taskFound,
  ungranted,
  type UnansweredState,
} from "./moves.ts";
export {
  countCharacters,
  type GenerationRequest,
  mediaModeOf,
  mediaOf,
  modeOf,
  type RequestFault,
  type SubjectReference,
  type TemplateInput,
  PROMPT_EXPANSION_MODES,
  type Ratio,
  RATIOS,
} from "./generation-request.ts";
export {
  ATTEMPT_LIMITS,
  AUDIT_LIMITS,
  BATCH_LIMITS,
  BATCH_WORK_LIMITS,
  BODY_TIMES,
  CALLBACK_LIMITS,
  CHUNK_LIMITS,
  CONNECTION_LIMITS,
  FAULT_LIMITS,
  INPUT_LIMITS,
  JSON_LIMITS,
  LABEL_LIMITS,
  KEPT_FAULT_LIMITS,
  LINE_LIMITS,
  LOGIN_LIMITS,
  LOOKUP_LIMITS,
  MEDIA_BODY_BYTES,
  PACKED_LIMITS,
  PAGE_LIMITS,
  QUESTION_LIMITS,
  READ_LIMITS,
  REQUEST_LIMITS,
  SNIFF_LIMITS,
  STREAM_LIMITS,
  TENANT_LIMITS,
  TENANT_WEIGHTS,
  UNREAD_LIMITS,
  UPLOAD_LIMITS,
  WEBHOOK_LIMITS,
  WORKBOOK_LIMITS,
  WRONG_KEY_LIMITS,
} from "./limits.ts";
export { decidePlace, isDirectory, placeOf, type PlaceDecision, type Whereabouts } from "./decide-place.ts";
export {
  JOB_NAMES,
  isOfLaterVersion,
  JOB_VERSION,
  jobVersionSchema,
  type Outcome,
  type Stage,
  type StageHandler,
  type StageJob,
  stageJobSchema,
  type StageRun,
  STAGES,
} from "./jobs.ts";
export {
  API_SIDES,
  type ApiSide,
  DEFAULT_DURATION,
  DEFAULT_RESOLUTION,
  type GenerationMode,
  MAX_PROMPT_CHARACTERS,
  MODEL_NAMES,
  type ModelName,
  type ModelRule,
  MODELS,
  modelsOf,
  MODES,
  type Resolution,
  RESOLUTIONS,
  CONTEXT_IR_MODEL,
  makesPrompt,
  REGENERATION_MODEL,
  TEMPLATE_MODEL,
  wireOf,
} from "./models.ts";
export { PRIORITIES, type Priority } from "./priority.ts";
export { nearestName } from "./nearest-name.ts";
export { optional } from "./optional.ts";
export { ownEntry } from "./own-entry.ts";
export {
  type AccountChange,
  type AccountControl,
  type AccountRefusal,
  type AccountRefusing,
  type AccountUsage,
  type Admission,
  type AdmissionResult,
  type BacklogControl,
  type BacklogPosition,
  type CallBudget,
  type ChangeNote,
  type Grant,
  type LiveLimits,
  type RefusalEffect,
  type RefusalNote,
  type TenantStanding,
  type WindowUsage,
} from "./ports/admission.ts";
export {
  AUDIT_VERBS,
  type AuditEntry,
  type AuditFilter,
  type AuditLog,
  type AuditNote,
  type AuditOutcome,
  type AuditPage,
  type AuditTold,
  type AuditVerb,
} from "./ports/audit.ts";
export type { BatchLedger } from "./ports/batch-ledger.ts";
export type { CallbackRefusals, CallbackTrust } from "./ports/callbacks.ts";
export type { Clock, Random } from "./ports/clock.ts";
export type { InputBooks, InputLitter, InputPage, KeepReceipt, KeptInput, NewInput } from "./ports/input-books.ts";
export type { InputReader } from "./ports/input-reader.ts";
export type {
  AttemptNote,
  ChangedRequest,
  KnownItem,
  Ledger,
  ListFilter,
  NewGeneration,
  PollErrorAt,
  PollNote,
  PollSeen,
  RecordChanges,
  RecordPage,
  SubmitReceipt,
  TimeField,
  Transition,
  TransitionResult,
} from "./ports/ledger.ts";
export type { LostCreate, LostCreates } from "./ports/lost-creates.ts";
export type { ObjectRange, ObjectStore, PutOptions, StoredObject } from "./ports/object-store.ts";
export type { PipelineReporter, ReportedRefusal } from "./ports/pipeline-reporter.ts";
export type {
  CallOptions,
  CreateOptions,
  ListedTask,
  ProviderFile,
  ProviderTask,
  TaskApi,
  TaskListQuery,
  TaskPage,
  VideoProvider,
} from "./ports/provider.ts";
export type { ProviderQuestion, QuestionAnswer, QuestionDesk } from "./ports/questions.ts";
export type { NewJob, StageQueue } from "./ports/stage-queue.ts";
export type { TaskTimes } from "./ports/task-times.ts";
export type { RequestIndex } from "./ports/request-index.ts";
export type { SaveVideo, VideoArchive } from "./ports/video-archive.ts";
export { CNY_PRICES, cnyPriceList } from "./prices/cny-prices.ts";
export { DEFAULT_PRICES } from "./prices/default-prices.ts";
export { PRICE_UNITS, type PriceRow, priceRowInUsd, priceRowShape, type PriceUnit } from "./prices/price-row.ts";
export { createPriceTable, overridePrices, type PriceTable } from "./prices/price-table.ts";
export {
  byteQuotaError,
  byteWords,
  costOfInput,
  type DefaultQuotas,
  type QuotaLack,
  unfinishedQuotaError,
} from "./quota.ts";
export { briefRequest } from "./brief-request.ts";
export {
  type AccountBalance,
  type AccountFunds,
  type BalanceChange,
  CURRENCIES,
  type Currency,
  describeFunds,
  formatFunds,
  type PlanWindow,
  whyLow,
} from "./funds.ts";
export type { FundsApi, FundsBooks } from "./ports/funds.ts";
export { isoTime, type ResultLine, resultLine, type TakeLine, takeLine, videoFields } from "./result-line.ts";
export { RESULT_COLUMNS, RESULT_TABLE_HEAD, resultRow } from "./result-table.ts";
export { CSV_MARK, csvLine, guardSpreadsheetCell, readSpreadsheetCell } from "./spreadsheet-cell.ts";
export type { StoredVideo } from "./stored-video.ts";
export { type EarlierTake, MAX_TAKES, takeKey, takeOf } from "./takes.ts";
export {
  canMove,
  END_STATES,
  GENERATION_STATES,
  type GenerationState,
  holdsSlot,
  isEndState,
  SLOT_STATES,
  TRANSITIONS,
} from "./states.ts";
export type { TaskCandidate, TaskLookup } from "./task-lookup.ts";
export type { TaskUsage } from "./task-usage.ts";
export { usualTaskMs } from "./task-time.ts";
export { REQUEST_FIELDS, type RequestField } from "./request-fields.ts";
export { CUSTOM_ID_RULE, isCustomId } from "./request/custom-id.ts";
export { fieldNamed, misspelledField, NAMED_FIELDS, type NamedField } from "./request/field-names.ts";
export { spellRequest, type SpelledRequest, twiceNamed } from "./request/spell-request.ts";
export { spellValue } from "./request/spell-values.ts";
export { type LookUpInput, MISSING_INPUT } from "./request/input-rules.ts";
export { type MediaText, mediaTexts, replaceMediaTexts } from "./request/media-fields.ts";
export { mediaFault, mediaSizeFault, unknownContent } from "./request/media-limits.ts";
export { isFilePath } from "./request/media-reference.ts";
export { parseGenerationRequest, type ParsedRequest, type ParseOptions } from "./request/parse-generation-request.ts";
export { readRefusedMedia, type RefusedMedia, refusedMediaName } from "./refused-media.ts";
export {
  AUDIO_TYPES,
  IMAGE_TYPES,
  type InputFacts,
  type InputType,
  isStoredInput,
  MEDIA_KINDS,
  type MediaKind,
  mediaKindOf,
  readStoredInput,
  replaceStoredInputs,
  type StoredInput,
  storedInput,
  storedInputsOf,
  VIDEO_TYPES,
} from "./stored-input.ts";
export { VIDEO_WARNINGS, type VideoFacts, type VideoWarning } from "./video-facts.ts";
export { VIDEO_TEMPLATES, type VideoTemplate } from "./video-templates.ts";
export { refusingFields, type RefusingFields, refusingWords } from "./refusing-words.ts";
export { cutText, cutWithEllipsis, shorten } from "./shorten.ts";
export { providerWords } from "./provider-words.ts";

export { currentTrace, isSampled, readTraceparent, traceIdOf, withTrace } from "./trace.ts";
