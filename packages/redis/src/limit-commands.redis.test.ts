import { afterEach, expect, test } from "@jest/globals";
import { createRunningTime } from "@hailuo-queue/outbound/running-time";
import { randomUUID } from "node:crypto";
import { closeRedis, openRedis, type RedisClient } from "./connection.ts";
import { limitCommands } from "./limit-commands.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const LIMIT_MS = 500;
let redis: RedisClient;
afterEach(() => redis.disconnect());

async function openLimited(): Promise<RedisClient> {
  redis = await openRedis(redisUrl, { role: "blocking" });
  limitCommands(redis, createRunningTime(LIMIT_MS));
  await redis.ping();
  return redis;
}

test("a command that is not answered in time is given up, also in a pipeline", async () => {
  await openLimited();
  await expect(redis.blpop(`test-${randomUUID()}`, 0)).rejects.toThrow("Command timed out");
  const [[error] = []] = (await redis.pipeline().ping().exec()) ?? [];
  expect(error).toMatchObject({ message: "Command timed out" });
});

test("an answer that came while the process stood still past the limit is taken", async () => {
  await openLimited();
  const answer = redis.ping();
  const written = new Promise(setImmediate);
  await written;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LIMIT_MS + 100);
  expect(await answer).toBe("PONG");
  await closeRedis(redis);
});
