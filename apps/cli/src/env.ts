import { dashboardShape as dashboardServerShape } from "@hailuo-queue/dashboard/env";
import { gatewayShape as gatewayServerShape } from "@hailuo-queue/gateway/env";
import {
  admissionSettings,
  callbackSettings,
  recordSettings,
  replicationSettings,
  healthSettings,
  languageSettings,
  logSettings,
  metricsSettings,
  mcpSettings,
  minimaxAccountSettings,
  minimaxSettings,
  patienceSettings,
  pollSettings,
  priceSettings,
  gallerySettings,
  questionSettings,
  readEnv,
  redisSettings,
  type SettingsOf,
  sharedRedisSettings,
  shutdownSettings,
  stateSettings,
  storagePlaceSettings,
  storageSettings,
  workerSettings,
  proxySettings,
} from "@hailuo-queue/runtime/settings";
import type { Environment } from "./shell.ts";

const cliShape = {
  ...redisSettings,
  ...patienceSettings,
  ...stateSettings,
  ...logSettings,
  ...languageSettings,
  ...priceSettings,
  ...questionSettings,
  ...gallerySettings,
  ...storagePlaceSettings,
  ...proxySettings,
  HAILUO_OBJECT_KEY: storageSettings.HAILUO_OBJECT_KEY,
} as const;
/** For commands that look into a Redis, or put something into it. */
export type CliSettings = SettingsOf<typeof cliShape>;

const doctorShape = {
  ...redisSettings,
  ...stateSettings,
  ...storageSettings,
  ...proxySettings,
  ...minimaxSettings,
  ...admissionSettings,
  ...callbackSettings,
} as const;
export type DoctorSettings = SettingsOf<typeof doctorShape>;

const workersShape = {
  ...gallerySettings,
  ...sharedRedisSettings,
  ...priceSettings,
  ...minimaxAccountSettings,
  ...storageSettings,
  ...proxySettings,
  ...admissionSettings,
  ...recordSettings,
  ...replicationSettings,
  ...pollSettings,
  ...callbackSettings,
  ...workerSettings,
  ...logSettings,
  ...healthSettings,
  ...metricsSettings,
  ...shutdownSettings,
} as const;
/** Of all three workers in one process. */
export type WorkersSettings = SettingsOf<typeof workersShape>;

/** Of the dashboard and the gateway, which take the Redis of `hailuo run` where none is named. */
const dashboardShape = { ...dashboardServerShape, ...redisSettings, ...stateSettings } as const;
export type DashboardSettings = SettingsOf<typeof dashboardShape>;

const gatewayShape = { ...gatewayServerShape, ...redisSettings, ...stateSettings } as const;
export type GatewaySettings = SettingsOf<typeof gatewayShape>;

const mcpShape = { ...mcpSettings, ...shutdownSettings } as const;
type McpSettings = SettingsOf<typeof mcpShape>;

/** Of `hailuo mcp`, beside those of what it stands on. */
export function readMcpSettings(env: Environment): McpSettings {
  return readEnv(mcpShape, env);
}

export function readCliSettings(env: Environment): CliSettings {
  return readEnv(cliShape, env);
}

export function readDoctorSettings(env: Environment): DoctorSettings {
  return readEnv(doctorShape, env);
}

export function readWorkersSettings(env: Environment): WorkersSettings {
  return readEnv(workersShape, env);
}

export function readDashboardSettings(env: Environment): DashboardSettings {
  return readEnv(dashboardShape, env);
}

export function readGatewaySettings(env: Environment): GatewaySettings {
  return readEnv(gatewayShape, env);
}
