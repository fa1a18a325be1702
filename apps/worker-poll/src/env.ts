import {
  admissionSettings,
  healthSettings,
  logSettings,
  minimaxAccountSettings,
  pollSettings,
  pollWorkerSettings,
  type SettingsOf,
  sharedRedisSettings,
  shutdownSettings,
} from "@hailuo-queue/runtime";

export const pollWorkerShape = {
  ...sharedRedisSettings,
  ...minimaxAccountSettings,
  ...admissionSettings,
  ...pollSettings,
  ...pollWorkerSettings,
  ...logSettings,
  ...healthSettings,
  ...shutdownSettings,
} as const;

export type PollWorkerSettings = SettingsOf<typeof pollWorkerShape>;
