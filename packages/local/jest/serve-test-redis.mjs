import { findRedisServer } from "../dist/find-redis-server.js";
import { startPrivateRedis } from "../dist/start-private-redis.js";

/** Runs one Redis for a whole test run: prints its URL, ends with standard input. */
const server = await findRedisServer({ allowFetch: true, log: (line) => console.error(line) });
const redis = await startPrivateRedis({ server });
console.log(redis.url);
for await (const _ of process.stdin);
await redis.close();
