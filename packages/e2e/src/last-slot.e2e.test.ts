import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openProducer, type Producer } from "@hailuo-queue/producer";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const prefix = `test-${randomUUID()}`;
const ROUNDS = 30;
let redis: RedisClient;
let producer: Producer;
let racers: readonly ChildProcess[];
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "client" });
  producer = await openProducer({ redisUrl, prefix });
  const script = fileURLToPath(new URL("../dist/stand/admit-child.js", import.meta.url));
  racers = [1, 2].map(() => fork(script, [redisUrl, prefix], { execArgv: [] }));
  await Promise.all(racers.map((racer) => once(racer, "message")));
});
afterAll(async () => {
  for (const racer of racers) racer.kill("SIGKILL");
  await producer.close();
  await closeRedis(redis);
});

test("of two processes that race for the last slot exactly one gets it, every time", async () => {
  const items = Array.from({ length: ROUNDS + 5 }, (_, at) => ({
    request: { model: "MiniMax-Hailuo-2.3", prompt: `cat ${at}` },
  }));
  await producer.submitBatch(items, { batchId: "race" });
  for (let round = 0; round < ROUNDS; round += 1) {
    const answers = racers.map((racer) => once(racer, "message") as Promise<[string[]]>);
    for (const racer of racers) racer.send("go");
    const granted = (await Promise.all(answers)).map(([ids]) => ids);
    expect(granted.flat()).toHaveLength(1);
    await redis.zrem(createKeys(prefix).slots("default"), granted.flat()[0] ?? "");
  }
});
