/**
 * What is read from the environment, without what serves, logs and measures: commands that only look start with this
 * alone.
 */
export { type AccountsSettings, type ConfiguredAccounts, readAccounts } from "./accounts/read-accounts.ts";
export { type Environment, readEnv, type SettingsOf, type SettingsShape } from "./env/read-env.ts";
export {
  choice,
  httpUrl,
  integer,
  optionalHttpUrl,
  optionalInteger,
  optionalOrigins,
  optionalSwitch,
  optionalText,
  portOrOff,
  secret,
  text,
} from "./env/setting-kinds.ts";
export { required } from "./env/setting.ts";
export { redactText } from "./log/redact.ts";
export { admissionSettings } from "./settings/admission-settings.ts";
export { inputSettings, recordSettings } from "./settings/record-settings.ts";
export { gallerySettings } from "./settings/gallery-settings.ts";
export { SHARED_SETTINGS, type SettingsGroup } from "./settings/shared-settings.ts";
export { callbackBaseOf, callbackSettings, callbackUrlsFor } from "./settings/callback-settings.ts";
export { mcpSettings } from "./settings/mcp-settings.ts";
export { minimaxAccountSettings, minimaxSettings } from "./settings/minimax-settings.ts";
export { pollSettings } from "./settings/poll-settings.ts";
export {
  DEFAULT_HEALTH_PORTS,
  healthSettings,
  LOG_LEVELS,
  type LogLevel,
  languageSettings,
  logSettings,
  metricsSettings,
  shutdownSettings,
  tenantsToMeasure,
} from "./settings/process-settings.ts";
export {
  patienceSettings,
  redisSettings,
  replicationSettings,
  sharedRedisSettings,
  stateSettings,
} from "./settings/redis-settings.ts";
export { priceSettings, questionSettings } from "./settings/price-settings.ts";
export { readPrices } from "./read-prices.ts";
export { quotaSettings } from "./settings/quota-settings.ts";
export { type ProxySettings, proxySettings } from "./settings/proxy-settings.ts";
export { type StoragePlace, storagePlaceSettings, storageSettings } from "./settings/storage-settings.ts";
export {
  createWorkerSettings,
  downloadWorkerSettings,
  pollWorkerSettings,
  workerSettings,
} from "./settings/worker-settings.ts";
