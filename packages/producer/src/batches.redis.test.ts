import { afterEach, describe, expect, test } from "@jest/globals";
import { createKeys, createRedisAdmission, createRedisLedger } from "@hailuo-queue/store";
import { optional, outcomeOf, type PriceTable, type Transition } from "@hailuo-queue/contracts";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { randomUUID } from "node:crypto";
import { openProducer } from "./open-producer.ts";
import type { BatchItem } from "./types.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const model = "MiniMax-Hailuo-2.3";
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function openWorld(prices?: PriceTable) {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix, ...optional({ prices }) });
  opened.push(() => producer.close());
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const keys = createKeys(prefix);
  const ledger = createRedisLedger({ redis, keys });
  const accounts = [{ name: "default", maxInFlight: 100, windows: { create: [], query: [], files: [] } }];
  const admission = createRedisAdmission({ redis, keys, accounts });

  /** Takes a generation from its grant to an end, as the workers would. */
  async function end(id: string, to: "succeeded" | "failed"): Promise<void> {
    const steps: readonly Pick<Transition, "from" | "to">[] =
      to === "failed"
        ? [{ from: ["creating"], to }]
        : [
            { from: ["creating"], to: "generating" },
            { from: ["generating"], to: "downloading" },
            { from: ["downloading"], to },
          ];
    await ledger.transition(id, { from: ["queued"], to: "creating" });
    for (const step of steps) await ledger.transition(id, step);
  }
  const admit = async (most = 100): Promise<readonly string[]> =>
    (await admission.admit(most)).grants.map(({ generationId }) => generationId);
  return { producer, ledger, admit, end, keys, redis };
}

const itemsOf = (count: number): BatchItem[] =>
  Array.from({ length: count }, (_, index) => ({ index, request: { model, prompt: `cat ${index}` } }));

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const found: Value[] = [];
  for await (const value of values) found.push(value);
  return found;
}

describe("filling a batch", () => {
  test("nothing of an open batch starts; all of it does once it is sealed", async () => {
    const { producer, admit } = await openWorld();
    const { batchId, phase } = await producer.openBatch();
    expect(phase).toBe("open");
    const [first] = await producer.addItems(batchId, itemsOf(3));
    expect(await admit()).toEqual([]);
    expect(await producer.explain((first as { id: string }).id)).toMatchObject({ waitsFor: "batch_open" });
    expect(await producer.sealBatch(batchId)).toEqual({ result: "sealed", received: 3, invalid: 0 });
    expect(await admit()).toHaveLength(3);
    expect(await producer.sealBatch(batchId)).toMatchObject({ result: "existing" });
  });

  test("a broken upload is sent again without doubles", async () => {
    const { producer } = await openWorld();
    const { batchId } = await producer.openBatch({ batchId: "b" });
    await producer.addItems(batchId, itemsOf(3));
    expect(await producer.sealBatch(batchId, { total: 5 })).toEqual({
      result: "incomplete",
      received: 3,
      invalid: 0,
      total: 5,
    });
    const again = await producer.addItems(batchId, itemsOf(5));
    expect(again.map(({ result }) => result)).toEqual(["existing", "existing", "existing", "created", "created"]);
    expect(await producer.sealBatch(batchId, { total: 5 })).toMatchObject({ result: "sealed", received: 5 });
  });

  test("another payload under a known index is a conflict", async () => {
    const { producer } = await openWorld();
    const { batchId } = await producer.openBatch();
    await producer.addItems(batchId, itemsOf(1));
    const [receipt] = await producer.addItems(batchId, [{ index: 0, request: { model, prompt: "a dog" } }]);
    expect(receipt).toMatchObject({ index: 0, result: "conflict" });
  });

  test("a batch opened again with the same settings is the same; with others it is refused", async () => {
    const { producer } = await openWorld();
    const settings = { batchId: "b", maxFailureRatio: 0.5, priority: "high" } as const;
    await producer.openBatch(settings);
    expect(await producer.openBatch(settings)).toMatchObject({ batchId: "b", maxFailureRatio: 0.5, priority: "high" });
    await expect(producer.openBatch({ ...settings, maxFailureRatio: 0.1 })).rejects.toThrow(/other settings/);
  });

  test("a sealed batch takes no more items, and one that was never opened none", async () => {
    const { producer } = await openWorld();
    const { batchId } = await producer.openBatch();
    await producer.sealBatch(batchId);
    await expect(producer.addItems(batchId, itemsOf(1))).rejects.toThrow(/is sealed/);
    await expect(producer.addItems("nowhere", itemsOf(1))).rejects.toThrow(/no batch "nowhere"/);
    expect(await producer.batch(batchId)).toMatchObject({ phase: "ended", total: 0 });
  });
});

test("a batch's webhook is told of each of its generations where that was wanted, else of the batch alone", async () => {
  const { producer, redis, keys } = await openWorld();
  for (const webhookOfEach of [true, false]) {
    const { batchId } = await producer.openBatch({ webhook: "http://a.example/", webhookOfEach });
    await producer.addItems(batchId, itemsOf(1));
    await producer.sealBatch(batchId);
    await producer.cancelBatch(batchId);
  }
  const entries = (await redis.xrange(keys.webhookOutbox("default"), "-", "+")) as [string, string[]][];
  expect(entries.map(([, fields]) => fields[1])).toEqual([
    "batch.sealed",
    "generation.cancelled",
    "batch.ended",
    "batch.sealed",
    "batch.ended",
  ]);
});

describe("items that cannot be used", () => {
  const bad: BatchItem = { index: 1, request: { model, prompt: "a dog", duration: 7 } };

  test("reject the whole batch, of which nothing is ever started", async () => {
    const { producer, admit } = await openWorld();
    const { batchId } = await producer.openBatch();
    const receipts = await producer.addItems(batchId, [...itemsOf(1), bad]);
    expect(receipts[1]).toMatchObject({ index: 1, result: "invalid", faults: [{ field: "duration" }] });
    expect(await producer.sealBatch(batchId, { total: 2 })).toEqual({ result: "rejected", received: 1, invalid: 1 });
    expect(await admit()).toEqual([]);
    const summary = await producer.batch(batchId);
    expect(summary).toMatchObject({ phase: "ended", stopped: "rejected", invalid: 1, counts: { cancelled: 1 } });
    expect(summary && outcomeOf(summary)).toBe("cancelled");
    expect(await all(producer.batchFaults(batchId))).toMatchObject([{ index: 1, faults: [{ field: "duration" }] }]);
  });

  test("are set aside where the batch was opened so", async () => {
    const { producer, admit } = await openWorld();
    const { batchId } = await producer.openBatch({ invalid: "skip" });
    await producer.addItems(batchId, [...itemsOf(1), bad]);
    expect(await producer.sealBatch(batchId, { total: 2 })).toMatchObject({
      result: "sealed",
      received: 1,
      invalid: 1,
    });
    expect(await admit()).toHaveLength(1);
  });

  test("are forgotten when they are sent again in order", async () => {
    const { producer } = await openWorld();
    const { batchId } = await producer.openBatch();
    await producer.addItems(batchId, [...itemsOf(1), bad]);
    await producer.addItems(batchId, [{ index: 1, request: { model, prompt: "a dog" } }]);
    expect(await producer.sealBatch(batchId, { total: 2 })).toMatchObject({
      result: "sealed",
      received: 2,
      invalid: 0,
    });
  });

  test.each([undefined, "dog"])(
    "that were sent good before (custom_id %s) are no items more: a seal finds its total",
    async (customId) => {
      const { producer } = await openWorld();
      const { batchId } = await producer.openBatch({ invalid: "skip" });
      const named = optional({ customId });
      await producer.addItems(batchId, [...itemsOf(1), { index: 1, request: { model, prompt: "a dog" }, ...named }]);
      // What cannot be read at all does not say its custom_id.
      await producer.noteBatchFaults(batchId, [{ index: 1, faults: [{ field: "(line)", message: "is no JSON" }] }]);
      await producer.addItems(batchId, [{ index: 2, request: { model, prompt: "a dog", duration: 7 } }]);
      expect(await producer.sealBatch(batchId, { total: 4 })).toEqual({
        result: "incomplete",
        received: 2,
        invalid: 2,
        total: 4,
      });
      expect(await producer.sealBatch(batchId, { total: 2 })).toEqual({
        result: "incomplete",
        received: 2,
        invalid: 2,
        total: 2,
      });
      expect(await producer.sealBatch(batchId, { total: 3 })).toMatchObject({
        result: "sealed",
        received: 2,
        invalid: 2,
      });
    },
  );

  test("two items of one custom id are one too many, also when they want the same", async () => {
    const { producer } = await openWorld();
    const { batchId } = await producer.openBatch();
    const named = (index: number): BatchItem => ({ index, request: { model, prompt: "a cat" }, customId: "cat" });
    expect(await producer.addItems(batchId, [named(0), named(1)])).toMatchObject([
      { result: "created" },
      { index: 1, result: "invalid", faults: [{ field: "custom_id" }] },
    ]);
    expect(await producer.addItems(batchId, [named(0)])).toMatchObject([{ result: "existing" }]);
    expect(await producer.findByCustomId(batchId, "cat")).toMatchObject({ customId: "cat", index: 0 });
  });
});

describe("a batch with a failure ratio", () => {
  test("starts nothing more once too many have failed, and goes on when it may", async () => {
    const { producer, admit, end } = await openWorld();
    const { batchId } = await producer.openBatch({ maxFailureRatio: 0.25 });
    await producer.addItems(batchId, itemsOf(8));
    await producer.sealBatch(batchId);
    for (const id of await admit(2)) await end(id, "failed");
    expect(await producer.batch(batchId)).not.toHaveProperty("stopped");
    for (const id of await admit(1)) await end(id, "failed");
    expect(await producer.batch(batchId)).toMatchObject({ stopped: "failure_ratio", counts: { failed: 3, queued: 5 } });
    expect(await admit()).toEqual([]);
    await producer.setBatchLimits(batchId, { maxFailureRatio: 0.9 });
    expect(await admit()).toHaveLength(5);
  });
});

describe("the end of a batch", () => {
  test("is stamped, and puts its results down to be written, once", async () => {
    const { producer, ledger, admit, end } = await openWorld();
    const { batchId } = await producer.openBatch();
    await producer.addItems(batchId, itemsOf(2));
    await producer.sealBatch(batchId);
    const [first, second] = await admit();
    await end(first as string, "succeeded");
    expect(await ledger.batchesToReport()).toEqual([]);
    await end(second as string, "failed");
    const summary = await producer.batch(batchId);
    expect(summary).toMatchObject({ phase: "ended", endedAt: expect.any(Number) });
    const [due] = await ledger.batchesToReport();
    expect(due).toEqual({ batchId, endedAt: summary?.endedAt });
    await ledger.reported(batchId, Number(due?.endedAt));
    expect(await ledger.batchesToReport()).toEqual([]);
    expect(await all(producer.results(batchId))).toMatchObject([{ state: "succeeded" }, { state: "failed" }]);
    expect(await all(producer.results(batchId, "errors"))).toMatchObject([{ id: second, state: "failed" }]);
  });

  test("tells how many of its videos are not what was bought, also after one of them was fetched again", async () => {
    const { producer, ledger, admit, end } = await openWorld();
    await producer.submitBatch(
      Array.from({ length: 3 }, (_, at) => ({ request: { model, prompt: `cat ${at}` } })),
      { batchId: "b", complete: true },
    );
    const [first = "", second = "", third = ""] = await admit();
    const store = (id: string, warnings: readonly ("wrong_duration" | "wrong_resolution")[]) =>
      ledger.transition(id, {
        from: ["downloading"],
        to: "succeeded",
        changes: {
          video: { location: "file:///v.mp4", bytes: 1, sha256: "0", ...(warnings.length === 0 ? {} : { warnings }) },
        },
      });
    const download = async (id: string): Promise<void> => {
      await ledger.transition(id, { from: ["queued"], to: "creating" });
      await ledger.transition(id, { from: ["creating"], to: "generating" });
      await ledger.transition(id, { from: ["generating"], to: "downloading" });
    };
    for (const id of [first, second]) await download(id);
    await store(first, ["wrong_duration", "wrong_resolution"]);
    await store(second, []);
    await end(third, "succeeded");
    expect(await producer.batch("b")).toMatchObject({ warned: 1, counts: { succeeded: 3 } });
    await ledger.transition(first, { from: ["succeeded"], to: "downloading" });
    await store(first, []);
    expect((await producer.batch("b"))?.warned).toBe(0);
  });

  test("of one that was submitted whole is reported as well, also when it came before its last word", async () => {
    const { producer, ledger, admit, end } = await openWorld();
    await producer.submitBatch([{ request: { model, prompt: "a cat" } }], { batchId: "b" });
    for (const id of await admit()) await end(id, "succeeded");
    expect(await ledger.batchesToReport()).toEqual([]);
    await producer.submitBatch([{ request: { model, prompt: "a cat" } }], { batchId: "b", complete: true });
    expect(await ledger.batchesToReport()).toMatchObject([{ batchId: "b" }]);
    await producer.submitBatch([{ request: { model, prompt: "a dog" } }], { batchId: "b", complete: true });
    expect(await producer.batch("b")).not.toHaveProperty("endedAt");
  });

  test("is taken back when a failed one is bought again", async () => {
    const { producer, admit, end } = await openWorld();
    const { batchId } = await producer.openBatch();
    await producer.addItems(batchId, itemsOf(1));
    await producer.sealBatch(batchId);
    for (const id of await admit()) await end(id, "failed");
    expect(await producer.retryBatch(batchId)).toEqual({ retried: 0, refused: 1 });
    expect(await producer.retryBatch(batchId, { rebuy: true })).toEqual({ retried: 1, refused: 0 });
    const summary = await producer.batch(batchId);
    expect(summary).toMatchObject({ phase: "sealed", counts: { queued: 1 } });
    expect(summary).not.toHaveProperty("endedAt");
  });
});

describe("money", () => {
  /** Every video costs one dollar. */
  const dollar = { priceOf: () => 1_000_000, rows: [] };

  test("is reserved with a start, spent with a video, and given back by a failure", async () => {
    const { producer, admit, end } = await openWorld(dollar);
    const { batchId } = await producer.openBatch({ tenant: "acme" });
    await producer.addItems(batchId, itemsOf(3));
    await producer.sealBatch(batchId);
    const [first, second] = await admit(2);
    expect(await producer.batch(batchId)).toMatchObject({ reservedMicroUsd: 2_000_000, spentMicroUsd: 0 });
    await end(first as string, "succeeded");
    await end(second as string, "failed");
    expect(await producer.batch(batchId)).toMatchObject({ reservedMicroUsd: 0, spentMicroUsd: 1_000_000 });
    expect(await producer.get(first as string)).toMatchObject({ priceMicroUsd: 1_000_000, costMicroUsd: 1_000_000 });
    expect(await producer.get(second as string)).not.toHaveProperty("costMicroUsd");
    const [acme] = await producer.backlog.tenants();
    expect(acme).toMatchObject({ tenant: "acme", reservedMicroUsd: 0, spentMicroUsd: 1_000_000 });
  });

  test("is what was really used where the provider tells that, and its room goes to the others", async () => {
    const { producer, ledger, admit } = await openWorld(dollar);
    const { batchId } = await producer.openBatch({ tenant: "acme", budgetMicroUsd: 1_900_000 });
    await producer.addItems(batchId, itemsOf(2));
    await producer.sealBatch(batchId);
    const [first = ""] = await admit(2);
    expect(await admit(1)).toEqual([]);
    await ledger.transition(first, { from: ["queued"], to: "creating", account: "default", stamp: ["submittedAt"] });
    await ledger.transition(first, { from: ["creating"], to: "generating", account: "default" });
    await ledger.transition(first, { from: ["generating"], to: "downloading", account: "default", charged: 650_000 });
    expect(await producer.get(first)).toMatchObject({ priceMicroUsd: 1_000_000, costMicroUsd: 650_000 });
    expect(await producer.batch(batchId)).toMatchObject({ reservedMicroUsd: 0, spentMicroUsd: 650_000 });
    expect(await admit(1)).toHaveLength(1);
  });

  test("of a batch: nothing starts beyond its budget, and what a failure gives back is used", async () => {
    const { producer, admit, end } = await openWorld(dollar);
    const { batchId } = await producer.openBatch({ budgetMicroUsd: 2_500_000 });
    await producer.addItems(batchId, itemsOf(5));
    await producer.sealBatch(batchId);
    const started = await admit();
    expect(started).toHaveLength(2);
    const summary = await producer.batch(batchId);
    expect(summary).toMatchObject({ stopped: "budget", budgetMicroUsd: 2_500_000 });
    expect(await admit()).toEqual([]);
    await end(started[0] as string, "failed");
    const [third, ...more] = await admit();
    expect(more).toEqual([]);
    await end(started[1] as string, "succeeded");
    await end(third as string, "succeeded");
    expect(await admit()).toEqual([]);
    const over = await producer.batch(batchId);
    expect(over).toMatchObject({ stopped: "budget", spentMicroUsd: 2_000_000, counts: { queued: 2 } });
    expect(over && outcomeOf(over)).toBe("needs_attention");
    const { items } = await producer.list({ batchId, state: "queued" });
    expect(await producer.explain(items[0]?.id ?? "")).toMatchObject({ waitsFor: "budget" });
    await producer.setBatchLimits(batchId, { budgetMicroUsd: 3_000_000 });
    expect(await admit()).toHaveLength(1);
    await producer.setBatchLimits(batchId, { budgetMicroUsd: null });
    expect(await admit()).toHaveLength(1);
  });

  test("of a tenant: its batches share one budget, and others go on", async () => {
    const { producer, admit } = await openWorld(dollar);
    // What is left of it pays no further one.
    await producer.backlog.setTenantBudget("acme", 1_400_000);
    for (const [batchId, tenant] of [
      ["a", "acme"],
      ["b", "acme"],
      ["c", "other"],
    ] as const) {
      await producer.openBatch({ batchId, tenant });
      await producer.addItems(batchId, itemsOf(2));
      await producer.sealBatch(batchId);
    }
    expect(await admit()).toHaveLength(3);
    const { items } = await producer.list({ batchId: "b", state: "queued" });
    expect(await producer.explain(items[0]?.id ?? "")).toMatchObject({ waitsFor: "tenant_budget" });
    expect(await producer.backlog.tenant("acme")).toMatchObject({ stopped: true });
    expect((await producer.diagnosis()).troubles).toContainEqual(
      expect.objectContaining({ cause: "tenant_budget", tenant: "acme", generations: 4 }),
    );
    await producer.backlog.setTenantBudget("acme", null);
    expect(await producer.backlog.tenant("acme")).not.toHaveProperty("stopped");
    expect(await admit()).toHaveLength(3);
  });

  test("a batch with a budget starts nothing whose price is not known", async () => {
    const { producer, admit } = await openWorld({ priceOf: () => undefined, rows: [] });
    const { batchId } = await producer.openBatch({ budgetMicroUsd: 1_000_000 });
    await producer.addItems(batchId, itemsOf(1));
    await producer.sealBatch(batchId);
    expect(await admit()).toEqual([]);
    expect(await producer.batch(batchId)).toMatchObject({ stopped: "no_price" });
  });

  test("is spent once for one create, however often its download is done again", async () => {
    const { producer, ledger, admit } = await openWorld(dollar);
    const { id } = await producer.submit({ request: { model, prompt: "a cat" } });
    await admit();
    const move = (from: Transition["from"][number], to: Transition["to"], more: Partial<Transition> = {}) =>
      ledger.transition(id, { from: [from], to, ...more });
    await move("queued", "creating", { stamp: ["submittedAt"] });
    await move("creating", "generating", { changes: { taskId: "t" } });
    await move("generating", "downloading", { changes: { fileId: "f" } });
    await move("downloading", "failed", {
      changes: { error: { code: "task_not_found", stage: "download", message: "away" } },
    });
    await move("failed", "generating", { newRun: true });
    expect(await producer.batch("default")).toMatchObject({ reservedMicroUsd: 0, spentMicroUsd: 1_000_000 });
    await move("generating", "downloading");
    expect(await producer.batch("default")).toMatchObject({ reservedMicroUsd: 0, spentMicroUsd: 1_000_000 });
  });
});

describe("ends and money that are easily counted wrongly", () => {
  const prices: PriceTable = { rows: [], priceOf: () => 10 };

  test("a batch whose items were all cancelled while it was open ends with its seal, and ends once", async () => {
    const { producer, ledger, redis, keys } = await openWorld();
    const { batchId } = await producer.openBatch({ webhook: "https://example.com/" });
    await producer.addItems(batchId, itemsOf(2));
    await producer.cancelBatch(batchId);
    await producer.sealBatch(batchId);
    expect(await producer.batch(batchId)).toMatchObject({ phase: "ended", endedAt: expect.any(Number) });
    expect((await ledger.batchesToReport()).map((due) => due.batchId)).toEqual([batchId]);
    await ledger.completeBatch(batchId);
    const told = (await redis.xrange(keys.webhookOutbox("default"), "-", "+")).filter(([, fields]) =>
      fields.includes("batch.ended"),
    );
    expect(told).toHaveLength(1);
  });

  test("items that were on their way while their batch was sealed are refused, and sent again they are known", async () => {
    const { producer, ledger } = await openWorld();
    const { batchId, tenant } = await producer.openBatch();
    const late = {
      id: "gen_late",
      batchId,
      tenant,
      request: { model: "MiniMax-Hailuo-2.3" as const, prompt: "late" },
      objectKey: "late.mp4",
      idempotencyKey: "index:1",
      fingerprint: "f",
    };
    await ledger.submit([{ ...late, id: "gen_early", idempotencyKey: "index:0" }]);
    await producer.sealBatch(batchId);
    await expect(ledger.submit([late])).rejects.toMatchObject({ code: "batch_sealed" });
    expect(await ledger.submit([{ ...late, idempotencyKey: "index:0" }])).toEqual([
      { result: "existing", id: "gen_early" },
    ]);
    expect(await producer.batch(batchId)).toMatchObject({ total: 1 });
  });

  test("one whose create may have been accepted counts as bought when it is cancelled", async () => {
    const { producer, ledger, admit } = await openWorld(prices);
    const { batchId } = await producer.openBatch({ budgetMicroUsd: 10 });
    await producer.addItems(batchId, itemsOf(2));
    await producer.sealBatch(batchId);
    const [id = ""] = await admit();
    await ledger.transition(id, { from: ["queued"], to: "creating", stamp: ["submittedAt"] });
    await ledger.transition(id, { from: ["creating"], to: "submission_unknown" });
    expect(await producer.cancel(id)).toMatchObject({ result: "cancelled" });
    expect(await producer.batch(batchId)).toMatchObject({ reservedMicroUsd: 0, spentMicroUsd: 10 });
    expect(await admit()).toEqual([]);
  });

  test("a task that was paid for reserves nothing when it is asked for again", async () => {
    const { producer, ledger, admit } = await openWorld(prices);
    const { batchId } = await producer.openBatch({ budgetMicroUsd: 10 });
    await producer.addItems(batchId, itemsOf(1));
    await producer.sealBatch(batchId);
    const [id = ""] = await admit();
    await ledger.transition(id, { from: ["queued"], to: "creating", stamp: ["submittedAt"] });
    await ledger.transition(id, { from: ["creating"], to: "generating" });
    await ledger.transition(id, { from: ["generating"], to: "failed", charged: true });
    await ledger.transition(id, { from: ["failed"], to: "generating", newRun: true });
    expect(await producer.batch(batchId)).toMatchObject({ reservedMicroUsd: 0, spentMicroUsd: 10 });
    await ledger.transition(id, { from: ["generating"], to: "downloading" });
    expect(await producer.batch(batchId)).toMatchObject({ reservedMicroUsd: 0, spentMicroUsd: 10 });
  });
});

test("a submit into another tenant's batch is refused, and changes neither its limits nor its place", async () => {
  const { producer } = await openWorld();
  const items = [{ request: { model, prompt: "a cat" } }];
  const place = { location: "file:///theirs/" };
  await producer.submitBatch(items, { batchId: "b", tenant: "one", place, limits: { budgetMicroUsd: 9_000_000 } });
  const theft = { batchId: "b", tenant: "two", place: { location: "file:///mine/" }, limits: { budgetMicroUsd: 1 } };
  await expect(producer.submitBatch(items, theft)).rejects.toMatchObject({ code: "batch_conflict" });
  expect(await producer.batch("b")).toMatchObject({ place, budgetMicroUsd: 9_000_000 });
});
