import {
  admissionSettings,
  createWorkerSettings,
  healthSettings,
  logSettings,
  minimaxAccountSettings,
  pollSettings,
  type SettingsOf,
  sharedRedisSettings,
  shutdownSettings,
} from "@hailuo-queue/runtime";

export const createWorkerShape = {
  ...sharedRedisSettings,
  ...minimaxAccountSettings,
  ...admissionSettings,
  ...pollSettings,
  ...createWorkerSettings,
  ...logSettings,
  ...healthSettings,
  ...shutdownSettings,
} as const;

export type CreateWorkerSettings = SettingsOf<typeof createWorkerShape>;
