import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { TENANT_LIMITS } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys, createRedisLedger, createRequestIndex } from "@hailuo-queue/store";
import { openProducer } from "./open-producer.ts";
import type { Producer, SubmitItem } from "./types.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));
const opened: Producer[] = [];
afterEach(async () => {
  for (const producer of opened.splice(0)) await producer.close();
});

async function openWorld() {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix });
  opened.push(producer);
  return { producer, keys: createKeys(prefix) };
}

function items(count: number, changes: Partial<SubmitItem> = {}): SubmitItem[] {
  return Array.from({ length: count }, (_, at) => ({
    request: { model: "MiniMax-Hailuo-2.3", prompt: `boat ${at}`, duration: 6, resolution: "768P" },
    ...changes,
  }));
}

test("the receipt of a submit says how many of it have twins, and so does the batch; one without any says nothing", async () => {
  const { producer } = await openWorld();
  expect(await producer.submitBatch(items(250), { batchId: "a" })).toEqual({ batchId: "a", created: 250, existing: 0 });
  expect(await producer.submitBatch(items(251), { batchId: "b" })).toEqual({
    batchId: "b",
    created: 251,
    existing: 0,
    twins: 250,
  });
  expect(await producer.batch("b")).toMatchObject({ total: 251, twins: 250 });
  expect(await producer.batch("a")).not.toHaveProperty("twins");
  // Sent once more, nothing is new.
  expect(await producer.submitBatch(items(251), { batchId: "b" })).toEqual({ batchId: "b", created: 0, existing: 251 });
  expect(await producer.batch("b")).toMatchObject({ twins: 250 });
});

test("the same request several times in one batch is no twin of itself", async () => {
  const { producer } = await openWorld();
  const [boat] = items(1);
  const twice = [boat, boat].flatMap((item) => (item === undefined ? [] : [item]));
  expect(await producer.findTwins(twice, { batchId: "a" })).toMatchObject({ wanted: 2, twins: 0 });
  expect(await producer.submitBatch(twice, { batchId: "a" })).toEqual({ batchId: "a", created: 2, existing: 0 });
});

test("however a request came, it is found: one by one, in a batch that is filled, under another name", async () => {
  const { producer } = await openWorld();
  const [one, two, three] = items(3);
  await producer.submit({ ...(one as SubmitItem) }, { batchId: "single" });
  await producer.openBatch({ batchId: "filled" });
  await producer.addItems("filled", [{ ...(two as SubmitItem), index: 0, customId: "two" }]);
  await producer.submitBatch([{ ...(three as SubmitItem), customId: "three" }], { batchId: "named" });
  const report = await producer.findTwins(items(4, { customId: undefined } as never), { batchId: "new" });
  expect(report).toMatchObject({ wanted: 4, twins: 3, unpriced: 0 });
  expect(report.microUsd).toBeGreaterThan(0);
  expect(report.batches.map(({ batchId }) => batchId).toSorted()).toEqual(["filled", "named", "single"]);
  await producer.openBatch({ batchId: "door" });
  await producer.addItems("door", [{ ...(one as SubmitItem), index: 0 }]);
  expect(await producer.batch("door")).toMatchObject({ phase: "open", twins: 1 });
});

test("what was cancelled is no twin, and what takes its place is one", async () => {
  const { producer } = await openWorld();
  await producer.submitBatch(items(2), { batchId: "a" });
  await producer.cancelBatch("a");
  expect(await producer.findTwins(items(2), { batchId: "b" })).toMatchObject({ twins: 0 });
  await producer.submitBatch(items(2), { batchId: "b" });
  expect(await producer.findTwins(items(2), { batchId: "c" })).toMatchObject({
    twins: 2,
    batches: [{ batchId: "b", count: 2 }],
  });
});

test("twins are left out where that is said, and a second sending leaves them out again", async () => {
  const { producer } = await openWorld();
  await producer.submitBatch(items(2), { batchId: "a" });
  const how = { batchId: "b", leaveOutTwins: true } as const;
  expect(await producer.submitBatch(items(3), how)).toEqual({ batchId: "b", created: 1, existing: 0, leftOut: 2 });
  expect(await producer.submitBatch(items(3), how)).toEqual({ batchId: "b", created: 0, existing: 1, leftOut: 2 });
});

test("another tenant's requests are nobody else's twins", async () => {
  const { producer } = await openWorld();
  await producer.submitBatch(items(2), { batchId: "a", tenant: "acme" });
  expect(await producer.findTwins(items(2), { batchId: "b", tenant: "other" })).toMatchObject({ twins: 0 });
  expect(await producer.findTwins(items(2), { batchId: "b", tenant: "acme" })).toMatchObject({ twins: 2 });
});

test("the index is bounded and has an end: of a full hash the oldest goes", async () => {
  const { keys } = await openWorld();
  const ledger = createRedisLedger({ redis, keys });
  const index = createRequestIndex({ redis, keys, getMany: ledger.getMany });
  const most = TENANT_LIMITS.maxKnownRequests / 4096;
  const made = Array.from({ length: most + 3 }, (_, at) => ({
    digest: `aa${String(at).padStart(7, "0")}`,
    id: `gen_${String(at).padStart(32, "0")}`,
  }));
  for (const one of made) await index.note("acme", "b", [one]);
  const hash = keys.requests("acme", "aa");
  expect(await redis.hlen(hash)).toBe(most);
  expect(await redis.hkeys(hash)).toEqual(made.slice(3).map(({ digest }) => digest.slice(2)));
  expect(await redis.pttl(hash)).toBeGreaterThan(0);
});

test("what is enqueued is told so also where it cannot be remembered: who heard of a fault would buy it again", async () => {
  const { producer, keys } = await openWorld();
  const [one, two, three] = items(3) as [SubmitItem, SubmitItem, SubmitItem];
  // As a Redis does that is full, or fails over, in this very moment: what stands there cannot be added to.
  await Promise.all(everyHash(keys).map((key) => redis.set(key, "")));
  await redis.set(keys.reusables("default"), "");
  expect(await producer.submit(one, { reuse: true })).toMatchObject({ result: "created" });
  expect(await producer.submitBatch([two], { batchId: "b" })).toMatchObject({ created: 1 });
  await producer.openBatch({ batchId: "filled" });
  expect(await producer.addItems("filled", [{ ...three, index: 0 }])).toMatchObject([{ result: "created" }]);
});

function everyHash(keys: ReturnType<typeof createKeys>): readonly string[] {
  const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".split("");
  return characters.flatMap((one) => characters.map((other) => keys.requests("default", one + other)));
}
