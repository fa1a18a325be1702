export { DEFAULT_OBJECT_KEY } from "./object-key-template.ts";
export { DEFAULT_TENANT } from "./prepare-generation.ts";
export { openProducer, type OpenProducerOptions } from "./open-producer.ts";
export type { ChangeReceipt, ChangeRefusal, ChangeRefusalCode } from "./change-request.ts";
export { type BatchComparison, ChangedItemsError, type ItemChange } from "./compare-batch.ts";
export type { EditReceipt, RequestEdit } from "./edit.ts";
export type { TwinReport } from "./find-twins.ts";
export {
  BULK_MOST,
  type BulkAction,
  type BulkAgreement,
  type BulkNote,
  type BulkPreview,
  type BulkReceipt,
} from "./find/bulk.ts";
export type { FindPage } from "./find/find-generations.ts";
export {
  parseWhere,
  type Where,
  WHERE_FIELDS,
  WHERE_TIMES,
  type WhereField,
  type WhereTerm,
  type WhereTime,
} from "./find/where.ts";
export { type DiagnosisFields, diagnosisFields } from "./diagnosis/diagnosis-fields.ts";
export {
  type Diagnosis,
  SEVERITIES,
  type Severity,
  type Trouble,
  TROUBLE_CAUSES,
  type TroubleCause,
} from "./diagnosis/trouble.ts";
export { type Explanation, explanationFields, type WaitCause } from "./explain-generation.ts";
export type { BatchResolution, ResolveBatchReceipt } from "./resolve-batch.ts";
export type { RefusalCode, ReplayReceipt, Resolution } from "./resolution.ts";
export type { Singles, SinglesPage } from "./tenant-singles.ts";
export {
  requireUpscalable,
  UPSCALE_RESOLUTIONS,
  UPSCALE_SOURCES,
  upscaleRequest,
  type UpscaleSource,
} from "./upscale-request.ts";
export type {
  BatchItem,
  BatchListFilter,
  BatchPage,
  BatchReceipt,
  CancelBatchReceipt,
  CancelReceipt,
  GenerationEvent,
  ItemReceipt,
  ItemSource,
  OpenBatchOptions,
  Overview,
  Producer,
  ResultSelection,
  RetryBatchReceipt,
  SubmitItem,
  SubmitOptions,
  TenantInputs,
  TenantListFilter,
  TenantProducer,
} from "./types.ts";
export { needsRebuy } from "./resolve-generation.ts";
