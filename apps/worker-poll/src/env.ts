import {
  admissionSettings,
  callbackSettings,
  healthSettings,
  logSettings,
  metricsSettings,
  minimaxAccountSettings,
  pollSettings,
  pollWorkerSettings,
  priceSettings,
  type SettingsOf,
  sharedRedisSettings,
  shutdownSettings,
  proxySettings,
} from "@hailuo-queue/runtime";

export const pollWorkerShape = {
  ...sharedRedisSettings,
  ...minimaxAccountSettings,
  ...proxySettings,
  ...admissionSettings,
  ...pollSettings,
  ...callbackSettings,
  ...pollWorkerSettings,
  ...priceSettings,
  ...logSettings,
  ...healthSettings,
  ...metricsSettings,
  ...shutdownSettings,
} as const;

export type PollWorkerSettings = SettingsOf<typeof pollWorkerShape>;
