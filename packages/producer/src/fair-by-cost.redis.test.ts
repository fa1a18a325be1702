import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { createPriceTable, type GenerationRequest } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys, createRedisAdmission } from "@hailuo-queue/store";
import { openProducer } from "./open-producer.ts";
import type { Producer } from "./types.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));
const opened: Producer[] = [];
afterEach(async () => {
  for (const producer of opened.splice(0)) await producer.close();
});

type Wanted = Pick<GenerationRequest, "model" | "resolution" | "duration">;
const COMMON: Wanted = { model: "MiniMax-Hailuo-2.3", resolution: "768P", duration: 6 };
const LONG: Wanted = { ...COMMON, duration: 10 };
const LARGE: Wanted = { model: "MiniMax-H3", resolution: "2K", duration: 15 };
const FULL_HD: Wanted = { ...COMMON, resolution: "1080P" };

async function openWorld() {
  const prefix = `test-${randomUUID()}`;
  const keys = createKeys(prefix);
  const producer = await openProducer({ redisUrl, prefix });
  opened.push(producer);
  const windows = { create: [{ limit: 10_000, windowMs: 60_000 }], query: [], files: [] };
  const admission = createRedisAdmission({
    redis,
    keys,
    accounts: [{ name: "default", maxInFlight: 10_000, windows }],
  });
  const submit = async (tenant: string, wanted: Wanted, count: number): Promise<void> => {
    const items = Array.from({ length: count }, (_, at) => ({ request: { ...wanted, prompt: `boat ${at}` } }));
    await producer.submitBatch(items, { batchId: `of-${tenant}`, tenant });
  };
  /** How many of each tenant are taken. */
  const take = async (count: number): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (let at = 0; at < count; at += 1) {
      const [grant] = (await admission.admit(1)).grants;
      const tenant = grant?.batchId.replace("of-", "") ?? "none";
      counts[tenant] = (counts[tenant] ?? 0) + 1;
    }
    return counts;
  };
  return { producer, keys, submit, take };
}

test.each<[string, Wanted, Wanted]>([
  ["a 2K H3 of 15 s and a 768P of 6 s", LARGE, COMMON],
  ["10 s and 6 s", LONG, COMMON],
  ["1080P and 768P of one length", FULL_HD, COMMON],
])("tenants of one weight spend alike, whatever they make: %s", async (_what, dear, cheap) => {
  const { submit, take } = await openWorld();
  await submit("dear", dear, 60);
  await submit("cheap", cheap, 200);
  const prices = createPriceTable();
  const [dearPrice = 0, cheapPrice = 0] = [dear, cheap].map((wanted) =>
    prices.priceOf({ ...wanted, prompt: "a boat" }, Date.now()),
  );
  const counts = await take(120);
  const spent = [(counts["dear"] ?? 0) * dearPrice, (counts["cheap"] ?? 0) * cheapPrice];
  // Never further apart than one video of the dearer kind, and a hundredth for the rounding.
  expect(Math.abs((spent[0] ?? 0) - (spent[1] ?? 0))).toBeLessThanOrEqual(dearPrice * 1.01);
  expect(counts["dear"]).toBeGreaterThan(0);
});

test("one that waits is found in its place and leaves it, whatever it costs, also where an earlier version put it there", async () => {
  const { producer, keys, submit } = await openWorld();
  await submit("one", LARGE, 2);
  const lane = `${keys.backlog}:normal|MiniMax-H3|one|of-one`;
  const [first = "", second = ""] = await redis.zrange(lane, "0", "-1");
  expect(first).toMatch(/^gen_[0-9a-f]{32}\|6\.96$/);
  const id = second.split("|")[0] ?? "";
  // 15 s were three spans of 6 s.
  const since = String(await redis.zscore(lane, second));
  await redis.zrem(lane, second);
  await redis.zadd(lane, since, `${id}|3`);
  expect(await producer.explain(id)).toMatchObject({ position: 1 });
  await producer.cancelBatch("of-one");
  expect(await redis.exists(lane)).toBe(0);
  expect(await redis.smembers(keys.backlog)).toEqual([]);
});
