import {
  admissionSettings,
  callbackSettings,
  recordSettings,
  replicationSettings,
  createWorkerSettings,
  healthSettings,
  logSettings,
  metricsSettings,
  minimaxAccountSettings,
  pollSettings,
  type SettingsOf,
  sharedRedisSettings,
  shutdownSettings,
  storagePlaceSettings,
  proxySettings,
} from "@hailuo-queue/runtime";

export const createWorkerShape = {
  ...sharedRedisSettings,
  ...minimaxAccountSettings,
  ...admissionSettings,
  ...recordSettings,
  ...replicationSettings,
  ...storagePlaceSettings,
  ...proxySettings,
  ...pollSettings,
  ...callbackSettings,
  ...createWorkerSettings,
  ...logSettings,
  ...healthSettings,
  ...metricsSettings,
  ...shutdownSettings,
} as const;

export type CreateWorkerSettings = SettingsOf<typeof createWorkerShape>;
