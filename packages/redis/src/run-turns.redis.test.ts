import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { closeRedis, openRedis, type RedisClient } from "./connection.ts";
import { runTurns } from "./run-turns.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "worker" });
});
afterAll(() => closeRedis(redis));

const onError = (error: unknown): void => {
  throw error;
};

test("one of two has the turn, and it comes again", async () => {
  const key = `test-turns-${randomUUID()}`;
  const done: string[] = [];
  const turns = ["one", "other"].map((name) =>
    runTurns({ redis, key, turnMs: 200, work: async () => void done.push(name), onError }),
  );
  while (done.length < 3) await delay(10);
  await Promise.all(turns.map((each) => each.close()));
});

test("work that takes long rests for several turns, over all processes", async () => {
  const key = `test-turns-${randomUUID()}`;
  const turnMs = 40;
  const turns = runTurns({ redis, key, turnMs, work: () => delay(100), onError });
  // The key of a turn lives for the turn alone; a rest of five turns is seen in it.
  while ((await redis.pttl(key)) <= 2 * turnMs) await delay(5);
  await turns.close();
  expect(await redis.pttl(key)).toBeLessThanOrEqual(5 * turnMs);
});
