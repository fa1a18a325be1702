import { InvalidInputError } from "@hailuo-queue/contracts";
import { createWayOut, ProxySettingError, type WayOut } from "@hailuo-queue/outbound";
import type { ProxySettings } from "./settings/proxy-settings.ts";

/** @throws InvalidInputError (`bad_proxy`) for a proxy that would be used and cannot be. */
export function openWayOut(settings: ProxySettings): WayOut {
  try {
    return createWayOut(settings);
  } catch (error) {
    if (error instanceof ProxySettingError)
      throw new InvalidInputError("bad_proxy", `${error.message}.`, { cause: error });
    throw error;
  }
}
