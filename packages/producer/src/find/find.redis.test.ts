import { afterEach, expect, test } from "@jest/globals";
import type { GenerationRecord } from "@hailuo-queue/contracts";
import { createKeys, createRedisAdmission, createRedisLedger } from "@hailuo-queue/store";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { randomUUID } from "node:crypto";
import { openProducer, type OpenProducerOptions } from "../open-producer.ts";
import type { TenantProducer } from "../types.ts";
import type { BulkNote } from "./bulk.ts";
import { parseWhere } from "./where.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const model = "MiniMax-Hailuo-2.3";
const PRICE = 280_000;
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function openWorld(more: Pick<OpenProducerOptions, "prices"> = {}) {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix, ...more });
  opened.push(() => producer.close());
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const keys = createKeys(prefix);
  const ledger = createRedisLedger({ redis, keys });
  const accounts = [{ name: "default", maxInFlight: 2000, windows: { create: [], query: [], files: [] } }];
  const admission = createRedisAdmission({ redis, keys, accounts });
  const account = "default";

  /** Takes one out of the backlog to its end in failure: of its create, or of the download of a paid video. */
  async function fail(stage: "create" | "download", code: string): Promise<string> {
    const [grant] = (await admission.admit(1)).grants;
    if (grant === undefined) throw new Error("Nothing was admitted");
    const { generationId: id, run } = grant;
    const error = { code, stage, message: "broken" } as const;
    await ledger.transition(id, {
      from: ["queued"],
      to: "creating",
      run,
      account,
      leaseMs: 60_000,
      changes: { account },
    });
    if (stage === "download") {
      await ledger.transition(id, { from: ["creating"], to: "generating", account, changes: { taskId: `t-${id}` } });
      await ledger.transition(id, { from: ["generating"], to: "downloading", account, changes: { fileId: "f" } });
    }
    const from = [stage === "create" ? "creating" : "downloading"] as const;
    await ledger.transition(id, { from, to: "failed", account, changes: { error }, stamp: ["endedAt"] });
    return id;
  }
  return { producer, fail };
}

const items = (count: number, word = "cat"): { request: object; customId: string }[] =>
  Array.from({ length: count }, (_, at) => ({
    request: { model, prompt: `${word} ${at}` },
    customId: `${word}-${at}`,
  }));

async function allPages(producer: Pick<TenantProducer, "find">, filter: string): Promise<readonly GenerationRecord[]> {
  const found: GenerationRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await producer.find(parseWhere(filter, { words: true }), {
      limit: 30,
      ...(cursor === undefined ? {} : { cursor }),
    });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

test("find tells each generation once, page after page, of all and of a tenant", async () => {
  const { producer } = await openWorld();
  await producer.submitBatch(items(250), { batchId: "cats" });
  await producer.submitBatch(items(130, "dog"), { batchId: "dogs", tenant: "acme" });
  const acme = producer.forTenant("acme");
  for (const [of, filter, count] of [
    [producer, "", 380],
    [producer, "batch=cats", 250],
    [producer, "state=queued", 380],
    [producer, "tenant=acme", 130],
    [producer, "dog", 130],
    [producer, "prompt~7", 43 + 22],
    [producer, "custom_id=cat-7,dog-7", 2],
    [producer, "state=failed", 0],
    [producer, "created>1h", 0],
    [acme, "", 130],
    [acme, "batch=cats", 0],
    [acme, "cat", 0],
    [acme, "custom_id=dog-99 created<1h", 1],
  ] as const) {
    const found = await allPages(of, filter);
    expect([filter, found.length, new Set(found.map(({ id }) => id)).size]).toEqual([filter, count, count]);
  }
});

test("a bulk retry fetches what was paid for, and buys the others only where that was said, and no more than agreed", async () => {
  const { producer, fail } = await openWorld();
  await producer.submitBatch(items(5), { batchId: "cats" });
  const paid = await fail("download", "download_storage");
  const flagged = [await fail("create", "prompt_flagged"), await fail("create", "prompt_flagged")];
  const other = await fail("create", "bad_request");
  const where = parseWhere("batch=cats code!=bad_request");

  expect(await producer.previewBulk(where, { action: "retry", rebuy: true })).toMatchObject({
    matched: 3,
    needRebuy: 2,
    priceMicroUsd: 2 * PRICE,
    underWay: 0,
  });
  expect(await producer.previewBulk(where, { action: "retry" })).toMatchObject({ needRebuy: 2, priceMicroUsd: 0 });
  expect((await producer.get(paid))?.state).toBe("failed");

  expect(await producer.bulk(where, { action: "retry" })).toEqual({
    matched: 3,
    changed: 1,
    refused: { needs_rebuy: 2 },
    priceMicroUsd: 0,
  });
  expect((await producer.get(paid))?.state).toBe("downloading");
  expect(await producer.bulk(where, { action: "retry", rebuy: true }, { most: 5, mostMicroUsd: PRICE })).toMatchObject({
    changed: 1,
    priceMicroUsd: PRICE,
    cut: "agreed",
  });
  expect(await producer.bulk(where, { action: "retry", rebuy: true })).toMatchObject({ changed: 1 });
  for (const id of flagged) expect((await producer.get(id))?.state).toBe("queued");
  expect((await producer.get(other))?.state).toBe("failed");
});

test("a bulk retry that may buy fetches a paid video, and does not buy it again", async () => {
  const { producer, fail } = await openWorld();
  await producer.submitBatch(items(1), { batchId: "cats" });
  const paid = await fail("download", "download_storage");
  expect(await producer.bulk(parseWhere("state=failed"), { action: "retry", rebuy: true })).toEqual({
    matched: 1,
    changed: 1,
    refused: {},
    priceMicroUsd: 0,
  });
  expect((await producer.get(paid))?.state).toBe("downloading");
});

test("an amount of money buys nothing again that has no price, unless that was said, too", async () => {
  const { producer, fail } = await openWorld({ prices: { rows: [], priceOf: () => undefined } });
  await producer.submitBatch(items(3), { batchId: "cats" });
  for (let at = 0; at < 3; at += 1) await fail("create", "prompt_flagged");
  const where = parseWhere("state=failed");
  const retry = { action: "retry", rebuy: true } as const;
  expect(await producer.previewBulk(where, retry)).toMatchObject({ needRebuy: 3, unpriced: 3, priceMicroUsd: 0 });
  expect(await producer.bulk(where, retry, { most: 3, mostMicroUsd: 1_000_000 })).toEqual({
    matched: 3,
    changed: 0,
    refused: { no_price: 3 },
    priceMicroUsd: 0,
  });
  expect(await producer.bulk(where, retry, { most: 3, mostMicroUsd: 1_000_000, mostUnpriced: 2 })).toEqual({
    matched: 3,
    changed: 2,
    refused: { no_price: 1 },
    priceMicroUsd: 0,
  });
});

test("a bulk retry that broke off goes on behind its last note, and both tries buy no more than was agreed", async () => {
  const { producer, fail } = await openWorld();
  await producer.submitBatch(items(60), { batchId: "cats" });
  for (let at = 0; at < 60; at += 1) await fail("create", "prompt_flagged");
  const where = parseWhere("batch=cats");
  const failedBefore = Date.now();
  const what = { action: "retry", rebuy: true, failedBefore } as const;
  const agreed = { most: 55, mostMicroUsd: 55 * PRICE };
  const notes: BulkNote[] = [];
  const broken = producer.bulk(where, what, {
    ...agreed,
    note: async (note) => {
      notes.push(note);
      if (notes.length < 2) return;
      // The process ends after it has bought seven of the second group.
      for (const { id } of note.pending.slice(0, 7)) await producer.retry(id, { rebuy: true });
      throw new Error("killed");
    },
  });
  await expect(broken).rejects.toThrow("killed");
  const from = JSON.parse(JSON.stringify(notes.at(-1))) as BulkNote;
  expect(from).toMatchObject({ matched: 50, changed: 25 });
  // Three that were bought have failed again: they stand in the filter, and are not bought by this any more.
  for (let at = 0; at < 3; at += 1) await fail("create", "prompt_flagged");

  expect(await producer.bulk(where, what, { ...agreed, from })).toEqual({
    matched: 55,
    changed: 55,
    refused: { changed: 3 },
    priceMicroUsd: 55 * PRICE,
    cut: "agreed",
  });
  expect((await producer.batch("cats"))?.counts).toMatchObject({ queued: 52, failed: 8 });
});

test("a bulk cancel ends what is unfinished and leaves what has ended, of the tenant alone", async () => {
  const { producer, fail } = await openWorld();
  await producer.submitBatch(items(3), { batchId: "cats" });
  await fail("create", "bad_request");
  await producer.submitBatch(items(700, "dog"), { batchId: "dogs", tenant: "acme" });
  expect(await producer.previewBulk(parseWhere("model=MiniMax-Hailuo-2.3"), { action: "cancel" })).toMatchObject({
    matched: 702,
    underWay: 0,
  });
  const where = parseWhere("model=MiniMax-Hailuo-2.3 state!=generating");
  expect(await producer.forTenant("acme").bulk(where, { action: "cancel" }, { most: 500 })).toMatchObject({
    changed: 500,
    cut: "agreed",
  });
  expect(await producer.forTenant("acme").bulk(where, { action: "cancel" })).toEqual({
    matched: 200,
    changed: 200,
    refused: {},
    priceMicroUsd: 0,
  });
  expect((await producer.batch("cats"))?.counts).toMatchObject({ queued: 2, failed: 1, cancelled: 0 });
  expect((await producer.batch("dogs"))?.counts).toMatchObject({ queued: 0, cancelled: 700 });
});

test("a bulk action without a condition is refused", async () => {
  const { producer } = await openWorld();
  await expect(producer.previewBulk(parseWhere(" "), { action: "cancel" })).rejects.toMatchObject({
    code: "bad_where",
  });
  await expect(producer.bulk({ terms: [] }, { action: "cancel" })).rejects.toMatchObject({ code: "bad_where" });
});
