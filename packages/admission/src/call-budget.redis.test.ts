import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { closeRedis, createKeys, openRedis, type RedisClient, type RedisKeys } from "@hailuo-queue/redis";
import { randomUUID } from "node:crypto";
import { createAccountControl } from "./account-control.ts";
import { createCallBudget } from "./call-budget.ts";
import type { CallBudget } from "@hailuo-queue/contracts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));

function openBudget(limit?: number): { readonly budget: CallBudget; readonly keys: RedisKeys } {
  const keys = createKeys(`test-${randomUUID()}`);
  const query = limit === undefined ? [] : [{ limit, windowMs: 60_000 }];
  const accounts = [{ name: "default", maxInFlight: 5, windows: { create: [], query, files: [] } }];
  return { keys, budget: createCallBudget({ redis, keys, accounts, timeoutMs: 20_000 }) };
}

test("an account without windows is not counted, until a user sets a limit", async () => {
  const { budget, keys } = openBudget();
  for (let call = 0; call < 5; call += 1) expect(await budget.take("default", "query", `c${call}`)).toBeUndefined();
  expect(await redis.exists(keys.callWindow("default", "query"))).toBe(0);
  await createAccountControl({ redis, keys, account: "default" }).setLimits({ queryPerMinute: 1 }, { who: "ann" });
  const fresh = createCallBudget({ redis, keys, accounts: [], timeoutMs: 20_000 });
  expect(await fresh.take("default", "query", "c5")).toBeUndefined();
  expect(await fresh.take("default", "query", "c6")).toBeGreaterThan(0);
});

test("more calls than a window allows are told to wait, each for a time of its own, and files are counted apart", async () => {
  const { budget } = openBudget(3);
  for (const call of ["a", "b", "c"]) {
    expect(await budget.take("default", "query", call)).toBeUndefined();
    await budget.answered("default", "query", call);
  }
  const first = (await budget.take("default", "query", "d")) ?? 0;
  const second = (await budget.take("default", "query", "e")) ?? 0;
  expect(first).toBeGreaterThan(50_000);
  expect(second).toBeGreaterThanOrEqual(first);
  expect(await budget.take("default", "files", "a")).toBeUndefined();
});

test("a call counts until one window after its answer, and in between however long the answer takes", async () => {
  const { budget, keys } = openBudget(1);
  expect(await budget.take("default", "query", "a")).toBeUndefined();
  expect(await budget.take("default", "query", "b")).toBeGreaterThan(0);
  await budget.answered("default", "query", "a");
  const [seconds] = await redis.time();
  const stamped = Number(await redis.zscore(keys.callWindow("default", "query"), "a"));
  expect(Math.abs(stamped - Number(seconds) * 1000)).toBeLessThan(2000);
  // As if a minute had gone by for the call and for the one that waits.
  await redis.zadd(keys.callWindow("default", "query"), stamped - 60_002, "a");
  await redis.zadd(`${keys.callWindow("default", "query")}:waiting`, stamped - 1, "b");
  expect(await budget.take("default", "query", "newcomer")).toBeGreaterThan(0);
  expect(await budget.take("default", "query", "b")).toBeUndefined();
});

test("a job that asks again under its old id has made two calls", async () => {
  const { budget, keys } = openBudget(2);
  expect(await budget.take("default", "query", "a")).toBeUndefined();
  await budget.answered("default", "query", "a");
  expect(await budget.take("default", "query", "a")).toBeUndefined();
  expect(await redis.zcard(keys.callWindow("default", "query"))).toBe(2);
  expect(await budget.take("default", "query", "b")).toBeGreaterThan(0);
});
