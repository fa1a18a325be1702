import {
  callbackSettings,
  type Environment,
  inputSettings,
  logSettings,
  priceSettings,
  readEnv,
  type SettingsOf,
  sharedRedisSettings,
  shutdownSettings,
  storageSettings,
} from "@hailuo-queue/runtime";
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
  ...shutdownSettings,
  HAILUO_OBJECT_KEY: storageSettings.HAILUO_OBJECT_KEY,
  HAILUO_OUT: storageSettings.HAILUO_OUT,
  S3_ENDPOINT: storageSettings.S3_ENDPOINT,
  S3_REGION: storageSettings.S3_REGION,
  S3_FORCE_PATH_STYLE: storageSettings.S3_FORCE_PATH_STYLE,
} as const;
export type GatewaySettings = SettingsOf<typeof gatewayShape>;

/** Throws InvalidInputError (`invalid_settings`) that names every fault. */
export function readGatewaySettings(env: Environment): GatewaySettings {
  return readEnv(gatewayShape, env);
}
