import { join } from "node:path";
import { freePort } from "@hailuo-queue/local";
import type { CampaignWorld } from "../campaign.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";
import { until } from "./until.ts";

const MASTERS = 3;
const SLOTS = 16_384;
const NODE_TIMEOUT_MS = 2000;

/** Three masters with a replica each. */
export interface RedisCluster extends AsyncDisposable {
  readonly url: string;
  /** Kills the master that holds this key, waits until its replica is master, and starts it again. */
  failOver(key: string): Promise<{ readonly withoutMasterMs: number }>;
}

export async function startRedisCluster(world: CampaignWorld, directory: string): Promise<RedisCluster> {
  const lines = ["cluster-enabled yes", "cluster-config-file nodes.conf", `cluster-node-timeout ${NODE_TIMEOUT_MS}`];
  const busPorts = await Promise.all(Array.from({ length: 2 * MASTERS }, freePort));
  const nodes = await Promise.all(
    busPorts.map((busPort, at) =>
      startRedisServer({
        world,
        directory: join(directory, `node-${at}`),
        lines: [...lines, `cluster-port ${busPort}`],
      }),
    ),
  );
  const masters = nodes.slice(0, MASTERS);
  const [first] = nodes;
  if (first === undefined) throw new Error("unreachable: there are six nodes");
  for (const [at, node] of masters.entries()) {
    const from = Math.floor((SLOTS * at) / MASTERS);
    const to = Math.floor((SLOTS * (at + 1)) / MASTERS);
    await node.use((redis) =>
      redis.call("CLUSTER", "ADDSLOTS", ...Array.from({ length: to - from }, (_, slot) => from + slot)),
    );
  }
  for (const [at, node] of nodes.entries()) {
    await node.use((redis) => redis.call("CLUSTER", "SET-CONFIG-EPOCH", at + 1));
    await node.use((redis) => redis.call("CLUSTER", "MEET", "127.0.0.1", first.port, Number(busPorts[0])));
  }
  await until("the nodes know each other", async () =>
    (await Promise.all(nodes.map(knownNodes))).every((count) => count === nodes.length),
  );
  for (const [at, replica] of nodes.slice(MASTERS).entries()) {
    const id = await masters[at]?.use((redis) => redis.call("CLUSTER", "MYID"));
    await replica.use((redis) => redis.call("CLUSTER", "REPLICATE", String(id)));
  }
  await until("every slot is served and every replica follows", async () =>
    (await Promise.all(nodes.map(isReady))).every(Boolean),
  );

  return {
    url: `redis://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`,
    async failOver(key) {
      const slot = Number(await first.use((redis) => redis.call("CLUSTER", "KEYSLOT", key)));
      const at = await masterOf(nodes, slot);
      const victim = nodes.find(({ port }) => port === at);
      if (victim === undefined) throw new Error(`slot ${slot} is served on port ${at}, which is none of ours`);
      const startedAt = performance.now();
      await victim.kill();
      const rest = nodes.filter((node) => node !== victim);
      await until("the replica is master", async () => (await masterOf(rest, slot)) !== victim.port);
      const withoutMasterMs = performance.now() - startedAt;
      await victim.start();
      return { withoutMasterMs };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()));
    },
  };
}

async function knownNodes(node: RedisServer): Promise<number> {
  const text = String(await node.use((redis) => redis.call("CLUSTER", "NODES")));
  return text.trim().split("\n").length;
}

async function isReady(node: RedisServer): Promise<boolean> {
  const [cluster, replication] = await node.use(async (redis) => [
    String(await redis.call("CLUSTER", "INFO")),
    await redis.info("replication"),
  ]);
  if (!cluster?.includes("cluster_state:ok")) return false;
  return replication?.includes("role:slave") === true
    ? replication.includes("master_link_status:up")
    : replication?.includes("connected_slaves:1") === true;
}

/** The port of the slot's master, by the first of the nodes; 0 when it says none. */
async function masterOf(nodes: readonly RedisServer[], slot: number): Promise<number> {
  const [node] = nodes;
  const slots = (await node?.use((redis) => redis.call("CLUSTER", "SLOTS"))) as
    | [number, number, [string, number]][]
    | undefined;
  const range = slots?.find(([from, to]) => from <= slot && slot <= to);
  return range?.[2][1] ?? 0;
}
