import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import { randomUUID } from "node:crypto";
import { createRedisTaskTimes, type RedisTaskTimes } from "./task-times.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const PROFILE = "MiniMax-Hailuo-2.3|768P|6s|text";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "client" });
});
afterAll(() => closeRedis(redis));

function openWorld() {
  const keys = createKeys(`test-${randomUUID()}`);
  const time = { now: 1000 };
  const open = (): RedisTaskTimes =>
    createRedisTaskTimes({
      redis,
      keys,
      clock: { now: () => time.now },
      onError: (error) => {
        throw error;
      },
    });
  return { key: keys.taskTimes(PROFILE), time, open };
}

describe("task times", () => {
  test("are known to every process, newest first, of this kind only", async () => {
    const { open } = openWorld();
    const writer = open();
    writer.note(PROFILE, 90_000.4);
    writer.note(PROFILE, 100_000);
    await writer.close();
    expect(await open().recent(PROFILE)).toEqual([100_000, 90_000]);
    expect(await open().recent("another")).toEqual([]);
  });

  test("are bounded in number and in time", async () => {
    const { open, key } = openWorld();
    const writer = open();
    for (let at = 0; at < 250; at += 1) writer.note(PROFILE, at);
    await writer.close();
    expect(await redis.llen(key)).toBe(100);
    expect((await open().recent(PROFILE))[0]).toBe(249);
    expect(await redis.pttl(key)).toBeGreaterThan(29 * 24 * 3_600_000);
  });

  test("are read once for many polls, and again after some seconds, without a poll that waits for it", async () => {
    const { open, key, time } = openWorld();
    await redis.lpush(key, 1);
    const reader = open();
    const first = await Promise.all([reader.recent(PROFILE), reader.recent(PROFILE)]);
    expect(first).toEqual([[1], [1]]);
    await redis.lpush(key, 2);
    time.now += 1999;
    expect(await reader.recent(PROFILE)).toEqual([1]);
    time.now += 1;
    expect(await reader.recent(PROFILE)).toEqual([1]);
    expect(await reader.recent(PROFILE)).toEqual([2, 1]);
  });

  test("that cannot be read or written are told, and what was known holds", async () => {
    const { key } = openWorld();
    const broken = await openRedis(redisUrl, { role: "client" });
    const time = { now: 1000 };
    const errors: unknown[] = [];
    const times = createRedisTaskTimes({
      redis: broken,
      keys: { ...createKeys(), taskTimes: () => key },
      clock: { now: () => time.now },
      onError: (error) => void errors.push(error),
    });
    await redis.lpush(key, 7);
    expect(await times.recent(PROFILE)).toEqual([7]);
    await closeRedis(broken);
    time.now += 5000;
    await times.recent(PROFILE);
    expect(await times.recent(PROFILE)).toEqual([7]);
    times.note(PROFILE, 8);
    await times.close();
    expect(errors).toHaveLength(2);
  });
});
