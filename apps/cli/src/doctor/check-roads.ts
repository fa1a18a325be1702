import { DownloadError, errorMessage, InvalidInputError } from "@hailuo-queue/contracts";
import { type ProxyInUse, reachProxy, type WayOut } from "@hailuo-queue/outbound";
import { readAccounts } from "@hailuo-queue/runtime";
import { tryDownloadRoad } from "@hailuo-queue/storage";
import type { DoctorSettings } from "../env.ts";
import type { Environment } from "../shell.ts";
import type { CheckResult } from "./check-result.ts";

/**
 * Shows the proxies, and goes the way that downloads go, as far as the provider's own host: the host of a link is known
 * only with the link. Without a proxy there is nothing to tell that the check of the provider does not tell.
 */
export async function checkRoads(
  settings: DoctorSettings,
  env: Environment,
  { wayOut, signal }: { readonly wayOut: WayOut; readonly signal: AbortSignal },
): Promise<readonly CheckResult[]> {
  if (wayOut.described.length === 0) return [];
  const straight = settings.no_proxy ?? settings.NO_PROXY ?? "";
  const except = straight === "" ? "" : `, except for ${straight}`;
  const [proxies, hosts] = await Promise.all([
    Promise.all(wayOut.proxies.map((proxy) => tryProxy(proxy, except, signal))),
    hostsOf(settings, env),
  ]);
  const tried = await Promise.all(hosts.map((origin) => tryRoad(origin, wayOut, signal)));
  return [...proxies, ...tried];
}

/** Whether anybody answers there; that it is a proxy shows on the road through it. */
async function tryProxy(proxy: ProxyInUse, except: string, signal: AbortSignal): Promise<CheckResult> {
  try {
    await reachProxy(proxy, signal);
    return { status: "ok", what: "proxy", detail: `${proxy.described}${except}` };
  } catch (error) {
    const detail = `${proxy.described} cannot be reached (${errorMessage(error)})`;
    return {
      status: "fail",
      what: "proxy",
      detail,
      cure: "start it, or correct HTTPS_PROXY and HTTP_PROXY, or take them away",
    };
  }
}

async function hostsOf(settings: DoctorSettings, env: Environment): Promise<readonly string[]> {
  if (settings.MINIMAX_API_KEY === undefined && settings.HAILUO_ACCOUNTS_FILE === undefined) return [];
  try {
    const pool = await readAccounts(settings, env);
    return [...new Set(pool.configured.map(({ baseUrl }) => new URL(baseUrl).origin))];
  } catch (error) {
    // The check of the provider says so.
    if (error instanceof InvalidInputError) return [];
    throw error;
  }
}

async function tryRoad(origin: string, wayOut: WayOut, signal: AbortSignal): Promise<CheckResult> {
  const url = new URL(origin);
  const road = wayOut.proxyFor(url) === undefined ? "straight" : "through the proxy";
  try {
    await tryDownloadRoad(origin, { wayOut, signal });
    return { status: "ok", what: "downloads", detail: `${url.host} is reached ${road}` };
  } catch (error) {
    const detail = error instanceof DownloadError ? error.message : String(error);
    const cure = "videos could be bought but not downloaded: fix the proxy, or list hosts that need none in NO_PROXY";
    return { status: "fail", what: "downloads", detail, cure };
  }
}
