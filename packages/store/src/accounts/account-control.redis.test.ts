import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { randomUUID } from "node:crypto";
import { createKeys } from "../keys.ts";
import { createAccountControl } from "./account-control.ts";
import { createUsageReader } from "./account-usage.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

function openWorld() {
  const keys = createKeys(`test-${randomUUID()}`);
  const control = createAccountControl({ redis, keys, account: "main" });
  const usage = async () => (await createUsageReader({ redis, keys })()).find(({ account }) => account === "main");
  return { keys, control, usage };
}

test("a probe ends what the provider's refusals left, and never a person's pause or drain", async () => {
  const { keys, control, usage } = openWorld();
  await redis.sadd(keys.accounts, "main");
  const refused = {
    pausedUntil: "99999999999999",
    pausedReason: "no money",
    strikes: "3",
    "disabled.m": "99999999999999",
  };
  await redis.hset(keys.account("main"), { maxInFlight: "9", ...refused });
  for (const stop of ["pause", "drain"] as const) {
    await control[stop]({ who: "ann" });
    expect(await control.probe({ who: "bob" })).toBe("paused");
    expect(await usage()).toMatchObject({ pausedReason: "no money", [stop === "pause" ? "paused" : "draining"]: true });
    await redis.hdel(keys.account("main"), "held", "draining");
  }
  expect(await control.probe({ who: "bob", why: "topped up" })).toBe("probed");
  const now = await usage();
  expect([now?.pausedUntil, now?.disabledModels, now?.slotsAllowed]).toEqual([undefined, undefined, 9]);
  expect((await control.changes())[0]).toMatchObject({ who: "bob", what: "tried again", why: "topped up" });
});

test("the limits that a person set are told, those of the workers are not", async () => {
  const { keys, control } = openWorld();
  await redis.hset(keys.account("main"), { maxInFlight: "9" });
  expect(await control.limits()).toEqual({});
  await control.setLimits({ maxInFlight: 12, filesPerMinute: 0 }, { who: "ann" });
  expect(await control.limits()).toEqual({ maxInFlight: 12, filesPerMinute: 0 });
  await control.setLimits({ maxInFlight: null }, { who: "ann" });
  expect(await control.limits()).toEqual({ filesPerMinute: 0 });
});
