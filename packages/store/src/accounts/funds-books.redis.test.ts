import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import type { AccountFunds } from "@hailuo-queue/contracts";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import { createUsageReader } from "./account-usage.ts";
import { createRedisFundsBooks } from "./funds-books.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function openBooks() {
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const keys = createKeys(`test-${randomUUID()}`);
  await redis.sadd(keys.accounts, "main", "plan");
  return { redis, keys, books: createRedisFundsBooks({ redis, keys }), usage: createUsageReader({ redis, keys }) };
}

function left(at: number, dollars: number): AccountFunds {
  return { at, currency: "USD", balance: { availableMicro: dollars * 1_000_000, owedMicro: 0 } };
}

test("what a batch used is the difference of the readings around it", async () => {
  const { books, usage } = await openBooks();
  for (const [at, dollars] of [
    [1000, 100],
    [2000, 90],
    [3000, 85],
  ] as const)
    await books.note("main", left(at, dollars));
  await books.note("plan", {
    at: 1000,
    currency: "USD",
    plan: [{ span: "week", status: "normal", remainingPercent: 80 }],
  });
  const used = async (from: number, to: number) =>
    (await books.changes(from, to)).map(({ usedMicro, fromAt, toAt }) => [usedMicro / 1e6, fromAt, toAt]);
  expect(await used(1500, 1600)).toEqual([[10, 1000, 2000]]);
  expect(await used(1000, 3000)).toEqual([[15, 1000, 3000]]);
  // It began before the first reading, and no reading followed its end.
  expect(await used(0, 9000)).toEqual([[15, 1000, 3000]]);
  // One reading is no difference.
  expect(await used(3000, 9000)).toEqual([]);
  expect(
    (await usage()).map(({ account, funds }) => [account, funds?.balance?.availableMicro, funds?.plan?.length]),
  ).toEqual([
    ["main", 85_000_000, undefined],
    ["plan", undefined, 1],
  ]);
});

test("of an unchanged balance one reading in ten minutes is kept, and none for longer than a month", async () => {
  const { redis, keys, books } = await openBooks();
  const minute = 60_000;
  for (let at = 0; at <= 25; at += 1) await books.note("main", left(at * minute, 7));
  expect(await redis.zcard(keys.accountBalances("main"))).toBe(3);
  await books.note("main", left(32 * 24 * 60 * minute, 7));
  expect(await redis.zcard(keys.accountBalances("main"))).toBe(1);
});
