import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { findRedisServer, startPrivateRedis } from "@hailuo-queue/local";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import type { Stand } from "./open-stand.ts";
import { until } from "./until.ts";

/** A Redis with an append-only file that may die and come back at the same address. */
export interface SharedRedis {
  readonly url: string;
  kill(): Promise<void>;
  /** Starts it again on the same port, from its append-only file. */
  restart(): Promise<void>;
  /** How many keys there are. */
  size(): Promise<number>;
}

/** Starts one for a stand, and gives it to all processes as REDIS_URL. */
export async function shareRedis(stand: Stand): Promise<SharedRedis> {
  const server = await findRedisServer({ allowFetch: true });
  const directory = join(stand.directory, "redis");
  const redis = await startPrivateRedis({ server, directory });
  let successor: ChildProcess | undefined;
  stand.env["REDIS_URL"] = redis.url;

  async function end(): Promise<void> {
    if (successor !== undefined) {
      const ended = once(successor, "exit");
      successor.kill("SIGKILL");
      await ended;
      successor = undefined;
    } else await redis.close();
  }
  stand.defer(end);

  async function kill(): Promise<void> {
    if (successor !== undefined) return end();
    process.kill(redis.pid, "SIGKILL");
    await redis.exited;
  }

  async function restart(): Promise<void> {
    const [program = "", ...words] = server.command;
    successor = spawn(program, [...words, join(directory, "redis.conf")], { cwd: directory, stdio: "ignore" });
    await until("Redis answers again", () =>
      size().then(
        () => true,
        () => false,
      ),
    );
  }

  async function size(): Promise<number> {
    const client = await openRedis(redis.url, { role: "client" });
    try {
      return await client.dbsize();
    } finally {
      await closeRedis(client);
    }
  }

  return { url: redis.url, kill, restart, size };
}
