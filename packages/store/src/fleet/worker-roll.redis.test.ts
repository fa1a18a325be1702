import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import type { WorkerSign } from "@hailuo-queue/contracts";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import { createWorkerRoll } from "./worker-roll.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function openRoll() {
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const keys = createKeys(`test-${randomUUID()}`);
  return { redis, keys, roll: createWorkerRoll({ redis, keys }) };
}

function signOf(id: string, fields: Partial<WorkerSign> = {}): WorkerSign {
  return { id, stage: "create", host: "box", pid: 7, version: "0.1.0", startedAt: 5, underWay: 0, ...fields };
}

test("the last sign of each worker is read, with the time at which Redis had it", async () => {
  const { roll } = await openRoll();
  await roll.note(signOf("one"));
  await roll.note(signOf("two", { stage: "poll", onlyBatch: "spring" }));
  await roll.note(signOf("one", { underWay: 3 }));
  const { at, workers } = await roll.read();
  expect(workers).toMatchObject([
    signOf("one", { underWay: 3 }),
    signOf("two", { stage: "poll", onlyBatch: "spring" }),
  ]);
  for (const { seenAt } of workers) expect(Math.abs(at - seenAt)).toBeLessThan(60_000);
});

test("a worker of the day before yesterday is forgotten with the next sign, and so is what is too many", async () => {
  const { redis, keys, roll } = await openRoll();
  await roll.note(signOf("old"));
  await redis.zadd(keys.workersSeen, 1, "old");
  const filler = Array.from({ length: 1000 }, (_, number) => `w${number}`);
  for (const id of filler) {
    await redis.hset(keys.workers, id, JSON.stringify(signOf(id)));
    await redis.zadd(keys.workersSeen, 4_000_000_000_000, id);
  }
  await roll.note(signOf("new"));
  expect(await redis.hexists(keys.workers, "old")).toBe(0);
  expect([await redis.hlen(keys.workers), await redis.zcard(keys.workersSeen)]).toEqual([1000, 1000]);
});
