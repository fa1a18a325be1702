import {
  type Environment,
  logSettings,
  metricsSettings,
  priceSettings,
  proxySettings,
  quotaSettings,
  readEnv,
  type SettingsOf,
  sharedRedisSettings,
  shutdownSettings,
  storagePlaceSettings,
} from "@hailuo-queue/runtime/settings";
import { dashboardSettings } from "./dashboard-settings.ts";

export { dashboardSettings };

/** The dashboard's settings, by the names of their environment variables. */
export const dashboardShape = {
  ...sharedRedisSettings,
  ...dashboardSettings,
  ...logSettings,
  ...metricsSettings,
  ...shutdownSettings,
  ...priceSettings,
  ...storagePlaceSettings,
  ...proxySettings,
  ...quotaSettings,
} as const;
export type DashboardSettings = SettingsOf<typeof dashboardShape>;

/** @throws InvalidInputError (`invalid_settings`) that names every fault. */
export function readDashboardSettings(env: Environment): DashboardSettings {
  return readEnv(dashboardShape, env);
}
