import type { SettingsShape } from "../env/read-env.ts";
import { admissionSettings } from "./admission-settings.ts";
import { callbackSettings } from "./callback-settings.ts";
import { mcpSettings } from "./mcp-settings.ts";
import { minimaxSettings } from "./minimax-settings.ts";
import { pollSettings } from "./poll-settings.ts";
import {
  healthSettings,
  languageSettings,
  logSettings,
  metricsSettings,
  shutdownSettings,
} from "./process-settings.ts";
import { gallerySettings } from "./gallery-settings.ts";
import { priceSettings, questionSettings } from "./price-settings.ts";
import { proxySettings } from "./proxy-settings.ts";
import { recordSettings } from "./record-settings.ts";
import { patienceSettings, redisSettings, replicationSettings, stateSettings } from "./redis-settings.ts";
import { storageSettings } from "./storage-settings.ts";
import { workerSettings } from "./worker-settings.ts";

/** Settings that docs/configuration.md shows under one heading. */
export interface SettingsGroup {
  readonly title: string;
  readonly shape: SettingsShape;
}

/** The settings that processes have in common, in the order of docs/configuration.md; an app adds its own. */
export const SHARED_SETTINGS: readonly SettingsGroup[] = [
  { title: "Provider", shape: minimaxSettings },
  { title: "Storage", shape: storageSettings },
  { title: "Ways out", shape: proxySettings },
  { title: "Redis", shape: { ...redisSettings, ...patienceSettings, ...replicationSettings, ...stateSettings } },
  { title: "Limits at the provider", shape: admissionSettings },
  { title: "Galleries", shape: gallerySettings },
  { title: "Prices", shape: { ...priceSettings, ...questionSettings } },
  { title: "Assistants (MCP)", shape: mcpSettings },
  { title: "Polling", shape: { ...pollSettings, ...callbackSettings } },
  { title: "Records", shape: recordSettings },
  { title: "Workers", shape: workerSettings },
  {
    title: "Process",
    shape: { ...logSettings, ...languageSettings, ...healthSettings, ...metricsSettings, ...shutdownSettings },
  },
];
