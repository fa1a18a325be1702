export { inspectRedis, type RedisReport, requireSuitableRedis } from "./check-redis.ts";
export { closeRedis, openRedis, type OpenRedisOptions, type RedisClient, type RedisRole, unavailable, whyEnded } from "./connection.ts";
export { defineScript, type ScriptOptions, type ScriptRunner } from "./define-script.ts";
export { createReplicationGuard, type GuardedWrite, type ReplicationGuardOptions } from "./replication-guard.ts";
export { runTurns, type Turns } from "./run-turns.ts";
export { describeRedisUrl, parseRedisUrl, type RedisTarget } from "./redis-url.ts";
export { createSharedSecret } from "./shared-secret.ts";
