import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys, type RedisKeys } from "../keys.ts";
import { randomUUID } from "node:crypto";
import { createAccountControl } from "./account-control.ts";
import { whileTimed } from "../backlog/__fixtures__/admission-world.ts";
import { createCallBudget } from "./call-budget.ts";
import type { CallBudget } from "@hailuo-queue/contracts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
/** Longer than any test takes, however slow the machine is. */
const WINDOW_MS = 3_600_000;
const DUE_NOW =
  "local now = redis.call('TIME'); return redis.call('ZADD', KEYS[1], now[1] * 1000 + math.floor(now[2] / 1000), ARGV[1])";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));

function openBudget(limit?: number, windowMs = WINDOW_MS): { readonly budget: CallBudget; readonly keys: RedisKeys } {
  const keys = createKeys(`test-${randomUUID()}`);
  const query = limit === undefined ? [] : [{ limit, windowMs }];
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
  // Nobody is told to wait for longer than a minute.
  const windowMs = 60_000;
  const { budget } = openBudget(3, windowMs);
  const { from } = await whileTimed(redis, async () => {
    for (const call of ["a", "b", "c"]) {
      expect(await budget.take("default", "query", call)).toBeUndefined();
      await budget.answered("default", "query", call);
    }
  });
  const first = await whileTimed(redis, () => budget.take("default", "query", "d"));
  const second = await whileTimed(redis, () => budget.take("default", "query", "e"));
  const opensAt = ({ value = 0, from: asked, until }: typeof first): readonly [earliest: number, latest: number] => [
    asked + value,
    until + value,
  ];
  // Each when one of the three leaves the window, and "e" behind "d".
  expect(opensAt(first)[1]).toBeGreaterThanOrEqual(from + windowMs);
  expect(opensAt(second)[1]).toBeGreaterThanOrEqual(opensAt(first)[0]);
  expect(await budget.take("default", "files", "a")).toBeUndefined();
});

test("a call counts until one window after its answer, and in between however long the answer takes", async () => {
  const { budget, keys } = openBudget(1);
  expect(await budget.take("default", "query", "a")).toBeUndefined();
  expect(await budget.take("default", "query", "b")).toBeGreaterThan(0);
  const { from, until } = await whileTimed(redis, () => budget.answered("default", "query", "a"));
  const stamped = Number(await redis.zscore(keys.callWindow("default", "query"), "a"));
  expect(stamped).toBeGreaterThanOrEqual(from);
  expect(stamped).toBeLessThanOrEqual(until);
  // As if a window had gone by for the call and for the one that waits.
  await redis.zadd(keys.callWindow("default", "query"), stamped - WINDOW_MS - 2, "a");
  // In one go: one that does not come within two seconds of its time has lost its turn.
  const [, newcomer, waiting] = await Promise.all([
    redis.eval(DUE_NOW, 1, keys.callsWaiting("default", "query"), "b"),
    budget.take("default", "query", "newcomer"),
    budget.take("default", "query", "b"),
  ]);
  expect(newcomer).toBeGreaterThan(0);
  expect(waiting).toBeUndefined();
});

test("a job that asks again under its old id has made two calls", async () => {
  const { budget, keys } = openBudget(2);
  expect(await budget.take("default", "query", "a")).toBeUndefined();
  await budget.answered("default", "query", "a");
  expect(await budget.take("default", "query", "a")).toBeUndefined();
  expect(await redis.zcard(keys.callWindow("default", "query"))).toBe(2);
  expect(await budget.take("default", "query", "b")).toBeGreaterThan(0);
});
