import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import { claimWake, createRedisCallbackTrust, WAKE_REST_MS } from "./callbacks.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));

type News = "told" | "untold" | "false_alarm";

/** Each look reads Redis anew. */
function openTrust() {
  const keys = createKeys(`test-${randomUUID()}`);
  let nowMs = 0;
  const open = () =>
    createRedisCallbackTrust({
      redis,
      keys,
      clock: { now: () => (nowMs += 10_000) },
      onError: (error) => {
        throw error;
      },
    });
  return {
    keys,
    trust: open(),
    async note(...news: readonly News[]): Promise<void> {
      const writer = open();
      for (const found of news) writer.note("default", found);
      await writer.close();
    },
  };
}

const times = (count: number, found: News): News[] => Array.from({ length: count }, () => found);

test("a poll is woken once in ten seconds, however many callbacks come at the same time", async () => {
  const { keys, trust } = openTrust();
  const job = { generationId: "gen_1", run: 7 };
  expect(await trust.woke("gen_1", 7)).toBe(false);
  const key = keys.callback("gen_1", 7);
  // In one go, and then it stays: ten seconds may go by at any await.
  const [claims, restMs] = await Promise.all([
    Promise.all(Array.from({ length: 100 }, () => claimWake(redis, keys, job))),
    redis.pttl(key),
    redis.persist(key),
  ]);
  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await trust.woke("gen_1", 7)).toBe(true);
  expect(await trust.woke("gen_1", 8)).toBe(false);
  expect(restMs).toBeGreaterThan(0);
  expect(restMs).toBeLessThanOrEqual(WAKE_REST_MS);
  await redis.del(key);
  expect(await claimWake(redis, keys, job)).toBe(true);
});

test("callbacks are believed to arrive when most of the last ends were told, and no longer when they stop or lie", async () => {
  const { trust, note } = openTrust();
  expect(await trust.arrive("default")).toBe(false);
  await note(...times(4, "told"));
  expect(await trust.arrive("default")).toBe(false);
  await note("told");
  expect(await trust.arrive("default")).toBe(true);
  expect(await trust.arrive("second")).toBe(false);
  await note("untold");
  expect(await trust.arrive("default")).toBe(false);
  await note(...times(20, "told"));
  await note(...times(3, "untold"));
  expect(await trust.arrive("default")).toBe(true);
  await note("untold");
  expect(await trust.arrive("default")).toBe(false);
  await note(...times(20, "told"));
  expect(await trust.arrive("default")).toBe(true);
  await note(...times(4, "false_alarm"));
  expect(await trust.arrive("default")).toBe(false);
});

test("what is kept of an account is bounded and goes by itself", async () => {
  const { keys, note } = openTrust();
  await note(...times(500, "told"));
  expect(await redis.llen(keys.callbackNews("default"))).toBe(20);
  expect(await redis.pttl(keys.callbackNews("default"))).toBeGreaterThan(0);
});
