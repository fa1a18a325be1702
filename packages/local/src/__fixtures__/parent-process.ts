import { findRedisServer } from "../find-redis-server.ts";
import { startPrivateRedis } from "../start-private-redis.ts";

/** A process that starts a private Redis, says where, and then does not end by itself. */
const redis = await startPrivateRedis({ server: await findRedisServer({ allowFetch: true }), directory: process.argv[2] ?? "" });
console.log(JSON.stringify({ url: redis.url, pid: redis.pid }));
setInterval(() => undefined, 60_000);
