import { namesThisMachine } from "@hailuo-queue/runtime";
import type { GatewaySettings } from "../env.ts";

type OriginSettings = Pick<
  GatewaySettings,
  "HAILUO_GATEWAY_ALLOWED_ORIGINS" | "HAILUO_GATEWAY_PUBLIC_URL" | "HAILUO_GATEWAY_HOST"
>;

/**
 * Whether a page of this origin may use the gateway: one that the settings name, one of the gateway's own, and, where
 * it listens to this machine alone, pages of this machine. A Host header says nothing here, since a page can choose its
 * own name for our address (DNS rebinding).
 */
export function createOriginCheck(settings: OriginSettings): (origin: string) => boolean {
  const { HAILUO_GATEWAY_PUBLIC_URL: publicUrl, HAILUO_GATEWAY_HOST: host } = settings;
  const known = new Set(settings.HAILUO_GATEWAY_ALLOWED_ORIGINS);
  if (publicUrl !== undefined) known.add(new URL(publicUrl).origin);
  const isLocal = namesThisMachine(host.includes(":") ? `[${host}]` : host);
  return (origin) => known.has(origin) || (isLocal && URL.canParse(origin) && namesThisMachine(new URL(origin).host));
}
