import {
  admissionSettings,
  downloadWorkerSettings,
  healthSettings,
  logSettings,
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
  ...shutdownSettings,
} as const;

export type DownloadWorkerSettings = SettingsOf<typeof downloadWorkerShape>;
