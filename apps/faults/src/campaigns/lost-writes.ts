import { createWriteGuard, inspectDiskSafety, openRedis, closeRedis } from "@hailuo-queue/redis";
import { setTimeout as pause } from "node:timers/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { CampaignPart, CampaignWorld } from "../campaign.ts";
import { createDraw } from "../draw.ts";
import { type RedisServer, startRedisServer } from "../stand/redis-server.ts";

/** As large as a request with its fields: the more is written, the longer a sync takes. */
const VALUE = "x".repeat(20_000);

interface Lost {
  acknowledged: number;
  lost: number;
  killsThatLost: number;
  /** Writes that the guard called safe. */
  guarded: number;
  guardedLost: number;
}

/**
 * Kills Redis under load, time after time, and looks for what it had acknowledged: with a sync each second, and with
 * one before each answer.
 */
export async function loseWrites(world: CampaignWorld): Promise<CampaignPart> {
  const kills = world.short ? 3 : 24;
  const everySecond = await killOften(world, "everysec", kills);
  const always = await killOften(world, "always", kills);
  return {
    name: `Redis killed under load, ${kills} x with a sync each second and ${kills} x with one before each answer`,
    findings: [
      { promise: "with appendfsync always no acknowledged write is lost", kept: always.lost === 0, seen: always.lost },
      {
        promise: "no write is lost that the guard called safe",
        kept: everySecond.guardedLost === 0,
        seen: everySecond.guardedLost,
      },
    ],
    figures: {
      "everysec: acknowledged writes": everySecond.acknowledged,
      "everysec: of them lost": everySecond.lost,
      "everysec: kills that lost some": everySecond.killsThatLost,
      "everysec: called safe by the guard (0 where the server knows no WAITAOF)": everySecond.guarded,
      "always: acknowledged writes": always.acknowledged,
    },
  };
}

async function killOften(world: CampaignWorld, fsync: "everysec" | "always", kills: number): Promise<Lost> {
  const sum: Lost = { acknowledged: 0, lost: 0, killsThatLost: 0, guarded: 0, guardedLost: 0 };
  const draw = createDraw(world.seed, `lost-writes/${fsync}`);
  for (let kill = 0; kill < kills; kill += 1) {
    const directory = await mkdtemp(join(tmpdir(), "hailuo-lost-writes-"));
    const server = await startRedisServer({ world, directory, lines: [`appendfsync ${fsync}`] });
    try {
      const seen = await killWhileWriting(server, 1000 + draw() * 2500);
      await server.start();
      const found = await server.use((redis) => countFound(redis, seen.acknowledged));
      sum.acknowledged += seen.acknowledged;
      sum.lost += seen.acknowledged - found;
      sum.killsThatLost += found < seen.acknowledged ? 1 : 0;
      sum.guarded += seen.guarded;
      sum.guardedLost += Math.max(0, seen.guarded - found);
    } finally {
      await server[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    }
  }
  return sum;
}

/** One writer that waits for each answer, so that what is lost is the end of what it wrote. */
async function killWhileWriting(
  server: RedisServer,
  afterMs: number,
): Promise<{ readonly acknowledged: number; readonly guarded: number }> {
  const writer = new Redis(server.port, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  writer.on("error", () => undefined);
  const asker = await openRedis(server.url, { role: "worker", onError: () => undefined });
  let acknowledged = 0;
  let guarded = 0;
  let over = false;
  const ended = (): boolean => over;

  async function write(): Promise<void> {
    while (!ended()) {
      await writer.hset(`w${acknowledged}`, "value", VALUE);
      acknowledged += 1;
    }
  }
  async function guard(): Promise<void> {
    if ((await inspectDiskSafety(asker, true)) !== "can_wait") return;
    const { isSafe } = createWriteGuard({ redis: asker, key: "guard", replicas: 0, disk: true });
    while (!ended()) {
      const before = acknowledged;
      const isThere = before > 0 && (await isSafe({ key: `w${before - 1}`, field: "value", value: VALUE }));
      if (isThere && !ended()) guarded = before;
      if (before === 0) await pause(10);
    }
  }

  const work = Promise.allSettled([write(), guard()]);
  await pause(afterMs);
  await server.kill();
  over = true;
  writer.disconnect();
  await closeRedis(asker);
  await work;
  return { acknowledged, guarded };
}

async function countFound(redis: Redis, acknowledged: number): Promise<number> {
  for (let count = acknowledged; count > 0; count -= 1) if ((await redis.exists(`w${count - 1}`)) === 1) return count;
  return 0;
}
