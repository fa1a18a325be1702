export { findRedisServer, type FindOptions, serverCacheDirectory } from "./find-redis-server.ts";
export { describeServer, type FoundServer } from "./found-server.ts";
export { freePort } from "./free-port.ts";
export { findRunningRedis, type PrivateRedis, type PrivateRedisOptions, startPrivateRedis } from "./start-private-redis.ts";
