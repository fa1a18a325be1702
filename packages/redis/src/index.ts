export { inspectRedis, type RedisReport, requireSuitableRedis } from "./check-redis.ts";
export { type DiskSafety, inspectDiskSafety } from "./disk-safety.ts";
export { closeRedis, openRedis, type OpenRedisOptions, type RedisClient, type RedisRole, unavailable, whyEnded } from "./connection.ts";
export { defineScript, type ScriptOptions, type ScriptRunner } from "./define-script.ts";
export { createWriteGuard, type GuardedWrite, type WriteGuardOptions } from "./write-guard.ts";
export { runTurns, type Turns } from "./run-turns.ts";
export { describeRedisUrl, parseRedisUrl, type RedisTarget } from "./redis-url.ts";
export { createSharedSecret } from "./shared-secret.ts";
