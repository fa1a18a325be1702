import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRedisServer, freePort } from "@hailuo-queue/local";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createScope } from "@hailuo-queue/runtime";
import { until } from "./until.ts";

const LAST_SLOT = 16_383;

/** A Cluster of two masters; all slots lie on the first. */
export interface ClusterNodes extends AsyncDisposable {
  /** Of both. */
  readonly url: string;
  /** Connections to each alone. */
  readonly nodes: readonly [RedisClient, RedisClient];
  /** Gives this key's slot to the second, without what was in it. */
  move(key: string): Promise<void>;
}

export async function startClusterNodes(): Promise<ClusterNodes> {
  const { command } = await findRedisServer({ allowFetch: true });
  const [program = "", ...words] = command;
  const scope = createScope();
  const directory = await mkdtemp(join(tmpdir(), "hailuo-cluster-"));
  scope.defer(() => rm(directory, { recursive: true, force: true }));

  async function start(): Promise<{ readonly port: number; readonly busPort: number; readonly redis: RedisClient }> {
    const [port, busPort] = [await freePort(), await freePort()];
    const place = [
      "--bind",
      "127.0.0.1",
      "--port",
      String(port),
      "--cluster-port",
      String(busPort),
      "--dir",
      directory,
    ];
    const kind = ["--cluster-enabled", "yes", "--cluster-config-file", `nodes-${port}.conf`, "--save", ""];
    const server = spawn(program, [...words, ...place, ...kind], { stdio: "ignore" });
    const ended = once(server, "exit");
    scope.defer(async () => {
      server.kill("SIGKILL");
      await ended;
    });
    const redis = await openRedis(`redis://127.0.0.1:${port}`, { role: "worker" });
    scope.defer(() => closeRedis(redis));
    await redis.ping();
    return { port, busPort, redis };
  }

  const [first, second] = [await start(), await start()];
  await first.redis.call("CLUSTER", "ADDSLOTSRANGE", "0", String(LAST_SLOT));
  await first.redis.call("CLUSTER", "SET-CONFIG-EPOCH", "1");
  await second.redis.call("CLUSTER", "SET-CONFIG-EPOCH", "2");
  const isReady = async ({ redis }: typeof first): Promise<boolean> => {
    const told = String(await redis.call("CLUSTER", "INFO"));
    return told.includes("cluster_state:ok") && told.includes("cluster_known_nodes:2");
  };
  await first.redis.call("CLUSTER", "MEET", "127.0.0.1", String(second.port), String(second.busPort));
  await until("both serve", async () => (await isReady(first)) && isReady(second));

  return {
    url: `redis://127.0.0.1:${first.port},127.0.0.1:${second.port}`,
    nodes: [first.redis, second.redis],
    async move(key) {
      await first.redis.flushall();
      const slot = String(await first.redis.call("CLUSTER", "KEYSLOT", key));
      const owner = String(await second.redis.call("CLUSTER", "MYID"));
      for (const { redis } of [second, first]) await redis.call("CLUSTER", "SETSLOT", slot, "NODE", owner);
    },
    [Symbol.asyncDispose]: () => scope.close(),
  };
}
