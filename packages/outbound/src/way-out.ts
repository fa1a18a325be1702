import type { Agent } from "node:http";
import type { AgentOptions } from "node:https";
import { HttpProxyAgent } from "http-proxy-agent";
import { createNoProxyRule } from "./no-proxy.ts";
import { TunnelAgent } from "./tunnel-agent.ts";

/** The names of the environment, as curl, Go and Python read them; of two spellings the small one counts, as there. */
export const PROXY_VARIABLES = [
  "http_proxy",
  "HTTP_PROXY",
  "https_proxy",
  "HTTPS_PROXY",
  "all_proxy",
  "ALL_PROXY",
  "no_proxy",
  "NO_PROXY",
] as const;
/** The values of {@link PROXY_VARIABLES} in a process's environment. */
export type ProxyEnvironment = Readonly<Partial<Record<(typeof PROXY_VARIABLES)[number], string | undefined>>>;

/**
 * A variable of the environment that names no proxy that can be used; its text never shows, since it may hold a
 * password.
 */
export class ProxySettingError extends Error {}

/** How every call leaves this process: straight, or through a proxy. */
export interface WayOut {
  /** The proxy that a call to this URL goes through; undefined: it goes straight. Never one for this machine itself. */
  proxyFor(url: URL): URL | undefined;
  /**
   * An agent for a call to this URL through its proxy; undefined: it goes straight, by whatever agent the caller likes.
   */
  agentFor(url: URL): Agent | undefined;
  /** Agents of the caller's own through the proxies of each kind of target, where there are proxies. */
  openAgents(options?: AgentOptions): { readonly http: Agent | undefined; readonly https: Agent | undefined };
  /** The proxies, by the kind of target that each is for; empty: none. */
  readonly proxies: readonly ProxyInUse[];
  /** For people, without user and password: "http://proxy.corp:3128 for https"; empty: no proxy. */
  readonly described: readonly string[];
}

/** A proxy as people are told of it, and how it is reached. */
export interface ProxyInUse {
  readonly described: string;
  readonly host: string;
  readonly port: number;
}

const KEEP = { keepAlive: true, maxFreeSockets: 16 };

/** @throws ProxySettingError for a proxy that would be used and cannot be. */
export function createWayOut(environment: ProxyEnvironment): WayOut {
  const proxies = { http: readProxy(environment, "http"), https: readProxy(environment, "https") };
  const goesStraight = createNoProxyRule(environment.no_proxy ?? environment.NO_PROXY ?? "");
  const openAgents: WayOut["openAgents"] = (options) => ({
    http: proxies.http && new HttpProxyAgent(proxies.http, { ...KEEP, ...options }),
    https: proxies.https && new TunnelAgent(proxies.https, { ...KEEP, ...options }),
  });
  let shared: ReturnType<WayOut["openAgents"]> | undefined;
  const proxyFor = (url: URL): URL | undefined => {
    const proxy = url.protocol === "https:" ? proxies.https : proxies.http;
    return proxy === undefined || goesStraight(url) ? undefined : proxy;
  };
  const inUse = (["https", "http"] as const).flatMap((kind) => {
    const proxy = proxies[kind];
    return proxy === undefined ? [] : [proxyInUse(kind, proxy)];
  });
  return {
    proxyFor,
    agentFor(url) {
      if (proxyFor(url) === undefined) return undefined;
      // Idle sockets are unreferenced by Node and keep no process alive.
      shared ??= openAgents();
      return url.protocol === "https:" ? shared.https : shared.http;
    },
    openAgents,
    proxies: inUse,
    described: inUse.map(({ described }) => described),
  };
}

/** A sentence for each variable that names a proxy which would be used and cannot be. */
export function faultsOfProxies(environment: ProxyEnvironment): readonly string[] {
  const faults = (["https", "http"] as const).flatMap((kind) => {
    try {
      readProxy(environment, kind);
      return [];
    } catch (error) {
      if (error instanceof ProxySettingError) return [error.message];
      throw error;
    }
  });
  return [...new Set(faults)];
}

function proxyInUse(kind: "http" | "https", proxy: URL): ProxyInUse {
  const usual = proxy.protocol === "https:" ? 443 : 80;
  return {
    described: `${proxy.protocol}//${proxy.host} for ${kind}`,
    host: proxy.hostname.replace(/^\[|\]$/g, ""),
    port: proxy.port === "" ? usual : Number(proxy.port),
  };
}

/** No proxy at all. */
export const STRAIGHT: WayOut = createWayOut({});

function readProxy(environment: ProxyEnvironment, kind: "http" | "https"): URL | undefined {
  const names =
    kind === "http"
      ? (["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] as const)
      : (["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] as const);
  const name = names.find((each) => (environment[each]?.trim() ?? "") !== "");
  if (name === undefined) return undefined;
  const text = environment[name]?.trim() ?? "";
  // As curl takes it: a proxy without a scheme speaks plain HTTP, whatever travels through it.
  const url = parseUrl(text.includes("://") ? text : `http://${text}`);
  if (url === undefined) throw new ProxySettingError(`${name} is no URL of a proxy; give http://host:port`);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new ProxySettingError(
      `${name} names a proxy of the kind ${url.protocol}//, which is not spoken here; name one of HTTP ` +
        `in ${kind.toUpperCase()}_PROXY, or the hosts that need none in NO_PROXY`,
    );
  }
  return url;
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
