/* oxlint-disable node/no-process-env -- a process of its own */
import { findRedisServer } from "../find-redis-server.ts";
import { joinRedis } from "../shared/join-redis.ts";

/**
 * `user-process DIRECTORY NAME`: joins the Redis of a folder, says what it found, and leaves it when its standard input
 * ends.
 */
const [directory = "", what = ""] = process.argv.slice(2);
try {
  // oxlint-disable-next-line node/no-process-env
  const redis = await joinRedis({ directory, what, env: process.env, findServer: () => findRedisServer({ allowFetch: true }) });
  console.log(JSON.stringify({ url: redis.url, isNew: redis.isNew, others: redis.others }));
  redis.lost.addEventListener("abort", () => console.log(JSON.stringify({ lost: String(redis.lost.reason) })));
  for await (const _ of process.stdin);
  await redis.close();
  console.log(JSON.stringify({ left: true }));
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
}
