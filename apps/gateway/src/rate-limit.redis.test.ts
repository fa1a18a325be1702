import { randomUUID } from "node:crypto";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createRateLimit } from "./rate-limit.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

test("so many requests pass in a minute, and the next is told when it may come", async () => {
  const keys = createKeys(`test-${randomUUID()}`);
  const check = createRateLimit({ redis, keys, requestsPerMinute: 3 });
  for (let request = 0; request < 3; request += 1) await check("acme");
  // While a machine stands still, one more may become free.
  const further = async (): Promise<never> => {
    for (;;) await check("acme");
  };
  await expect(further()).rejects.toMatchObject({ status: 429, extras: { retryAfterSeconds: expect.any(Number) } });
  await check("another");
});

test("the largest limit that can be set lets everything pass, though its step is less than the clock can tell", async () => {
  const check = createRateLimit({ redis, keys: createKeys(`test-${randomUUID()}`), requestsPerMinute: 1_000_000_000 });
  await Promise.all(Array.from({ length: 100 }, () => check("acme")));
});
