export { type AccountsSettings, type ConfiguredAccounts, readAccounts } from "./accounts/read-accounts.ts";
export { systemClock, systemRandom } from "./clock.ts";
export { configurationPage } from "./configuration-page.ts";
export { delay } from "./delay.ts";
export { describeSettings, type SettingDescription } from "./env/describe-settings.ts";
export {
  type Environment,
  examineEnv,
  readEnv,
  type SettingFault,
  type SettingsOf,
  type SettingsShape,
} from "./env/read-env.ts";
export {
  choice,
  httpUrl,
  integer,
  optionalHttpUrl,
  optionalSwitch,
  optionalText,
  portOrOff,
  secret,
  text,
} from "./env/setting-kinds.ts";
export { required } from "./env/setting.ts";
export type { HealthSources } from "./health/health-replies.ts";
export { checkReadiness, type Readiness, type ReadinessChecks } from "./health/readiness.ts";
export { type HealthServer, type HealthServerOptions, startHealthServer } from "./health/start-health-server.ts";
export { createBuckets, type Buckets } from "./http/buckets.ts";
export { parseByteRange } from "./http/byte-range.ts";
export { callerAddress } from "./http/caller-address.ts";
export {
  createClientErrorAnswer,
  createGuardedServer,
  type PlainAnswer,
  type TellBadHttp,
} from "./http/create-guarded-server.ts";
export { readingOf } from "./http/read-in-turns.ts";
export { type ConnectionGuard, createConnectionGuard } from "./http/guard-connections.ts";
export { isForeignChange, namesThisMachine } from "./http/request-origin.ts";
export { hasBody, hasUnreadBody, watchRate, watchWholeBody } from "./http/watch-body.ts";
export { keepSigning, type KeepSigningOptions, type SignsOfLife } from "./lifecycle/keep-signing.ts";
export { type ProcessLike, type RunOptions, runUntilSignal } from "./lifecycle/run-until-signal.ts";
export { createScope, type Scope } from "./lifecycle/scope.ts";
export { logTroubles } from "./log/log-troubles.ts";
export { createLogger, type Logger, type LoggerOptions } from "./log/create-logger.ts";
export { noteInLog } from "./log/log-context.ts";
export { redactText } from "./log/redact.ts";
export {
  openTracing,
  type OpenSpan,
  type SpanEnd,
  type SpanFacts,
  type SpanTold,
  type Tracing,
} from "./tracing/open-tracing.ts";
export { createMetrics, type Metrics, type QueueDepth } from "./metrics/create-metrics.ts";
export { metricsPage } from "./metrics/metrics-page.ts";
export { instrumentHandler, type InstrumentOptions } from "./metrics/instrument-handler.ts";
export { createPipelineReporter } from "./metrics/pipeline-reporter.ts";
export { admissionSettings } from "./settings/admission-settings.ts";
export { inputSettings, recordSettings } from "./settings/record-settings.ts";
export { SHARED_SETTINGS, type SettingsGroup } from "./settings/shared-settings.ts";
export { callbackBaseOf, callbackSettings, callbackUrlsFor } from "./settings/callback-settings.ts";
export { minimaxAccountSettings, minimaxSettings } from "./settings/minimax-settings.ts";
export { pollSettings } from "./settings/poll-settings.ts";
export {
  DEFAULT_HEALTH_PORTS,
  healthSettings,
  LOG_LEVELS,
  type LogLevel,
  logSettings,
  metricsSettings,
  shutdownSettings,
  tenantsToMeasure,
} from "./settings/process-settings.ts";
export { redisSettings, replicationSettings, sharedRedisSettings, stateSettings } from "./settings/redis-settings.ts";
export { priceSettings, questionSettings } from "./settings/price-settings.ts";
export { readPrices } from "./read-prices.ts";
export { createSharedRead } from "./shared-read.ts";
export { openWayOut } from "./open-way-out.ts";
export { quotaSettings } from "./settings/quota-settings.ts";
export { type ProxySettings, proxySettings } from "./settings/proxy-settings.ts";
export { type StoragePlace, storagePlaceSettings, storageSettings } from "./settings/storage-settings.ts";
export { storeOptions } from "./store-options.ts";
export {
  createWorkerSettings,
  downloadWorkerSettings,
  pollWorkerSettings,
  workerSettings,
} from "./settings/worker-settings.ts";
