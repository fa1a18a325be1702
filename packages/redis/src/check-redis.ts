import { UnavailableError } from "@hailuo-queue/contracts";
import type { RedisClient } from "./connection.ts";

export interface RedisReport {
  /** `redis` or `valkey`, with its version. */
  readonly server: string;
  readonly version: string;
  readonly maxmemoryPolicy: string;
  /** Whether writes are kept in an append-only file. */
  readonly appendOnly: boolean;
}

/** BullMQ warns below it, and our scripts were not tried there. */
const OLDEST_VERSION = [6, 2] as const;

/** Reads what matters of the server. Throws nothing but connection errors. */
export async function inspectRedis(redis: RedisClient): Promise<RedisReport> {
  const info = String(await redis.info());
  const field = (name: string): string | undefined => new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim();
  const valkey = field("valkey_version");
  return {
    server: valkey === undefined ? "redis" : "valkey",
    version: valkey ?? field("redis_version") ?? "0",
    maxmemoryPolicy: field("maxmemory_policy") ?? "unknown",
    appendOnly: field("aof_enabled") === "1",
  };
}

/** Refuses a Redis that is too old, or that may evict what it was told to keep. Rejects with the reason of a signal that ends the wait for it. */
export async function requireSuitableRedis(redis: RedisClient, signal?: AbortSignal): Promise<RedisReport> {
  const report = await Promise.race([inspectRedis(redis), rejectionOf(signal)]);
  const [major = 0, minor = 0] = report.version.split(".").map(Number);
  if (major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1])) {
    throw new UnavailableError(
      "redis_too_old",
      `This Redis is version ${report.version}; hailuo-queue needs ${OLDEST_VERSION.join(".")} or newer. Upgrade it, or point REDIS_URL elsewhere.`,
    );
  }
  if (report.maxmemoryPolicy !== "noeviction") {
    throw new UnavailableError(
      "redis_may_evict",
      `This Redis may throw data away (maxmemory-policy is ${report.maxmemoryPolicy}). Run \`redis-cli config set maxmemory-policy noeviction\` and put the same line into redis.conf.`,
    );
  }
  return report;
}

function rejectionOf(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    const refuse = (): void => reject(signal?.reason as Error);
    if (signal?.aborted === true) refuse();
    else signal?.addEventListener("abort", refuse, { once: true });
  });
}
