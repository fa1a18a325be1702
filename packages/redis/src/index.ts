export {
  inspectRedis,
  type RedisReport,
  requireSuitableRedis,
  requireWritableRedis,
  whyEvicting,
} from "./check-redis.ts";
export { type DiskSafety, inspectDiskSafety } from "./disk-safety.ts";
export { fullOfClients, requireClientRoom } from "./client-room.ts";
export {
  closeRedis,
  openRedis,
  type OpenRedisOptions,
  type RedisClient,
  type RedisRole,
  unavailable,
  whenConnected,
  whyEnded,
  type RedisPatience,
} from "./connection.ts";
export { defineScript, type ScriptOptions, type ScriptRunner } from "./define-script.ts";
export { createWriteGuard, type GuardedWrite, type WriteGuardOptions } from "./write-guard.ts";
export { runTurns, type Turns } from "./run-turns.ts";
export { describeRedisUrl, parseRedisUrl, type RedisTarget } from "./redis-url.ts";
export { isRedisTrouble } from "./redis-troubles.ts";
export { refusalAtTheDoor } from "./refusal-at-the-door.ts";
export { type RedisTroubleParts, watchRedisTrouble } from "./watch-redis-trouble.ts";
export { createSharedSecret } from "./shared-secret.ts";
export { tryWrite } from "./try-write.ts";
