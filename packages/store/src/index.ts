export { type AccountControlOptions, createAccountControl } from "./accounts/account-control.ts";
export {
  createSlotReader,
  createUsageReader,
  type SlotIds,
  type UsageReaderOptions,
} from "./accounts/account-usage.ts";
export { type CallBudgetOptions, createCallBudget } from "./accounts/call-budget.ts";
export { type CallbackRefusalsOptions, createRedisCallbackRefusals } from "./accounts/callback-refusals.ts";
export { createRedisFundsBooks, type FundsBooksOptions } from "./accounts/funds-books.ts";
export { createRedisLostCreates } from "./accounts/lost-creates.ts";
export { createTaskDeadlineReader } from "./accounts/task-deadline.ts";
export { createRedisTaskTimes, type RedisTaskTimes, type RedisTaskTimesOptions } from "./accounts/task-times.ts";
export { type BacklogControlOptions, createBacklogControl } from "./backlog/backlog-control.ts";
export { createRedisAdmission, type RedisAdmissionOptions } from "./backlog/redis-admission.ts";
export { batchesWithLabels } from "./batches/batches.ts";
export { defineStoreScript } from "./define-store-script.ts";
export { createRedisAudit, type RedisAuditOptions } from "./events/audit.ts";
export { claimWake, createRedisCallbackTrust } from "./events/callbacks.ts";
export { type LedgerEvent, readEvents, readPastEvents } from "./events/read-events.ts";
export { createWorkerRoll, type WorkerRoll } from "./fleet/worker-roll.ts";
export { createHistoryBooks } from "./history/history-books.ts";
export { createHistoryReader } from "./history/read-history.ts";
export { createTotalsReader } from "./history/read-totals.ts";
export { createRedisInputBooks, type RedisInputBooksOptions } from "./inputs/input-books.ts";
export { createKeys, type RedisKeys } from "./keys.ts";
export { forgetGeneration } from "./records/forget-generation.ts";
export { listNewest, type NewestPage } from "./records/list-newest.ts";
export { createRequestIndex } from "./records/request-index.ts";
export { createRedisLedger, type RedisLedgerOptions } from "./records/redis-ledger.ts";
export { noteReusable, type Reusable } from "./records/reusable.ts";
export {
  CLAIM_LIMITS,
  claimChange,
  type ClaimedChange,
  dropClaim,
  type NamedChange,
  noteClaim,
  releaseClaim,
  renewClaim,
  settleClaim,
} from "./tenants/claims.ts";
export { takeRequest } from "./tenants/request-rate.ts";
export { beginResend, RESEND_LIMITS, type ResendOutcome, type SentCreate, settleResend } from "./tenants/resends.ts";
export { changeWebhookSecrets } from "./webhooks/change-secrets.ts";
export { createDeliveryQueue, type DeliveryQueue, type Settlement } from "./webhooks/delivery-queue.ts";
export { countPendingWebhooks, type PendingWebhooks } from "./webhooks/count-pending.ts";
export { createDeliveryLog, type Delivery, type DeliveryLog } from "./webhooks/delivery-log.ts";
export { DELIVERY_LIMITS, type DeliveryGrant, type DeliveryLimits } from "./webhooks/scripts.ts";
