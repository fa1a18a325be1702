import { dashboardSettings } from "@hailuo-queue/dashboard/env";
import { gatewaySettings } from "@hailuo-queue/gateway/env";
import { SHARED_SETTINGS, type SettingsGroup } from "@hailuo-queue/runtime/settings";

/** Every setting there is, in the order of docs/configuration.md. */
export const ALL_SETTINGS: readonly SettingsGroup[] = [
  ...SHARED_SETTINGS,
  { title: "Gateway", shape: gatewaySettings },
  { title: "Dashboard", shape: dashboardSettings },
];
