import {
  callbackSettings,
  type Environment,
  healthSettings,
  inputSettings,
  logSettings,
  mcpSettings,
  metricsSettings,
  priceSettings,
  readEnv,
  type SettingsOf,
  sharedRedisSettings,
  shutdownSettings,
  storagePlaceSettings,
  storageSettings,
  proxySettings,
} from "@hailuo-queue/runtime/settings";
import { gatewaySettings } from "./gateway-settings.ts";

export { gatewaySettings };

/** The gateway's settings, by the names of their environment variables. */
export const gatewayShape = {
  ...sharedRedisSettings,
  ...gatewaySettings,
  ...callbackSettings,
  ...priceSettings,
  ...inputSettings,
  ...logSettings,
  ...metricsSettings,
  ...shutdownSettings,
  ...storagePlaceSettings,
  ...proxySettings,
  HAILUO_HEALTH_HOST: healthSettings.HAILUO_HEALTH_HOST,
  HAILUO_MCP_ASK_ABOVE: mcpSettings.HAILUO_MCP_ASK_ABOVE,
  HAILUO_OBJECT_KEY: storageSettings.HAILUO_OBJECT_KEY,
} as const;
export type GatewaySettings = SettingsOf<typeof gatewayShape>;

/** @throws InvalidInputError (`invalid_settings`) that names every fault. */
export function readGatewaySettings(env: Environment): GatewaySettings {
  return readEnv(gatewayShape, env);
}
