import { choice, integer, optionalInteger, secret, text } from "../env/setting-kinds.ts";
import { required } from "../env/setting.ts";

const REDIS_URL = secret({
  description:
    "Redis or Valkey, 6.2 or newer: `redis://user:password@host:6379/0`, `rediss://…` for TLS, several hosts " +
    "with commas for a Cluster, `sentinel://host:26379,host2:26379/mymaster` for Sentinel. User and password are " +
    "percent-encoded. After a `?` may follow `db`, `family` (0, 4, 6), `username`, `password`, `tls`, " +
    "and `maxmemory-policy=noeviction` for a hosted one that hides its policy and evicts nothing.",
  allowed: "redis://…, rediss://…, unix://… or sentinel://…",
  pattern: /^(rediss?|sentinels?|unix):\/\/\S+$/,
  defaultText: "the folder's own, which `hailuo` starts",
});

/** For commands that can bring their own Redis. */
export const redisSettings = {
  REDIS_URL,
  HAILUO_PREFIX: text({
    description: "Prefix of every key in Redis. Deployments with different prefixes can share a Redis.",
    default: "hailuo",
    allowed: "1 to 64 letters, digits, dots, dashes and underscores",
    pattern: /^[\w.-]{1,64}$/,
  }),
} as const;

/** For commands of a person. */
export const patienceSettings = {
  HAILUO_REDIS_WAIT_MS: integer({
    description:
      "How long a command waits for a Redis that stands still, loads its data or has lost its master, before it gives up; it says so after three seconds. Where nobody listens at all it gives up at once.",
    default: 30_000,
    min: 1000,
    max: 3_600_000,
    unit: "ms",
  }),
} as const;

/** For processes that work on a Redis together. */
export const sharedRedisSettings = { ...redisSettings, REDIS_URL: required(REDIS_URL) } as const;

/** For the process that spends money. */
export const replicationSettings = {
  HAILUO_WAIT_REPLICAS: optionalInteger({
    description:
      "How many replicas of Redis must have the record of a create before it is sent, so that a failover cannot " +
      "lose it and buy again; 0: none. Nothing is bought while fewer are connected.",
    defaultText: "1 with Sentinel or a Cluster, else 0",
    min: 0,
    max: 10,
  }),
  HAILUO_WAIT_DISK: choice(["on", "off"], {
    description:
      "Whether the record of a create must be on the disk of Redis before it is sent, so that a machine that dies " +
      "does not forget it and buy again. Where the append-only file is synced each second a create waits up to a " +
      "second for it; needs Redis 7.2, Valkey, or `appendfsync always`, and is not asked for elsewhere.",
    default: "on",
  }),
} as const;

/** Settings of the private Redis of `hailuo run`. */
export const stateSettings = {
  HAILUO_STATE_DIR: text({
    description:
      "Where the folder's own Redis keeps its data, which commands without REDIS_URL " +
      "share; a second run continues where the first one stopped.",
    default: "./.hailuo",
    allowed: "a directory",
  }),
} as const;
