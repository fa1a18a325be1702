import { optional, UnavailableError } from "@hailuo-queue/contracts";
import { Redis, ReplyError } from "ioredis";
import { evictsNothing, type RedisClient } from "./connection.ts";

/** What a Redis server says about itself. */
export interface RedisReport {
  /** `redis` or `valkey`, with its version. */
  readonly server: string;
  readonly version: string;
  readonly maxmemoryPolicy: string;
  /** Whether writes are kept in an append-only file. */
  readonly appendOnly: boolean;
  /** How many connections it takes, and has; undefined where it hides them. */
  readonly maxClients?: number;
  readonly connectedClients?: number;
  /** Whether it copies another one and takes no writes. */
  readonly isReplica: boolean;
}

const UNKNOWN_POLICY = "unknown";
/** BullMQ warns below it, and our scripts were not tried there. */
const OLDEST_VERSION = [6, 2] as const;

/**
 * Reads what matters of the server.
 * @throws nothing but connection errors.
 */
export async function inspectRedis(redis: RedisClient): Promise<RedisReport> {
  const info = String(await redis.info());
  const field = (name: string): string | undefined => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim();
  const count = (name: string): number | undefined =>
    /^\d+$/.test(field(name) ?? "") ? Number(field(name)) : undefined;
  const [maxClients, connectedClients] = [count("maxclients"), count("connected_clients")];
  const valkey = field("valkey_version");
  return {
    server: valkey === undefined ? "redis" : "valkey",
    version: valkey ?? field("redis_version") ?? "0",
    maxmemoryPolicy:
      field("maxmemory_policy") ?? (await askPolicy(redis)) ?? (evictsNothing(redis) ? "noeviction" : UNKNOWN_POLICY),
    appendOnly: field("aof_enabled") === "1",
    isReplica: field("role") === "slave",
    ...optional({ maxClients, connectedClients }),
  };
}

/** For a server that does not tell it in INFO. Undefined where it does not tell it to us at all. */
async function askPolicy(redis: RedisClient): Promise<string | undefined> {
  try {
    const [, policy] = (await redis.config("GET", "maxmemory-policy")) as string[];
    return policy;
  } catch (error) {
    // Refused by the server: hosted ones have no CONFIG, and users may lack the right.
    if (error instanceof ReplyError) return undefined;
    throw error;
  }
}

/** Why a Redis of this policy cannot be used, and what to do; undefined for one that can. */
export function whyEvicting({
  maxmemoryPolicy,
}: Pick<RedisReport, "maxmemoryPolicy">): { readonly reason: string; readonly cure: string } | undefined {
  if (maxmemoryPolicy === "noeviction") return undefined;
  if (maxmemoryPolicy === UNKNOWN_POLICY) {
    const reason = "does not tell whether it may evict data (its maxmemory-policy is hidden)";
    return {
      reason,
      cure: "where its provider says that it evicts nothing, add ?maxmemory-policy=noeviction to REDIS_URL",
    };
  }
  return {
    reason: `may evict data (maxmemory-policy is ${maxmemoryPolicy})`,
    cure: "run `redis-cli config set maxmemory-policy noeviction` and put the same line into redis.conf",
  };
}

/**
 * Refuses a Redis that is too old, or that may evict what it was told to keep. Rejects with the reason of a signal that
 * ends the wait for it.
 * @throws UnavailableError: `redis_too_old`, `redis_may_evict`.
 */
export async function requireSuitableRedis(redis: RedisClient, signal?: AbortSignal): Promise<RedisReport> {
  const report = await Promise.race([inspectRedis(redis), rejectionOf(signal)]);
  const [major = 0, minor = 0] = report.version.split(".").map(Number);
  if (major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1])) {
    throw new UnavailableError(
      "redis_too_old",
      `This Redis is version ${report.version}; hailuo-queue needs ` +
        `${OLDEST_VERSION.join(".")} or newer. Upgrade it, or point REDIS_URL elsewhere.`,
    );
  }
  const evicting = whyEvicting(report);
  if (evicting !== undefined) {
    const { reason, cure } = evicting;
    throw new UnavailableError(
      "redis_may_evict",
      `This Redis ${reason}. ${cure.slice(0, 1).toUpperCase()}${cure.slice(1)}.`,
    );
  }
  return report;
}

/**
 * Refuses a replica to those who cannot work without writes (UnavailableError, `redis_replica`). Whoever follows a
 * master by Sentinel or in a Cluster finds it by himself.
 * @throws UnavailableError: `redis_replica`.
 */
export function requireWritableRedis(redis: RedisClient, { isReplica }: Pick<RedisReport, "isReplica">): void {
  if (!isReplica || !(redis instanceof Redis) || (redis.options.sentinels ?? []).length > 0) return;
  throw new UnavailableError(
    "redis_replica",
    "This Redis is a replica, which takes no writes (READONLY). Set REDIS_URL to " +
      "its master, or to its Sentinels (sentinel://…).",
  );
}

function rejectionOf(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const refuse = (): void => reject(signal?.reason as Error);
    if (signal?.aborted === true) refuse();
    else signal?.addEventListener("abort", refuse, { once: true });
  });
}
