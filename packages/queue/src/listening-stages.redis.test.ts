import { expect, test } from "@jest/globals";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createTestKeys } from "./__fixtures__/test-keys.ts";
import { countListeners } from "./listening-stages.ts";
import { runStageWorker } from "./stage-worker.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

test("a worker is counted as long as it listens, for its stage and its deployment alone", async () => {
  const redis = await openRedis(redisUrl, { role: "client" });
  try {
    const keys = createTestKeys();
    const options = { redisUrl, keys, concurrency: 1 };
    const poll = await runStageWorker("poll", async () => ({ type: "done" }), options);
    const create = await runStageWorker("create", async () => ({ type: "done" }), options);
    await Promise.all([poll.whenReady(), create.whenReady()]);
    expect(await countListeners(redis, keys)).toEqual({ create: 1, poll: 1, download: 0 });
    expect(await countListeners(redis, createTestKeys())).toEqual({ create: 0, poll: 0, download: 0 });
    await poll.close();
    while ((await countListeners(redis, keys)).poll > 0) await new Promise(setImmediate);
    expect(await countListeners(redis, keys)).toEqual({ create: 1, poll: 0, download: 0 });
    await create.close();
  } finally {
    await closeRedis(redis);
  }
});

test("a Redis that does not tell has none to count", async () => {
  const redis = await openRedis(redisUrl, { role: "client" });
  const admin = await openRedis(redisUrl, { role: "client" });
  try {
    await admin.call("ACL", "SETUSER", "no-list", "on", ">secret", "~*", "+@all", "-client");
    await redis.call("AUTH", "no-list", "secret");
    expect(await countListeners(redis, createTestKeys())).toEqual({ create: 0, poll: 0, download: 0 });
  } finally {
    await admin.call("ACL", "DELUSER", "no-list");
    await closeRedis(redis);
    await closeRedis(admin);
  }
});
