import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import type { HistoryChange } from "@hailuo-queue/contracts";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createHistoryBooks, createKeys } from "@hailuo-queue/store";
import { openProducer } from "./open-producer.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

test("a tenant reads what happened to its own work, and to its own batches alone", async () => {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix });
  opened.push(() => producer.close());
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const books = createHistoryBooks({ redis, keys: createKeys(prefix) });
  const request = { model: "MiniMax-Hailuo-2.3", prompt: "a cat" };
  await producer.submit({ request }, { tenant: "mine", batchId: "m" });
  await producer.submit({ request }, { tenant: "theirs", batchId: "t" });
  const news = await books.news();
  const changes: readonly HistoryChange[] = [
    { at: news.now, scope: { kind: "tenant", name: "mine" }, sums: { created: 1 } },
    { at: news.now, scope: { kind: "batch", name: "m" }, sums: { created: 2 } },
    { at: news.now, scope: { kind: "tenant", name: "theirs" }, sums: { created: 4 } },
    { at: news.now, scope: { kind: "all" }, sums: { created: 5 } },
  ];
  await books.add(news, { changes, totals: [], oldestAt: {}, reservedMicroUsd: {} });
  const madeOf = ({ points }: Awaited<ReturnType<typeof producer.history>>): number =>
    points.reduce((sum, { created }) => sum + created, 0);
  const mine = producer.forTenant("mine");
  expect(madeOf(await mine.history())).toBe(1);
  expect(madeOf(await mine.history({ batchId: "m", step: "day" }))).toBe(2);
  expect(madeOf(await producer.history())).toBe(5);
  for (const batchId of ["t", "never-was", "all:x"])
    await expect(mine.history({ batchId })).rejects.toMatchObject({ code: "unknown_batch" });
});
