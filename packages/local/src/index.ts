export { findRedisServer, type FindOptions } from "./find-redis-server.ts";
export { describeServer, type FoundServer } from "./found-server.ts";
export { removeFolder } from "./remove-folder.ts";
export { freePort } from "./free-port.ts";
export { type PrivateRedis, type PrivateRedisOptions, startPrivateRedis } from "./start-private-redis.ts";
export { describeUsers } from "./shared/keep-redis.ts";
export type { RedisUser } from "./shared/keeper-lines.ts";
export { joinRedis, type JoinOptions, type SharedRedis } from "./shared/join-redis.ts";
