import { afterEach, describe, expect, test } from "@jest/globals";
import {
  type InputFacts,
  type Ledger,
  optional,
  type ProviderQuestion,
  type QuestionAnswer,
  type QuestionDesk,
  storedInput,
  taskEnded,
} from "@hailuo-queue/contracts";
import { createKeys, createRedisLedger, type RedisKeys } from "@hailuo-queue/store";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { newInput } from "@hailuo-queue/testkit/conformance";
import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { once } from "node:events";
import { parseWhere } from "./find/where.ts";
import { openProducer } from "./open-producer.ts";
import type { Producer } from "./types.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const request = { model: "MiniMax-Hailuo-2.3", prompt: "a cat" };
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** A provider that has every task; what it is asked is kept. */
function openDesk(answer: QuestionAnswer = { type: "fits", status: "Processing" }) {
  const asked: ProviderQuestion[] = [];
  const world = { answer };
  const desk: QuestionDesk = {
    ask: async (question) => {
      asked.push(question);
      return world.answer;
    },
  };
  return { asked, world, desk };
}

async function openWorld(
  desk?: QuestionDesk,
): Promise<{ readonly producer: Producer; readonly redis: RedisClient; readonly prefix: string }> {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix, ...optional({ desk }) });
  opened.push(() => producer.close());
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  return { producer, redis, prefix };
}

describe("submitting", () => {
  test("a batch again adds nothing, also when it has grown", async () => {
    const { producer } = await openWorld();
    const items = Array.from({ length: 1200 }, (_, number) => ({ request, customId: `item-${number}` }));
    expect(await producer.submitBatch(items, { batchId: "b" })).toEqual({ batchId: "b", created: 1200, existing: 0 });
    const grown = [...items, { request, customId: "one-more" }];
    expect(await producer.submitBatch(grown, { batchId: "b" })).toEqual({ batchId: "b", created: 1, existing: 1200 });
    expect(await producer.batch("b")).toMatchObject({ total: 1201, counts: { queued: 1201 } });
  });

  test("a bad item enqueues nothing of its batch", async () => {
    const { producer } = await openWorld();
    const items = [{ request }, { request: { ...request, duration: 7 } }];
    await expect(producer.submitBatch(items, { batchId: "b" })).rejects.toThrow(/duration/);
    expect(await producer.batch("b")).toBeUndefined();
  });

  test("a custom id again with another request is refused", async () => {
    const { producer } = await openWorld();
    const first = await producer.submit({ request, customId: "cat" });
    expect(await producer.submit({ request, customId: "cat" })).toEqual({ result: "existing", id: first.id });
    await expect(producer.submit({ request: { ...request, prompt: "a dog" }, customId: "cat" })).rejects.toThrow(
      /submitted before with another request/,
    );
  });

  test("a batch whose last item is in conflict with an earlier submit adds nothing", async () => {
    const { producer } = await openWorld();
    await producer.submitBatch([{ request, customId: "cat" }], { batchId: "b" });
    const items = Array.from({ length: 1500 }, (_, number) => ({ request, customId: `item-${number}` }));
    const changed = { request: { ...request, prompt: "a dog" }, customId: "cat" };
    await expect(producer.submitBatch([...items, changed], { batchId: "b" })).rejects.toThrow(/"cat" of batch "b"/);
    expect(await producer.batch("b")).toMatchObject({ total: 1 });
  });

  test("without a custom id every submit is a generation of its own", async () => {
    const { producer } = await openWorld();
    const [first, second] = await Promise.all([producer.submit({ request }), producer.submit({ request })]);
    expect(first.id).not.toBe(second.id);
  });
});

describe("submitting one", () => {
  test("again under an idempotency key returns the original; with another request it is refused", async () => {
    const { producer } = await openWorld();
    const first = await producer.submit({ request, idempotencyKey: "order 7 \u0000" });
    expect(await producer.submit({ request, idempotencyKey: "order 7 \u0000" })).toEqual({
      result: "existing",
      id: first.id,
    });
    await expect(
      producer.submit({ request: { ...request, prompt: "a dog" }, idempotencyKey: "order 7 \u0000" }),
    ).rejects.toMatchObject({
      code: "idempotency_conflict",
    });
  });

  test("with reuse takes a finished video of the same tenant and no other", async () => {
    const { producer, redis, prefix } = await openWorld();
    const ledger = createRedisLedger({ redis, keys: createKeys(prefix) });
    const first = await producer.submit({ request }, { reuse: true, tenant: "acme" });
    const second = await producer.submit({ request }, { reuse: true, tenant: "acme" });
    expect(second).toMatchObject({ result: "created" });
    for (const [from, to] of [
      ["queued", "creating"],
      ["creating", "generating"],
      ["generating", "downloading"],
      ["downloading", "succeeded"],
    ] as const)
      await ledger.transition(second.id, { from: [from], to });
    expect(await producer.submit({ request }, { reuse: true, tenant: "acme" })).toEqual({
      result: "existing",
      id: second.id,
    });
    expect(await producer.submit({ request }, { reuse: true, tenant: "other" })).toMatchObject({ result: "created" });
    expect(await producer.submit({ request }, { tenant: "acme" })).toMatchObject({ result: "created" });
    expect(first.id).not.toBe(second.id);
  });
});

describe("what a tenant has", () => {
  test("is listed page by page over its batches, newest first, and nobody else's", async () => {
    const { producer } = await openWorld();
    await producer.submitBatch(
      [1, 2, 3].map((at) => ({ request, customId: `a${at}` })),
      { batchId: "a", tenant: "acme" },
    );
    await producer.submitBatch([{ request, customId: "x" }], { batchId: "x", tenant: "other" });
    await producer.submitBatch(
      [1, 2].map((at) => ({ request, customId: `b${at}` })),
      { batchId: "b", tenant: "acme" },
    );
    const acme = producer.forTenant("acme");
    const seen: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const page = await acme.list({ limit: 2, ...optional({ cursor }) });
      seen.push(...page.items.map(({ customId }) => customId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen)).toEqual(new Set(["a1", "a2", "a3", "b1", "b2"]));
    expect(seen).toHaveLength(5);
    const { items, nextCursor } = await acme.batches({ limit: 1 });
    expect([...items, ...(await acme.batches({ cursor: nextCursor ?? "" })).items]).toHaveLength(2);
    expect(await producer.backlog.tenant("acme")).toMatchObject({ unfinished: 5 });
    await producer.cancelBatch("a");
    expect(await producer.backlog.tenant("acme")).toMatchObject({ unfinished: 2 });
  });
});

describe("a cursor", () => {
  test("goes on with the very list that gave it, of the same tenant, and with nothing else", async () => {
    const { producer } = await openWorld();
    const [acme, other] = [producer.forTenant("acme"), producer.forTenant("other")];
    for (const tenant of [acme, other])
      for (const batchId of ["a", "b"])
        for (const customId of ["1", "2", "3"])
          await tenant.submit({ request, customId }, { batchId: `${tenant.tenant}-${batchId}` });
    const lists = {
      "other's": (cursor: string) => other.list({ cursor }),
      "all of acme's": (cursor: string) => acme.list({ cursor }),
      "a batch's": (cursor: string) => acme.list({ batchId: "acme-a", cursor }),
      "another batch's": (cursor: string) => acme.list({ batchId: "acme-b", cursor }),
      "those of a state": (cursor: string) => acme.list({ state: "queued", cursor }),
      batches: (cursor: string) => acme.batches({ cursor }),
      "other's batches": (cursor: string) => other.batches({ cursor }),
    };
    const cursors = {
      "other's": (await other.list({ limit: 1 })).nextCursor,
      "all of acme's": (await acme.list({ limit: 1 })).nextCursor,
      "a batch's": (await acme.list({ batchId: "acme-a", limit: 1 })).nextCursor,
      "another batch's": (await acme.list({ batchId: "acme-b", limit: 1 })).nextCursor,
      "those of a state": (await acme.list({ state: "queued", limit: 1 })).nextCursor,
      batches: (await acme.batches({ limit: 1 })).nextCursor,
      "other's batches": (await other.batches({ limit: 1 })).nextCursor,
    };
    for (const [from, cursor] of Object.entries(cursors)) {
      for (const [into, list] of Object.entries(lists)) {
        const asked = list(cursor ?? "").then(
          ({ items }) => (items.length > 0 ? "went on" : "was empty"),
          ({ code }) => String(code),
        );
        expect([from, into, await asked]).toEqual([from, into, from === into ? "went on" : "bad_cursor"]);
      }
    }
  });

  test("that was made up, cut, changed or lengthened reads nothing", async () => {
    const { producer } = await openWorld();
    const acme = producer.forTenant("acme");
    for (const customId of ["1", "2"]) await acme.submit({ request, customId }, { batchId: "a" });
    const good = (await acme.list({ limit: 1 })).nextCursor ?? "";
    const [text = "", signature = ""] = good.split(".");
    const forged = Buffer.from(JSON.stringify({ batch: "a", at: 0 })).toString("base64url");
    const bad = [
      "",
      "a",
      "a:0",
      "a:1",
      ".",
      `${forged}.${signature}`,
      `${text}.`,
      text,
      `${good}A`,
      `A${good}`,
      good.slice(0, -1),
      `${text}.${signature.toLowerCase()}`,
      "é".repeat(300),
    ];
    for (const cursor of bad) await expect(acme.list({ cursor })).rejects.toMatchObject({ code: "bad_cursor" });
    expect((await acme.list({ cursor: good })).items).toHaveLength(1);
  });

  test("goes on behind a batch that is forgotten meanwhile", async () => {
    const { producer, redis, prefix } = await openWorld();
    const acme = producer.forTenant("acme");
    const opened = [];
    for (const batchId of ["a", "b", "c"]) {
      opened.push(batchId);
      await acme.submit({ request, customId: batchId }, { batchId });
      // A millisecond of its own for each.
      await redis.zadd(createKeys(prefix).tenantBatches("acme"), opened.length, batchId);
    }
    const { items, nextCursor = "" } = await acme.list({ limit: 1 });
    const batches = await acme.batches({ limit: 1 });
    expect([items[0]?.batchId, batches.items[0]?.batchId]).toEqual(["c", "c"]);
    const keys = createKeys(prefix);
    await redis.unlink(keys.batch("b"), keys.batchMembers("b"));
    await redis.zrem(keys.tenantBatches("acme"), "b", "c");
    expect((await acme.list({ cursor: nextCursor })).items.map(({ batchId }) => batchId)).toEqual(["a"]);
    expect((await acme.batches({ cursor: batches.nextCursor ?? "" })).items.map(({ batchId }) => batchId)).toEqual([
      "a",
    ]);
  });
});

describe("a batch", () => {
  test("has one tenant: another one's submit is refused and writes nothing", async () => {
    const { producer } = await openWorld();
    await producer.submit({ request, customId: "1" }, { batchId: "spring", tenant: "acme" });
    for (const customId of ["1", "2"])
      await expect(
        producer.submit({ request, customId }, { batchId: "spring", tenant: "other" }),
      ).rejects.toMatchObject({
        code: "batch_conflict",
      });
    await expect(producer.submitBatch([{ request }], { batchId: "spring", tenant: "other" })).rejects.toMatchObject({
      code: "batch_conflict",
    });
    expect(await producer.batch("spring")).toMatchObject({ total: 1, tenant: "acme" });
    expect(await producer.backlog.tenant("other")).toMatchObject({ unfinished: 0 });
  });
});

describe("what is another tenant's", () => {
  test("a tenant names no task of the provider, by any call; a user without one may", async () => {
    const { producer } = await openWorld();
    const larger = { model: "MiniMax-H3-Regeneration", source_task_id: "424242424242424", duration: 6 };
    const mine = producer.forTenant("mine");
    await expect(mine.submit({ request: larger })).rejects.toMatchObject({ code: "invalid_request" });
    await mine.openBatch({ batchId: "open" });
    const receipts = await mine.addItems("open", [
      { index: 0, request: larger },
      { index: 1, request },
    ]);
    expect(receipts).toMatchObject([
      { result: "invalid", faults: [{ field: "source_task_id" }] },
      { result: "created" },
    ]);
    expect(await producer.submit({ request: larger })).toMatchObject({ id: expect.stringMatching(/^gen_/) });
  });

  test("answers to every call as what is not there, and stays as it is", async () => {
    const { producer } = await openWorld();
    const { id } = await producer.submit({ request, customId: "1" }, { batchId: "theirs", tenant: "theirs" });
    await producer.openBatch({ batchId: "open", tenant: "theirs" });
    const theirs = newInput("theirs");
    await producer.inputs.keep("theirs", theirs);
    const mine = producer.forTenant("mine");
    const all = async (values: AsyncIterable<unknown>): Promise<void> => {
      for await (const _ of values) throw new Error("was told");
    };
    const calls: Record<string, (generation: string, batch: string) => Promise<unknown>> = {
      get: (generation) => mine.get(generation),
      cancel: (generation) => mine.cancel(generation),
      forget: (generation) => mine.forget(generation),
      explain: (generation) => mine.explain(generation),
      retry: (generation) => mine.retry(generation, { rebuy: true }),
      upscale: (generation) => mine.upscale(generation, "task", { resolution: "2K" }),
      resolve: (generation) => mine.resolve(generation, { action: "fail" }),
      resolveBatch: (_, batch) => mine.resolveBatch(batch, { action: "fail" }),
      edit: (generation) => mine.edit(generation, { prompt: "mine now" }),
      batch: (_, batch) => mine.batch(batch),
      addItems: (_, batch) => mine.addItems(batch, [{ index: 0, request }]),
      noteBatchFaults: (_, batch) => mine.noteBatchFaults(batch, [{ index: 0, faults: [] }]),
      batchFaults: (_, batch) => all(mine.batchFaults(batch)),
      sealBatch: (_, batch) => mine.sealBatch(batch),
      setBatchLimits: (_, batch) => mine.setBatchLimits(batch, { budgetMicroUsd: 1 }),
      setBatchLabels: (_, batch) => mine.setBatchLabels(batch, {}),
      setBatchPriority: (_, batch) => mine.setBatchPriority(batch, "low"),
      pauseBatch: (_, batch) => mine.pauseBatch(batch),
      resumeBatch: (_, batch) => mine.resumeBatch(batch),
      cancelBatch: (_, batch) => mine.cancelBatch(batch),
      retryBatch: (_, batch) => mine.retryBatch(batch, { rebuy: true }),
      results: (_, batch) => all(mine.results(batch)),
      history: (_, batch) => mine.history({ batchId: batch }),
      input: (generation) => mine.input(generation === id ? theirs.sha256 : newInput("nobody's").sha256),
      removeInput: (generation) => mine.removeInput(generation === id ? theirs.sha256 : newInput("nobody's").sha256),
    };
    const told = (call: Promise<unknown>): Promise<string> =>
      call.then(
        () => "an answer",
        ({ code, message }) => `${code} ${message}`,
      );
    for (const [name, call] of Object.entries(calls)) {
      const unknown = await told(call("gen_0", "nix"));
      expect([name, unknown]).toEqual([
        name,
        expect.stringMatching(/^unknown_(generation|batch|input) There is no such/),
      ]);
      for (const batch of ["theirs", "open"]) expect([name, await told(call(id, batch))]).toEqual([name, unknown]);
    }
    expect(await mine.findByCustomId("theirs", "1")).toBeUndefined();
    expect(await mine.list({ batchId: "theirs" })).toEqual({ items: [] });
    expect(await mine.list()).toEqual({ items: [] });
    expect(await mine.batches()).toEqual({ items: [] });
    for (const filter of [`id=${id}`, "batch=theirs", "state=queued", "tenant=theirs"]) {
      expect((await mine.find(parseWhere(filter))).items).toEqual([]);
      expect(await mine.previewBulk(parseWhere(filter), { action: "cancel" })).toMatchObject({ matched: 0, first: [] });
      expect(await mine.bulk(parseWhere(filter), { action: "cancel" })).toMatchObject({ matched: 0, changed: 0 });
    }
    expect(await mine.inputs()).toEqual({ items: [] });
    // Every call of the type is above, or takes no name of a thing.
    const { createdAt } = await producer.forTenant("theirs").input(theirs.sha256);
    expect(await mine.inputsOf(createdAt)).toEqual([]);
    expect(await mine.singles("theirs", { order: "newest", limit: 10 })).toEqual({ items: [], hasMore: false });
    const foreign = await producer.batch("theirs");
    expect(foreign && (await mine.batchEnd(foreign))).toBeUndefined();
    const nameless = ["tenant", "diagnosis", "submit", "list", "batches", "openBatch", "findByCustomId", "inputs"];
    nameless.push("batchEnd", "inputsOf", "singles", "find", "previewBulk", "bulk");
    expect(Object.keys(mine).toSorted()).toEqual([...Object.keys(calls), ...nameless].toSorted());
    expect(await producer.get(id)).toMatchObject({ state: "queued", batchId: "theirs" });
    expect(await producer.forTenant("theirs").input(theirs.sha256)).toMatchObject(theirs);
    expect(await producer.batch("open")).toMatchObject({ phase: "open", total: 0, invalid: 0 });
  });
});

describe("cancelling", () => {
  test("ends a queued generation at once, and says so of one that has ended", async () => {
    const { producer, redis, prefix } = await openWorld();
    const { id } = await producer.submit({ request });
    expect(await producer.cancel(id)).toEqual({ result: "cancelled", id });
    expect(await producer.cancel(id)).toEqual({ result: "already_ended", id, state: "cancelled" });
    expect(await producer.cancel("gen_0")).toEqual({ result: "not_found", id: "gen_0" });
    expect(await redis.scard(createKeys(prefix).backlog)).toBe(0);
  });

  test("of a task under way keeps its slot", async () => {
    const { producer, redis, prefix } = await openWorld();
    const keys = createKeys(prefix);
    const { id } = await producer.submit({ request });
    await redis.zrem(keys.lane("normal|MiniMax-Hailuo-2.3", "default", "default"), id);
    await redis.srem(keys.backlog, "normal|MiniMax-Hailuo-2.3");
    await redis.hset(keys.admitted, `${id}|default`, "1:1:default");
    const ledger = createRedisLedger({ redis, keys });
    await ledger.transition(id, { from: ["queued"], to: "creating", run: 1, account: "default", leaseMs: 1000 });
    expect(await producer.cancel(id)).toEqual({ result: "cancelling", id });
    expect(await redis.zcard(keys.slots("default"))).toBe(1);
  });

  test("a batch cancels what is left of it", async () => {
    const { producer } = await openWorld();
    await producer.submitBatch(
      Array.from({ length: 130 }, (_, number) => ({ request, customId: `i${number}` })),
      { batchId: "b" },
    );
    const [first] = (await producer.list({ batchId: "b", limit: 1 })).items;
    await producer.cancel(first?.id ?? "");
    expect(await producer.cancelBatch("b")).toEqual({ cancelled: 129, cancelling: 0, alreadyEnded: 1 });
  });
});

describe("replaying", () => {
  async function failedAt(
    stage: "create" | "download",
    error: string,
    desk?: QuestionDesk,
  ): Promise<{ producer: Producer; id: string; ledger: Ledger; keys: RedisKeys; redis: RedisClient }> {
    const { producer, redis, prefix } = await openWorld(desk);
    const keys = createKeys(prefix);
    const { id } = await producer.submit({ request });
    await redis.zrem(keys.lane("normal|MiniMax-Hailuo-2.3", "default", "default"), id);
    await redis.srem(keys.backlog, "normal|MiniMax-Hailuo-2.3");
    await redis.hset(keys.admitted, `${id}|default`, "1:1:default");
    const ledger = createRedisLedger({ redis, keys });
    await ledger.transition(id, { from: ["queued"], to: "creating", run: 1, account: "default", leaseMs: 1000 });
    if (stage === "create") {
      await ledger.transition(id, { from: ["creating"], to: "submission_unknown", account: "default", leaseMs: 1000 });
    } else {
      await ledger.transition(id, {
        from: ["creating"],
        to: "generating",
        account: "default",
        changes: { taskId: "t" },
      });
      await ledger.transition(id, {
        from: ["generating"],
        to: "downloading",
        account: "default",
        changes: { fileId: "f" },
      });
      const changes = { error: { code: error, stage, message: "broken" } } as const;
      await ledger.transition(id, {
        from: ["downloading"],
        to: "failed",
        account: "default",
        changes,
        stamp: ["endedAt"],
      });
    }
    return { producer, id, ledger, keys, redis };
  }

  async function jobIds(redis: RedisClient, keys: RedisKeys, stage: "poll" | "download"): Promise<string[]> {
    return redis.lrange(`${keys.bull}:${stage}:wait`, "0", "-1");
  }

  test("a lost create that the provider has goes on with its task, in its slot; the same word again changes nothing", async () => {
    const { desk, asked } = openDesk();
    const { producer, id, keys, redis } = await failedAt("create", "", desk);
    const named = { action: "task", taskId: "176843862716480" } as const;
    expect(await producer.resolve(id, named)).toEqual({ result: "generating", id });
    expect(asked).toEqual([{ kind: "task", generationId: id, taskId: "176843862716480" }]);
    const record = await producer.get(id);
    expect(record).toMatchObject({ state: "generating", taskId: "176843862716480" });
    expect(record?.run).toBeGreaterThan(1);
    expect(await redis.zcard(keys.slots("default"))).toBe(1);
    expect(await jobIds(redis, keys, "poll")).toEqual([`poll.${id}.${record?.run}`]);
    expect(await producer.resolve(id, named)).toEqual({ result: "generating", id, again: true });
    expect(await producer.resolve(id, { action: "task", taskId: "2" })).toMatchObject({
      result: "refused",
      code: "not_waiting",
    });
    expect(asked).toHaveLength(1);
    expect((await producer.get(id))?.run).toBe(record?.run);
  });

  test.each<[string, QuestionAnswer, string]>([
    [
      "that the account does not have",
      { type: "unknown_task", message: "MiniMax does not know this id (2013)" },
      "unknown_task",
    ],
    [
      "that was made of something else",
      { type: "other_task", differences: ["its model is MiniMax-H3-Max, not MiniMax-H3"] },
      "other_task",
    ],
    [
      "that the provider cannot tell of",
      { type: "unclear", code: "rate_limited", message: "Too many.", retryInMs: 1500 },
      "provider_unavailable",
    ],
  ])("a task %s is not taken, and nothing is changed", async (_what, answer, code) => {
    const { producer, id, keys, redis } = await failedAt("create", "", openDesk(answer).desk);
    const before = await producer.get(id);
    const said = producer.resolve(id, { action: "task", taskId: "42" });
    expect(await said.catch((error: unknown) => error)).toMatchObject({
      code,
      message: expect.stringContaining("Nothing was changed"),
    });
    expect(await producer.get(id)).toEqual(before);
    expect(await jobIds(redis, keys, "poll")).toEqual([]);
  });

  test.each(["", "a b", "../7", "x".repeat(129), "7\n"])("%j is no task id, and nobody is asked", async (taskId) => {
    const { desk, asked } = openDesk();
    const { producer, id } = await failedAt("create", "", desk);
    await expect(producer.resolve(id, { action: "task", taskId })).rejects.toMatchObject({ code: "bad_task_id" });
    expect(asked).toEqual([]);
  });

  test("a lost create that the provider does not have is queued again, or given up; both free its slot, and the same again is the same", async () => {
    for (const [action, result, waiting] of [
      ["resubmit", "queued", 1],
      ["fail", "failed", 0],
    ] as const) {
      const { producer, id, keys, redis } = await failedAt("create", "", openDesk().desk);
      const price = action === "resubmit" ? { priceMicroUsd: 280_000 } : {};
      expect(await producer.resolve(id, { action })).toEqual({ result, id, ...price });
      expect(await redis.zcard(keys.slots("default"))).toBe(0);
      expect(await redis.scard(keys.backlog)).toBe(waiting);
      expect(await producer.resolve(id, { action })).toEqual({ result, id, again: true, ...price });
      expect(await redis.scard(keys.backlog)).toBe(waiting);
      const other = action === "fail" ? "resubmit" : "fail";
      expect(await producer.resolve(id, { action: other })).toMatchObject({ result: "refused", code: "not_waiting" });
    }
  });

  test("two who decide in the same moment buy once, and both are told so", async () => {
    const { producer, id, keys, redis } = await failedAt("create", "", openDesk().desk);
    const receipts = await Promise.all(Array.from({ length: 10 }, () => producer.resolve(id, { action: "resubmit" })));
    expect(receipts.map(({ result }) => result)).toEqual(Array.from({ length: 10 }, () => "queued"));
    expect(receipts.filter((receipt) => !("again" in receipt))).toHaveLength(1);
    expect(await redis.scard(keys.backlog)).toBe(1);
  });

  test("a tenant's questions have a limit for each minute, an operator's none", async () => {
    const { desk, asked } = openDesk({ type: "unknown_task", message: "no" });
    const { producer, id } = await failedAt("create", "", desk);
    const tenant = producer.forTenant("default");
    for (let at = 0; at < 30; at += 1) await tenant.resolve(id, { action: "task", taskId: String(at) });
    await expect(tenant.resolve(id, { action: "task", taskId: "30" })).rejects.toMatchObject({
      code: "too_many_questions",
    });
    await producer.resolve(id, { action: "task", taskId: "31" });
    expect(asked).toHaveLength(31);
    await expect(producer.forTenant("other").resolve(id, { action: "fail" })).rejects.toMatchObject({
      code: "unknown_generation",
    });
  });

  test("a task that the provider never ends is given up, and its slot is free", async () => {
    for (const [state, result] of [
      ["overdue", "failed"],
      ["cancelling", "cancelled"],
    ] as const) {
      const { producer, id, ledger, keys, redis } = await failedAt("create", "", openDesk().desk);
      await producer.resolve(id, { action: "task", taskId: "t1" });
      if (state === "overdue") await ledger.transition(id, { from: ["generating"], to: "overdue", account: "default" });
      else await producer.cancel(id);
      expect(await redis.zcard(keys.slots("default"))).toBe(1);
      expect(await producer.resolve(id, { action: "resubmit" })).toMatchObject({ result: "refused" });
      expect(await producer.resolve(id, { action: "fail" })).toEqual({ result, id });
      expect(await producer.resolve(id, { action: "fail" })).toEqual({ result, id, again: true });
      expect(await redis.zcard(keys.slots("default"))).toBe(0);
    }
  });

  test("a failed download is downloaded again under a new run, and nothing is bought", async () => {
    const { producer, id, keys, redis } = await failedAt("download", "download_storage");
    expect(await producer.retry(id)).toEqual({ result: "downloading", id });
    const record = await producer.get(id);
    expect(record).toMatchObject({ state: "downloading", fileId: "f" });
    expect(record?.run).toBeGreaterThan(1);
    expect(record?.error).toBeUndefined();
    expect(await jobIds(redis, keys, "download")).toEqual([`download.${id}.${record?.run}`]);
    expect(await redis.scard(keys.backlog)).toBe(0);
  });

  test("a failed download is not bought with rebuy either, unless that is forced", async () => {
    const { producer, id, ledger } = await failedAt("download", "download_storage");
    expect(await producer.retry(id, { rebuy: true })).toEqual({ result: "downloading", id });
    const error = { code: "download_storage", stage: "download", message: "The disk is full." } as const;
    await ledger.transition(id, { from: ["downloading"], to: "failed", account: "default", changes: { error } });
    expect(await producer.retry(id, { rebuy: true, force: true })).toMatchObject({ result: "queued", id });
  });

  test("what has failed again since its purchase was asked for is not bought by that", async () => {
    const { producer, id, ledger } = await failedAt("create", "");
    await ledger.transition(id, {
      from: ["submission_unknown"],
      to: "failed",
      account: "default",
      stamp: ["endedAt"],
    });
    const { endedAt = 0, batchId = "" } = (await producer.get(id)) ?? {};
    const before = { rebuy: true, failedBefore: endedAt - 1 };
    expect(await producer.retry(id, before)).toMatchObject({ result: "refused", code: "changed" });
    expect(await producer.retryBatch(batchId, before)).toEqual({ retried: 0, refused: 1 });
    expect(await producer.retry(id, { rebuy: true, failedBefore: endedAt })).toMatchObject({ result: "queued" });
  });

  test("a batch that is bought again downloads what was paid for, and buys it no second time", async () => {
    const { producer, id, keys, redis } = await failedAt("download", "download_storage");
    const { batchId = "" } = (await producer.get(id)) ?? {};
    expect(await producer.retryBatch(batchId, { rebuy: true })).toEqual({ retried: 1, refused: 0 });
    expect(await producer.get(id)).toMatchObject({ state: "downloading", fileId: "f" });
    expect(await redis.scard(keys.backlog)).toBe(0);
  });

  test("a retry of what was given up without an answer says that it may be bought a second time", async () => {
    const { producer, id } = await failedAt("create", "");
    await producer.resolve(id, { action: "fail" });
    expect(await producer.retry(id)).toMatchObject({
      result: "refused",
      message: expect.stringContaining("perhaps a second time"),
    });
  });

  test("a retry of what the provider lost sight of asks for the same task, and buys nothing; not of what its user gave up", async () => {
    const { producer, id, ledger, keys, redis } = await failedAt("create", "", openDesk().desk);
    await producer.resolve(id, { action: "task", taskId: "t1" });
    const { run = 0 } = (await producer.get(id)) ?? {};
    const lost = { pollCount: 5, seen: { error: { code: "gone", notFoundPolls: 5 } }, charged: true } as const;
    const error = { code: "gone", stage: "poll", message: "no such task" } as const;
    await ledger.transition(id, taskEnded({ run, account: "default", batchId: "default" }, "failed", lost, error));
    expect(await producer.retry(id)).toEqual({ result: "generating", id });
    const record = await producer.get(id);
    expect(record).toMatchObject({ state: "generating", taskId: "t1", pollCount: 0 });
    expect(record?.pollError).toBeUndefined();
    expect(await jobIds(redis, keys, "poll")).toContain(`poll.${id}.${record?.run}`);

    await ledger.transition(id, {
      from: ["generating"],
      to: "overdue",
      account: "default",
      changes: { pollError: { ...lost.seen.error, pollCount: 0 } },
    });
    await producer.resolve(id, { action: "fail" });
    expect(await producer.retry(id)).toMatchObject({ result: "refused", code: "needs_rebuy" });
  });

  test("what has no video is bought again only when that is said", async () => {
    const { producer, id, ledger, keys, redis } = await failedAt("create", "");
    await ledger.transition(id, { from: ["submission_unknown"], to: "failed", account: "default" });
    expect(await producer.retry(id)).toMatchObject({ result: "refused", message: expect.stringContaining("--rebuy") });
    expect(await producer.retry(id, { rebuy: true })).toEqual({ result: "queued", id, priceMicroUsd: 280_000 });
    expect(await redis.scard(keys.backlog)).toBe(1);
  });
});

describe("watching", () => {
  test("wait resolves when the generation has ended, events tell what happened", async () => {
    const { producer } = await openWorld();
    const { id } = await producer.submit({ request });
    const stop = new AbortController();
    const events = producer.events({ signal: stop.signal, afterEventId: "0" })[Symbol.asyncIterator]();
    const ended = producer.wait(id);
    await producer.cancel(id);
    expect((await ended).state).toBe("cancelled");
    expect((await events.next()).value).toMatchObject({ generationId: id, from: "queued", to: "cancelled" });
    stop.abort();
    await events.return?.();
  });
});

describe("a Redis that is away", () => {
  test("fails with a sentence that names it", async () => {
    await expect(openProducer({ redisUrl: "redis://:secret@127.0.0.1:1" })).rejects.toThrow(
      /Redis at redis:\/\/127\.0\.0\.1:1 cannot be used .*REDIS_URL/,
    );
  });

  test("and silent fails as well, and no promise hangs", async () => {
    const blackHole = createServer((socket) => opened.push(async () => void socket.destroy())).listen(0, "127.0.0.1");
    await once(blackHole, "listening");
    opened.push(async () => void blackHole.close());
    const { port } = blackHole.address() as { port: number };
    await expect(openProducer({ redisUrl: `redis://127.0.0.1:${port}` })).rejects.toThrow(/cannot be used/);
  });
});

describe("inputs", () => {
  const named = (sha256: string): object => ({
    ...request,
    model: "MiniMax-Hailuo-2.3",
    image_url: storedInput(sha256, "png").reference,
  });

  test("a request names those of its tenant, is judged by what they are, and is told of those that are not there", async () => {
    const { producer } = await openWorld();
    const [cat, small] = [newInput("cat"), newInput("small")];
    await producer.inputs.keep("acme", cat);
    await producer.inputs.keep("acme", { ...small, facts: { ...small.facts, width: 100 } as InputFacts });
    const acme = producer.forTenant("acme");
    expect(await acme.submit({ request: named(cat.sha256) })).toMatchObject({ result: "created" });
    expect(await acme.input(cat.sha256)).toMatchObject({ users: 1 });
    await expect(acme.submit({ request: named(small.sha256) })).rejects.toMatchObject({
      code: "invalid_request",
      faults: [{ field: "image_url", message: "has 100 x 600 pixels; the short side must have at least 300" }],
    });
    const gone = {
      code: "input_not_found",
      faults: [{ field: "image_url", message: expect.stringMatching(/^names an input that is not there/) }],
    };
    await expect(producer.forTenant("other").submit({ request: named(cat.sha256) })).rejects.toMatchObject(gone);
    await expect(acme.removeInput(cat.sha256)).rejects.toMatchObject({
      code: "input_needed",
      message: expect.stringMatching(/^The input is needed by an unfinished generation; /),
    });
    await expect(
      producer.submitBatch([{ request: named(newInput("none").sha256) }], { batchId: "b", tenant: "acme" }),
    ).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  test("items of a batch are told of theirs one by one", async () => {
    const { producer } = await openWorld();
    const cat = newInput("cat");
    await producer.inputs.keep("acme", cat);
    const acme = producer.forTenant("acme");
    const { batchId } = await acme.openBatch();
    const receipts = await acme.addItems(batchId, [
      { index: 0, request: named(newInput("none").sha256) },
      { index: 1, request: named(cat.sha256) },
      { index: 2, request },
    ]);
    expect(receipts).toMatchObject([
      { index: 0, result: "invalid", faults: [{ field: "image_url" }] },
      { index: 1, result: "created" },
      { index: 2, result: "created" },
    ]);
    expect(await acme.batch(batchId)).toMatchObject({ total: 2, invalid: 1 });
  });

  test("an identical request is the original also when its input is gone; buying that again is refused with the cure", async () => {
    const { producer, redis, prefix } = await openWorld();
    const ledger = createRedisLedger({ redis, keys: createKeys(prefix) });
    const cat = newInput("cat");
    await producer.inputs.keep("acme", cat);
    const acme = producer.forTenant("acme");
    const { id } = await acme.submit({ request: named(cat.sha256), idempotencyKey: "1" });
    await redis.hset(createKeys(prefix).admitted, `${id}|tenant-acme`, "1:1:default");
    await ledger.transition(id, { from: ["queued"], to: "creating", account: "default" });
    await ledger.transition(id, { from: ["creating"], to: "failed", account: "default" });
    await acme.removeInput(cat.sha256);
    expect(await acme.submit({ request: named(cat.sha256), idempotencyKey: "1" })).toEqual({ result: "existing", id });
    expect(await acme.retry(id, { rebuy: true })).toEqual({
      result: "refused",
      id,
      code: "input_gone",
      message: expect.stringMatching(/needs the input input:\/\/sha256-.*, which is gone.*Upload the same file again/),
    });
    await producer.inputs.keep("acme", newInput("cat"));
    expect(await acme.retry(id, { rebuy: true })).toEqual({ result: "queued", id, priceMicroUsd: 280_000 });
    expect(await acme.input(cat.sha256)).toMatchObject({ users: 1 });
  });

  test("a long data URL is refused with the ways that there are, and never stands in Redis", async () => {
    const { producer } = await openWorld();
    const image = `data:image/png;base64,${"A".repeat(3000)}`;
    await expect(
      producer.submit({ request: { ...request, model: "MiniMax-Hailuo-2.3", image_url: image } }),
    ).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(
        /image_url: is a data URL of 3022 characters, and a record keeps at most 2048; send it to the gateway/,
      ),
    });
  });
});
