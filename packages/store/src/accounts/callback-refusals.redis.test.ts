import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import { createUsageReader } from "./account-usage.ts";
import { createRedisCallbackRefusals } from "./callback-refusals.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** Two processes with one Redis; what a process has read is old at each call. */
async function openTwo() {
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const keys = createKeys(`test-${randomUUID()}`);
  await redis.sadd(keys.accounts, "main");
  let now = 0;
  const clock = { now: () => (now += 10_000) };
  const open = () =>
    createRedisCallbackRefusals({ redis, keys, clock, onError: (error) => expect(error).toBeUndefined() });
  /** What was sent before on the one connection, and what its answers led to, is done. */
  const settled = async (): Promise<void> => {
    for (let trips = 0; trips < 5; trips += 1) await redis.ping();
  };
  return { here: open(), there: open(), usage: createUsageReader({ redis, keys }), settled };
}

test("a callback that one process saw refused is left out by the others, for this account, and is told", async () => {
  const { here, there, usage, settled } = await openTwo();
  expect(await there.leftOut("main")).toBe(false);
  await here.refused("main", { reason: "fail to check callback url", forMs: 60_000 });
  expect([await here.leftOut("main"), await there.leftOut("main"), await there.leftOut("other")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(await usage()).toMatchObject([{ callbackRefused: { reason: "fail to check callback url" } }]);
  // A create that left before the refusal was known says nothing of the URL now.
  there.taken("main");
  await settled();
  expect(await here.leftOut("main")).toBe(true);
});

test("when its time is over the next create tries again, and one that is taken ends it", async () => {
  const { here, there, usage, settled } = await openTwo();
  await here.refused("main", { reason: "no", forMs: -2000 });
  expect([await here.leftOut("main"), await there.leftOut("main")]).toEqual([false, false]);
  expect(await usage()).toMatchObject([{ callbackRefused: { reason: "no" } }]);
  there.taken("main");
  await settled();
  expect((await usage())[0]?.callbackRefused).toBeUndefined();
});
