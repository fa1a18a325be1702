import { writeSync } from "node:fs";
import type { FoundServer } from "../found-server.ts";
import { startPrivateRedis } from "../start-private-redis.ts";
import { identifyFolder } from "./folder-identity.ts";
import { keeperSocketPath, listenAsKeeper } from "./keeper-socket.ts";
import { keepRedis } from "./keep-redis.ts";

/**
 * The process that keeps the Redis of a folder for those that use it: `keeper-main DIRECTORY SERVER`. It has no
 * terminal, and no settings.
 */
const STANDARD_OUTPUT = 1;

const [directory = "", described = "{}"] = process.argv.slice(2);
const server = JSON.parse(described) as FoundServer;
process.title = "hailuo-redis-keeper";
const folder = await identifyFolder(directory);
const door = await listenAsKeeper(keeperSocketPath(directory));
// Whoever started it waits for this line: from now on somebody listens, be it this process or one that was faster.
// It stays open: a socket that took its number would never be closed, as libuv closes none of the first three.
writeSync(STANDARD_OUTPUT, "listening\n");
if (door !== undefined) {
  // Without a turn of the event loop since it listens: a connection that came before would wait for ever.
  const keeping = keepRedis({ door, folder, start: (log) => startPrivateRedis({ server, directory, log }) });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => keeping.end());
  await keeping.ended;
  // Closes what is connected: the last one that left waits for it.
  process.exit(0);
}
