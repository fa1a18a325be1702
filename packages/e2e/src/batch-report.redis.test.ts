import { afterEach, expect, test } from "@jest/globals";
import type { Transition } from "@hailuo-queue/contracts";
import { createKeys, createRedisLedger } from "@hailuo-queue/store";
import { reportEndedBatches } from "@hailuo-queue/pipeline";
import { openProducer } from "@hailuo-queue/producer";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createMemoryObjectStore } from "@hailuo-queue/testkit";
import { randomUUID } from "node:crypto";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const { signal } = new AbortController();
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function openWorld() {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix });
  opened.push(() => producer.close());
  const redis = await openRedis(redisUrl, { role: "worker" });
  opened.push(() => closeRedis(redis));
  const ledger = createRedisLedger({ redis, keys: createKeys(prefix) });
  const store = createMemoryObjectStore();
  const move = (id: string, ...states: Transition["to"][]): Promise<unknown> =>
    states.reduce<Promise<Transition["to"]>>(
      async (from, to) => ledger.transition(id, { from: [await from], to }).then(() => to),
      Promise.resolve("queued"),
    );
  const lines = (key: string): { id: string; state: string }[] =>
    (store.read(key)?.toString() ?? "")
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as { id: string; state: string }]));
  return { producer, ledger, store, move, lines };
}

test("a batch that has ended is reported once, all of it and its errors apart, and again when it ends anew", async () => {
  const { producer, ledger, store, move, lines } = await openWorld();
  const { batchId } = await producer.openBatch({ batchId: "spring" });
  const items = ["cat", "dog", "fox"].map((prompt, index) => ({
    index,
    request: { model: "MiniMax-Hailuo-2.3", prompt },
  }));
  const ids = (await producer.addItems(batchId, items)).map((receipt) => ("id" in receipt ? receipt.id : ""));
  await producer.sealBatch(batchId);
  const [cat = "", dog = "", fox = ""] = ids;
  await move(cat, "creating", "generating", "downloading", "succeeded");
  await move(dog, "creating", "failed");
  expect(await reportEndedBatches({ ledger, store }, signal)).toEqual([]);
  await move(fox, "cancelled");
  expect(await reportEndedBatches({ ledger, store }, signal)).toEqual(["spring"]);
  expect(lines("spring/results.jsonl").map(({ id }) => id)).toEqual(ids);
  expect(lines("spring/errors.jsonl")).toMatchObject([
    { id: dog, state: "failed" },
    { id: fox, state: "cancelled" },
  ]);
  expect(await reportEndedBatches({ ledger, store }, signal)).toEqual([]);
  await ledger.transition(dog, { from: ["failed"], to: "queued" });
  await move(dog, "creating", "generating", "downloading", "succeeded");
  expect(await reportEndedBatches({ ledger, store }, signal)).toEqual(["spring"]);
  expect(lines("spring/errors.jsonl")).toMatchObject([{ id: fox }]);
});

test("a batch whose report could not be stored is reported the next time", async () => {
  const { producer, ledger, store } = await openWorld();
  const { batchId } = await producer.openBatch({ batchId: "spring" });
  await producer.sealBatch(batchId);
  const away = { put: () => Promise.reject(new Error("storage is away")) };
  await expect(reportEndedBatches({ ledger, store: away }, signal)).rejects.toThrow("storage is away");
  expect(await reportEndedBatches({ ledger, store }, signal)).toEqual(["spring"]);
  expect(store.keys()).toEqual(["spring/errors.jsonl", "spring/results.csv", "spring/results.jsonl"]);
});

test("batches whose place takes nothing, or is reached by others only, hold up no other one, however many they are", async () => {
  const { producer, ledger, store } = await openWorld();
  const endEmpty = async (batchId: string): Promise<void> => {
    await producer.openBatch({ batchId });
    await producer.sealBatch(batchId);
  };
  await endEmpty("gone");
  for (let number = 0; number < 120; number += 1) await endEmpty(`elsewhere-${number}`);
  await endEmpty("own");
  const gone = { put: () => Promise.reject(new Error("its disk is gone")) };
  const storeOf = async (batchId: string) => (batchId === "own" ? store : batchId === "gone" ? gone : undefined);
  await expect(reportEndedBatches({ ledger, store, storeOf }, signal)).rejects.toThrow("gone: its disk is gone");
  expect(store.keys()).toEqual(["own/errors.jsonl", "own/results.csv", "own/results.jsonl"]);
  expect((await ledger.batchesToReport()).map(({ batchId }) => batchId)).not.toContain("own");
  expect(await ledger.batchesToReport()).toHaveLength(121);
});
