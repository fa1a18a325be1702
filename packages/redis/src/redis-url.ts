import { InvalidInputError } from "@hailuo-queue/contracts";
import type { RedisOptions } from "ioredis";

/** What we set of a connection; reply shapes are left as ioredis has them. */
export type ConnectionOptions = Omit<RedisOptions, "replyMapping" | "himportFieldsets">;

export type RedisTarget =
  | { readonly kind: "single"; readonly options: ConnectionOptions }
  | { readonly kind: "sentinel"; readonly options: ConnectionOptions }
  | { readonly kind: "cluster"; readonly nodes: { host: string; port: number }[]; readonly options: ConnectionOptions };

const DEFAULT_PORT = 6379;
const SENTINEL_PORT = 26_379;

/**
 * Reads `REDIS_URL`:
 * - `redis://user:password@host:6379/0`, `rediss://…` with TLS, `unix:///path`: one server;
 * - `redis://host1:7000,host2:7000`: a Cluster;
 * - `sentinel://user:password@host1:26379,host2:26379/mymaster`: Sentinel (`sentinels://` with TLS to the master).
 */
export function parseRedisUrl(url: string): RedisTarget {
  if (url.startsWith("unix://")) return { kind: "single", options: { path: url.slice("unix://".length) } };
  const parts = /^(rediss?|sentinels?):\/\/(?:([^@]*)@)?([^/?#]+)(?:\/([^?#]*))?$/.exec(url);
  if (parts === null) throw badUrl(url);
  const [, scheme = "", credentials, hosts = "", path = ""] = parts;
  const options: ConnectionOptions = {
    ...readCredentials(credentials, url),
    ...(scheme.endsWith("ss") || scheme === "sentinels" ? { tls: {} } : {}),
  };
  if (scheme.startsWith("sentinel")) {
    if (path === "") throw badUrl(url, "the name of the master is missing after the last /");
    return { kind: "sentinel", options: { ...options, sentinels: readHosts(hosts, SENTINEL_PORT, url), name: decodeURIComponent(path) } };
  }
  const nodes = readHosts(hosts, DEFAULT_PORT, url);
  if (nodes.length > 1) return { kind: "cluster", nodes, options };
  const database = path === "" ? 0 : Number(path);
  if (!Number.isInteger(database) || database < 0) throw badUrl(url, `the database "${path}" is not a number`);
  return { kind: "single", options: { ...options, ...nodes[0], db: database } };
}

/** The URL without user and password, for messages. */
export function describeRedisUrl(url: string): string {
  // A password may hold anything, unencoded "/" and "@" too: all up to the last "@" goes.
  return url.replace(/\/\/.*@/s, "//");
}

function readCredentials(credentials: string | undefined, url: string): Pick<ConnectionOptions, "username" | "password"> {
  if (credentials === undefined || credentials === "") return {};
  const colon = credentials.indexOf(":");
  try {
    const username = decodeURIComponent(colon === -1 ? credentials : credentials.slice(0, colon));
    const password = colon === -1 ? undefined : decodeURIComponent(credentials.slice(colon + 1));
    return { ...(username === "" ? {} : { username }), ...(password === undefined ? {} : { password }) };
  } catch {
    throw badUrl(url, "user or password is not percent-encoded");
  }
}

function readHosts(hosts: string, defaultPort: number, url: string): { host: string; port: number }[] {
  return hosts.split(",").map((part) => {
    const match = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(part.trim());
    const port = Number(match?.[2] ?? defaultPort);
    if (match?.[1] === undefined || port > 65_535) throw badUrl(url, `"${part}" is not host:port`);
    return { host: match[1].replace(/^\[|\]$/g, ""), port };
  });
}

function badUrl(url: string, reason = "it is none of redis://, rediss://, unix://, sentinel://"): InvalidInputError {
  return new InvalidInputError(
    "bad_redis_url",
    `REDIS_URL "${describeRedisUrl(url)}" cannot be read: ${reason}. Example: redis://127.0.0.1:6379`,
  );
}
