import { setTimeout as pause } from "node:timers/promises";
import type { Campaign, CampaignPart, CampaignWorld } from "../campaign.ts";
import { measureLoss, type Loss } from "../judge/measure-loss.ts";
import { startRedisCluster, type RedisCluster } from "../stand/redis-cluster.ts";
import { startRedisServer, type RedisServer } from "../stand/redis-server.ts";
import { type SentinelSet, startSentinelSet } from "../stand/sentinel-set.ts";
import { distinctPrompts } from "../stand/prompts.ts";
import type { Stand } from "../stand/stand.ts";
import { loseWrites } from "./lost-writes.ts";
import { RUN_BATCH, runThrough } from "./run-through.ts";

const NOBODYS_PORT = 1;

/** A Redis that dies and comes back, one whose replica takes over, and a Cluster. */
export const redisCampaign: Campaign = {
  name: "redis",
  limitSeconds: { short: 1800, full: 3600 },
  async run(world) {
    const parts = [await restart(world), await loseWrites(world)];
    if (world.short) return parts;
    parts.push(await sentinel(world, { lagMs: 0 }));
    parts.push(await sentinel(world, { lagMs: 1000 }));
    parts.push(await cluster(world));
    return parts;
  },
};

async function restart(world: CampaignWorld): Promise<CampaignPart> {
  const times = world.short ? 1 : 3;
  const awayMs = world.short ? 2000 : 5000;
  let server: RedisServer | undefined;
  return runThrough({
    world,
    name: `Redis killed and restarted from its append-only file, ${times} x`,
    generations: world.short ? 40 : 300,
    openRedis: async (directory) => (server = await startRedisServer({ world, directory })),
    async disturb() {
      for (let time = 0; time < times; time += 1) {
        await server?.kill();
        await pause(awayMs);
        await server?.start();
        await pause(2000);
      }
    },
    figures: () => ({ "seconds without Redis, each": awayMs / 1000 }),
  });
}

/**
 * With `lagMs` the replicas are cut off for so long before the master dies: what was acknowledged in that time is lost
 * by design, and is counted.
 */
async function sentinel(world: CampaignWorld, { lagMs }: { readonly lagMs: number }): Promise<CampaignPart> {
  let set: SentinelSet | undefined;
  let loss: Loss | undefined;
  const generations = 300;
  return runThrough({
    world,
    name: lagMs === 0 ? "Sentinel failover" : `Sentinel failover, replicas ${lagMs} ms behind`,
    generations,
    openRedis: async (directory) => (set = await startSentinelSet(world, directory)),
    async disturb(stand) {
      const submitting = submitOneByOne(stand, 200);
      await pause(500);
      const replicas = (await set?.replicas()) ?? [];
      // They follow nobody for so long; the sentinels put that right only after some seconds.
      if (lagMs > 0)
        for (const replica of replicas)
          await replica.use((redis) => redis.call("REPLICAOF", "127.0.0.1", NOBODYS_PORT));
      await pause(lagMs);
      const failover = await set?.failOver();
      return { withoutMasterMs: failover?.withoutMasterMs ?? 0, submitted: await submitting };
    },
    async judge(stand) {
      loss = await measureLoss(stand, { batchId: RUN_BATCH, submittedAtOnce: generations });
      return loss.findings;
    },
    figures: ({ withoutMasterMs, submitted }) => ({
      "seconds without a master": Math.round(withoutMasterMs / 100) / 10,
      "submitted one by one meanwhile": submitted.acknowledged,
      "submits refused while there was none": submitted.refused,
      ...loss?.figures(submitted.acknowledged),
    }),
  });
}

async function cluster(world: CampaignWorld): Promise<CampaignPart> {
  let nodes: RedisCluster | undefined;
  return runThrough({
    world,
    name: "Cluster of six nodes, the master of our slot killed",
    generations: 300,
    openRedis: async (directory) => (nodes = await startRedisCluster(world, directory)),
    disturb: async (stand) => nodes?.failOver(`{${stand.prefix}}:states`),
    figures: (failover) => ({ "seconds without a master": Math.round((failover?.withoutMasterMs ?? 0) / 100) / 10 }),
  });
}

/** Submits until all are acknowledged; one that is refused is sent again under its own name. */
async function submitOneByOne(
  stand: Stand,
  count: number,
): Promise<{ readonly acknowledged: number; readonly refused: number }> {
  const producer = await stand.openProducer();
  let refused = 0;
  try {
    for (const item of distinctPrompts(count, "meanwhile")) {
      for (;;) {
        try {
          await producer.submit(item, { batchId: RUN_BATCH });
          break;
        } catch {
          refused += 1;
          await pause(50);
        }
      }
      await pause(10);
    }
    return { acknowledged: count, refused };
  } finally {
    await producer.close();
  }
}
