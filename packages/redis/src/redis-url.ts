import { InvalidInputError, optional } from "@hailuo-queue/contracts";
import type { RedisOptions } from "ioredis";

/** What we set of a connection; reply shapes are left as ioredis has them. */
export type ConnectionOptions = Omit<RedisOptions, "replyMapping" | "himportFieldsets">;

/** What a Redis URL means: a single server, a Sentinel group or a Cluster, with the options of its connections. */
export type RedisTarget = (
  | { readonly kind: "single"; readonly options: ConnectionOptions }
  | { readonly kind: "sentinel"; readonly options: ConnectionOptions }
  | { readonly kind: "cluster"; readonly nodes: { host: string; port: number }[]; readonly options: ConnectionOptions }
) & {
  /** Whether its owner says that it evicts nothing, for a server that does not tell. */
  readonly evictsNothing: boolean;
};

const DEFAULT_PORT = 6379;
const SENTINEL_PORT = 26_379;

/**
 * Reads `REDIS_URL`:
 * - `redis://user:password@host:6379/0`, `rediss://…` with TLS, `unix:///path`: one server;
 * - `redis://host1:7000,host2:7000`: a Cluster;
 * - `sentinel://user:password@host1:26379,host2:26379/mymaster`: Sentinel (`sentinels://` with TLS to the master).
 *
 * Behind a `?` may stand `db`, `family` (0, 4, 6), `username`, `password`, `tls` and `maxmemory-policy=noeviction`, see
 * {@link RedisTarget}.
 * @throws InvalidInputError: `bad_redis_url`; the sentence says which part, and never shows the password.
 */
export function parseRedisUrl(url: string): RedisTarget {
  const [, scheme = "", rest = ""] = /^(rediss?|sentinels?|unix):\/\/(.*)$/s.exec(url) ?? [];
  if (scheme === "" || rest === "") throw badUrl(url);
  const { credentials, hosts, path, query } = splitUrl(scheme === "unix", rest, url);
  const asked = readQuery(query, url);
  const options: ConnectionOptions = {
    ...readCredentials(credentials, url),
    ...asked.options,
    ...((asked.tls ?? (scheme === "rediss" || scheme === "sentinels")) ? { tls: {} } : {}),
  };
  const { evictsNothing } = asked;
  if (scheme === "unix")
    return { kind: "single", options: { ...options, path, ...optional({ db: asked.db }) }, evictsNothing };
  if (scheme.startsWith("sentinel")) {
    if (path === "") throw badUrl(url, "the name of the master is missing after the last /");
    const sentinels = readHosts(hosts, SENTINEL_PORT, url);
    const db = optional({ db: asked.db });
    return {
      kind: "sentinel",
      options: { ...options, ...db, sentinels, name: decodeURIComponent(path) },
      evictsNothing,
    };
  }
  const db = asked.db ?? (path === "" ? 0 : Number(path));
  if (!Number.isInteger(db) || db < 0) throw badUrl(url, `the database "${path}" is not a number`);
  const nodes = readHosts(hosts, DEFAULT_PORT, url);
  if (nodes.length > 1 && db !== 0) throw badUrl(url, `a Cluster has no database ${db}`);
  if (nodes.length > 1) return { kind: "cluster", nodes, options, evictsNothing };
  return { kind: "single", options: { ...options, ...nodes[0], db }, evictsNothing };
}

/** The URL without user, password and what stands behind a `?`, for messages. */
export function describeRedisUrl(url: string): string {
  const query = /\?[\w-]+=.*@/s.exec(url);
  // A password in the query, or one with a "?" in it: who can tell.
  if (query !== null && !url.slice(0, query.index).includes("@")) return `${url.split("://")[0] ?? ""}://…`;
  // A password may hold anything, unencoded "/" and "@" too: all up to the last "@" goes.
  const [described = ""] = url
    .slice(0, query?.index)
    .replace(/\/\/.*@/s, "//")
    .split("?");
  return described;
}

interface UrlParts {
  readonly credentials: string | undefined;
  readonly hosts: string;
  readonly path: string;
  readonly query: string;
}

function splitUrl(isPath: boolean, rest: string, url: string): UrlParts {
  const mark = rest.indexOf("?");
  if (isPath) {
    return {
      credentials: undefined,
      hosts: "",
      path: mark === -1 ? rest : rest.slice(0, mark),
      query: mark === -1 ? "" : rest.slice(mark + 1),
    };
  }
  const end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const behind = end === -1 ? "" : rest.slice(end);
  refuseUnencoded(authority, behind, url);
  const at = authority.lastIndexOf("@");
  const [, path = "", query = ""] = /^\/?([^?#]*)(?:\?([^#]*))?/.exec(behind) ?? [];
  return { credentials: at === -1 ? undefined : authority.slice(0, at), hosts: authority.slice(at + 1), path, query };
}

/** A password that was pasted as it is: its "/", "?", "#" or "@" ends what it should not. */
function refuseUnencoded(authority: string, behind: string, url: string): void {
  const ats = authority.split("@").length - 1;
  // Of a query `password=a@b` the "@" is its own.
  const strays =
    /^[^?]*@/.test(behind) ||
    /^[^?]*\?[^=]*@/.test(behind) ||
    (ats === 0 && behind.includes("@") && !isHosts(authority));
  if (ats <= 1 && !strays) return;
  const character = strays ? (behind[0] ?? "") : "@";
  const encoded = encodeURIComponent(character);
  throw badUrl(url, `the user or password has a "${character}" that is not percent-encoded; write ${encoded} for it`);
}

function isHosts(authority: string): boolean {
  return authority.split(",").every((part) => HOST.test(part.trim()));
}

interface UrlQuery {
  readonly options: ConnectionOptions;
  readonly db?: number;
  readonly tls?: boolean;
  readonly evictsNothing: boolean;
}

const QUERY_NAMES = "db, family, username, password, tls, maxmemory-policy";

function readQuery(query: string, url: string): UrlQuery {
  const read: { options: ConnectionOptions; db?: number; tls?: boolean; evictsNothing: boolean } = {
    options: {},
    evictsNothing: false,
  };
  for (const part of query.split("&")) {
    if (part === "") continue;
    const [name = "", ...rest] = part.split("=");
    const value = decode(rest.join("="), url);
    const wrong = (allowed: string): InvalidInputError => badUrl(url, `?${name} is none of ${allowed}`);
    switch (name.toLowerCase()) {
      case "db":
        if (!/^\d{1,5}$/.test(value)) throw badUrl(url, "?db is not a number");
        read.db = Number(value);
        break;
      case "family":
        if (!["0", "4", "6"].includes(value)) throw wrong("0 (IPv4 or IPv6), 4, 6");
        read.options = { ...read.options, family: Number(value) };
        break;
      case "username":
      case "user":
        read.options = { ...read.options, username: value };
        break;
      case "password":
        read.options = { ...read.options, password: value };
        break;
      case "tls":
      case "ssl":
        if (!["true", "false", "1", "0"].includes(value)) throw wrong("true, false");
        read.tls = value === "true" || value === "1";
        break;
      case "maxmemory-policy":
        if (value !== "noeviction") throw wrong("noeviction, which is the only policy that loses nothing");
        read.evictsNothing = true;
        break;
      default:
        throw badUrl(url, `after its "?" is "${name.slice(0, 40)}", which is not known; known are ${QUERY_NAMES}`);
    }
  }
  return read;
}

function readCredentials(
  credentials: string | undefined,
  url: string,
): Pick<ConnectionOptions, "username" | "password"> {
  if (credentials === undefined || credentials === "") return {};
  const colon = credentials.indexOf(":");
  const username = decode(colon === -1 ? credentials : credentials.slice(0, colon), url);
  const password = colon === -1 ? undefined : decode(credentials.slice(colon + 1), url);
  return { ...(username === "" ? {} : { username }), ...optional({ password }) };
}

function decode(text: string, url: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badUrl(url, 'the user or password has a "%" that is not percent-encoded; write %25 for it');
  }
}

/** Host, or host:port. */
const HOST = /^(\[[^\]]+\]|[^:@]+)(?::(\d{1,5}))?$/;

function readHosts(hosts: string, defaultPort: number, url: string): { host: string; port: number }[] {
  return hosts.split(",").map((part) => {
    const match = HOST.exec(part.trim());
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
