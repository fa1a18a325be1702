import { createScope, type Scope } from "@hailuo-queue/runtime";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisFrontKind } from "@hailuo-queue/testkit";
import { goAwayAtTimes } from "./go-away-at-times.ts";
import type { RedisFault } from "./surrounding-faults.ts";

/** With what an address is spoiled that is not percent-encoded. */
const PASSWORD = "simulated/secret";
const LOADING_MS = 60_000;
const AWAY = { everyMs: 15_000, forMs: 5_000 } as const;
/** All that Redis 7.0 says of it (`clientAcceptHandler` of networking.c). */
const PROTECTED =
  "DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the " +
  "default user. In this mode connections are only accepted from the loopback interface. If you want to connect " +
  "from external computers to Redis you may adopt one of the following solutions: 1) Just disable protected mode " +
  "sending the command 'CONFIG SET protected-mode no' from the loopback interface by connecting to Redis from the " +
  "same host the server is running, however MAKE SURE Redis is not publicly accessible from internet if you do so. " +
  "Use CONFIG REWRITE to make this change permanent. 2) Alternatively you can just disable the protected mode by " +
  "editing the Redis configuration file, and setting the protected mode option to 'no', and then restarting the " +
  "server. 3) If you started the server manually just for testing, restart it with the '--protected-mode no' " +
  "option. 4) Setup a an authentication password for the default user. NOTE: You only need to do one of the above " +
  "things in order for the server to start accepting connections from the outside.";

/** What a front makes of it where its own settings cannot. */
const FRONTS: Readonly<Partial<Record<RedisFault, RedisFrontKind>>> = {
  "hidden-policy": { kind: "hiding", fields: ["maxmemory_policy"] },
  protected: { kind: "refusing", sentence: PROTECTED },
  slow: { kind: "slow", delayMs: 120 },
  silent: { kind: "silent" },
  loading: { kind: "loading", forMs: LOADING_MS },
  restarting: { kind: "plain" },
};

const SETTINGS: Readonly<Partial<Record<RedisFault, (redis: RedisClient) => Promise<unknown>>>> = {
  "few-clients": (redis) => redis.config("SET", "maxclients", "5"),
  "no-clients": (redis) => redis.config("SET", "maxclients", "1"),
  full: (redis) => redis.config("SET", "maxmemory", "1mb"),
  evicting: (redis) => redis.config("SET", "maxmemory-policy", "allkeys-lru"),
  "hidden-policy": (redis) => redis.call("ACL", "SETUSER", "default", "-config"),
  // Of a master that is not there.
  replica: (redis) => redis.call("REPLICAOF", "127.0.0.1", "1"),
  login: (redis) => redis.config("SET", "requirepass", PASSWORD),
};

/**
 * A real Redis with this fault, of its own settings where these can make it. Returns the URL under which it is met, and
 * what a person needs to know besides.
 */
export async function startSimulatedRedis(
  fault: RedisFault,
  scope: Scope,
): Promise<{ readonly url: string; readonly hint?: string }> {
  const [{ findRedisServer, startPrivateRedis }, { closeRedis, openRedis }, { startRedisFront }] = await Promise.all([
    import("@hailuo-queue/local"),
    import("@hailuo-queue/redis"),
    import("@hailuo-queue/testkit"),
  ]);
  const server = scope.use(await startPrivateRedis({ server: await findRedisServer({ allowFetch: true }) }));
  const url = new URL(server.url);
  const owner = createScope();
  const redis = await openRedis(server.url, { role: "worker" });
  owner.defer(() => closeRedis(redis));
  await SETTINGS[fault]?.(redis);
  // The only one that a Redis of one client takes.
  if (fault === "no-clients") scope.use(owner);
  else await owner.close();

  const as = FRONTS[fault];
  if (as !== undefined) {
    const front = await startRedisFront({ port: server.port, as });
    scope.defer(async () => front[Symbol.asyncDispose]());
    if (fault === "restarting") scope.defer(goAwayAtTimes(front, AWAY));
    url.port = String(front.port);
  }
  if (fault !== "login") return { url: url.href };
  url.password = "";
  return { url: url.href, hint: `its password is ${PASSWORD}` };
}
