import { afterEach, describe, expect, test } from "@jest/globals";
import type { Ledger } from "@hailuo-queue/contracts";
import { createRedisLedger } from "@hailuo-queue/ledger";
import { closeRedis, createKeys, openRedis, type RedisClient, type RedisKeys } from "@hailuo-queue/redis";
import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { once } from "node:events";
import { openProducer } from "./open-producer.ts";
import type { Producer } from "./types.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const request = { model: "MiniMax-Hailuo-2.3", prompt: "a cat" };
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function openWorld(): Promise<{ readonly producer: Producer; readonly redis: RedisClient; readonly prefix: string }> {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix });
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
    expect(await producer.submit({ request, idempotencyKey: "order 7 \u0000" })).toEqual({ result: "existing", id: first.id });
    await expect(producer.submit({ request: { ...request, prompt: "a dog" }, idempotencyKey: "order 7 \u0000" })).rejects.toMatchObject({
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
    expect(await producer.submit({ request }, { reuse: true, tenant: "acme" })).toEqual({ result: "existing", id: second.id });
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
    const seen: (string | undefined)[] = [];
    let cursor: string | undefined;
    do {
      const page = await producer.listTenant("acme", { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ customId }) => customId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(new Set(seen)).toEqual(new Set(["a1", "a2", "a3", "b1", "b2"]));
    expect(seen).toHaveLength(5);
    await expect(producer.listTenant("acme", { cursor: "x:0" })).rejects.toMatchObject({ code: "bad_cursor" });
    const { items, nextCursor } = await producer.tenantBatches("acme", { limit: 1 });
    expect([...items, ...(await producer.tenantBatches("acme", { cursor: nextCursor ?? "" })).items]).toHaveLength(2);
    expect(await producer.backlog.tenant("acme")).toMatchObject({ unfinished: 5 });
    await producer.cancelBatch("a");
    expect(await producer.backlog.tenant("acme")).toMatchObject({ unfinished: 2 });
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
    await redis.zrem(`${keys.backlog}:normal|MiniMax-Hailuo-2.3|default|default`, id);
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
  ): Promise<{ producer: Producer; id: string; ledger: Ledger; keys: RedisKeys; redis: RedisClient }> {
    const { producer, redis, prefix } = await openWorld();
    const keys = createKeys(prefix);
    const { id } = await producer.submit({ request });
    await redis.zrem(`${keys.backlog}:normal|MiniMax-Hailuo-2.3|default|default`, id);
    await redis.srem(keys.backlog, "normal|MiniMax-Hailuo-2.3");
    await redis.hset(keys.admitted, `${id}|default`, "1:1:default");
    const ledger = createRedisLedger({ redis, keys });
    await ledger.transition(id, { from: ["queued"], to: "creating", run: 1, account: "default", leaseMs: 1000 });
    if (stage === "create") {
      await ledger.transition(id, { from: ["creating"], to: "submission_unknown", account: "default", leaseMs: 1000 });
    } else {
      await ledger.transition(id, { from: ["creating"], to: "generating", account: "default", changes: { taskId: "t" } });
      await ledger.transition(id, { from: ["generating"], to: "downloading", account: "default", changes: { fileId: "f" } });
      const changes = { error: { code: error, stage, message: "broken" } } as const;
      await ledger.transition(id, { from: ["downloading"], to: "failed", account: "default", changes, stamp: ["endedAt"] });
    }
    return { producer, id, ledger, keys, redis };
  }

  async function jobIds(redis: RedisClient, keys: RedisKeys, stage: "poll" | "download"): Promise<string[]> {
    return redis.lrange(`${keys.bull}:${stage}:wait`, "0", "-1");
  }

  test("a lost create that the provider has goes on with its task, in its slot", async () => {
    const { producer, id, keys, redis } = await failedAt("create", "");
    expect(await producer.resolve(id, { action: "task", taskId: "176843862716480" })).toEqual({ result: "generating", id });
    const record = await producer.get(id);
    expect(record).toMatchObject({ state: "generating", taskId: "176843862716480" });
    expect(record?.run).toBeGreaterThan(1);
    expect(await redis.zcard(keys.slots("default"))).toBe(1);
    expect(await jobIds(redis, keys, "poll")).toEqual([`poll.${id}.${record?.run}`]);
  });

  test("a lost create that the provider does not have is queued again, or given up; both free its slot", async () => {
    for (const [action, result, waiting] of [
      ["resubmit", "queued", 1],
      ["fail", "failed", 0],
    ] as const) {
      const { producer, id, keys, redis } = await failedAt("create", "");
      expect(await producer.resolve(id, { action })).toEqual({ result, id });
      expect(await redis.zcard(keys.slots("default"))).toBe(0);
      expect(await redis.scard(keys.backlog)).toBe(waiting);
      expect(await producer.resolve(id, { action })).toMatchObject({ result: "refused" });
    }
  });

  test("a task that the provider never ends is given up, and its slot is free", async () => {
    for (const [state, result] of [
      ["overdue", "failed"],
      ["cancelling", "cancelled"],
    ] as const) {
      const { producer, id, ledger, keys, redis } = await failedAt("create", "");
      await producer.resolve(id, { action: "task", taskId: "t1" });
      if (state === "overdue") await ledger.transition(id, { from: ["generating"], to: "overdue", account: "default" });
      else await producer.cancel(id);
      expect(await redis.zcard(keys.slots("default"))).toBe(1);
      expect(await producer.resolve(id, { action: "resubmit" })).toMatchObject({ result: "refused" });
      expect(await producer.resolve(id, { action: "fail" })).toEqual({ result, id });
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

  test("what has no video is bought again only when that is said", async () => {
    const { producer, id, ledger, keys, redis } = await failedAt("create", "");
    await ledger.transition(id, { from: ["submission_unknown"], to: "failed", account: "default" });
    expect(await producer.retry(id)).toMatchObject({ result: "refused", message: expect.stringContaining("--rebuy") });
    expect(await producer.retry(id, { rebuy: true })).toEqual({ result: "queued", id });
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
