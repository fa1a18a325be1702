import { DownloadError, errorMessage, InvalidInputError } from "@hailuo-queue/contracts";
import { type ProxyInUse, reachProxy, type WayOut } from "@hailuo-queue/outbound";
import { readAccounts } from "@hailuo-queue/runtime";
import { tryDownloadRoad } from "@hailuo-queue/storage";
import type { DoctorSettings } from "../env.ts";
import type { Environment } from "../shell.ts";
import type { CheckResult } from "./check-result.ts";
import { slowness } from "./slowness.ts";
import { say } from "../words/say.ts";

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
  const except = straight === "" ? "" : say`, except for ${straight}`;
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
    const detail = say`${proxy.described} cannot be reached (${errorMessage(error)})`;
    return {
      status: "fail",
      what: "proxy",
      detail,
      cure: say`start it, or correct HTTPS_PROXY and HTTP_PROXY, or take them away`,
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

/** Longer than a road around the world. */
const SLOW_ROAD_MS = 1000;

/** A status that a proxy may have answered in the place of the host that was asked for. */
function doubtOf(status: number | undefined, { host, protocol }: URL): CheckResult | undefined {
  // Through a tunnel nobody but the host answers.
  if (protocol === "https:" || status === undefined) return undefined;
  const what = "downloads";
  if (status === 407)
    return {
      status: "fail",
      what,
      detail: say`the proxy wants a login (407)`,
      cure: say`write it into HTTP_PROXY: http://user:password@host:port`,
    };
  if (![403, 502, 503, 504].includes(status)) return undefined;
  const detail = say`${host}, or the proxy before it, answers ${status}: no video could be downloaded through it`;
  return { status: "fail", what, detail, cure: say`fix the proxy, or list hosts that need none in NO_PROXY` };
}

async function tryRoad(origin: string, wayOut: WayOut, signal: AbortSignal): Promise<CheckResult> {
  const url = new URL(origin);
  const road = wayOut.proxyFor(url) === undefined ? say`straight` : say`through the proxy`;
  const startedAt = performance.now();
  try {
    const status = await tryDownloadRoad(origin, { wayOut, signal });
    const doubt = doubtOf(status, url);
    if (doubt !== undefined) return doubt;
    const slow = slowness(performance.now() - startedAt, SLOW_ROAD_MS);
    const detail = say`${url.host} is reached ${road}`;
    if (slow === undefined) return { status: "ok", what: "downloads", detail };
    const cure = say`each call takes as long; look at the proxy and the network, and raise MINIMAX_TIMEOUT_MS if calls end without an answer`;
    return { status: "warn", what: "downloads", detail: say`${detail}, but slowly: after ${slow}`, cure };
  } catch (error) {
    const detail = error instanceof DownloadError ? error.message : String(error);
    const cure = say`videos could be bought but not downloaded: fix the proxy, or list hosts that need none in NO_PROXY`;
    return { status: "fail", what: "downloads", detail, cure };
  }
}
