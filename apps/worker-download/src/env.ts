import {
  admissionSettings,
  downloadWorkerSettings,
  healthSettings,
  logSettings,
  metricsSettings,
  minimaxAccountSettings,
  type SettingsOf,
  sharedRedisSettings,
  shutdownSettings,
  storageSettings,
  proxySettings,
} from "@hailuo-queue/runtime";

export const downloadWorkerShape = {
  ...sharedRedisSettings,
  ...minimaxAccountSettings,
  ...admissionSettings,
  ...storageSettings,
  ...proxySettings,
  ...downloadWorkerSettings,
  ...logSettings,
  ...healthSettings,
  ...metricsSettings,
  ...shutdownSettings,
} as const;

export type DownloadWorkerSettings = SettingsOf<typeof downloadWorkerShape>;
