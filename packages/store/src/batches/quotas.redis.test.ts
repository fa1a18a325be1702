import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  BATCH_LIMITS,
  byteQuotaError,
  costOfInput,
  type DefaultQuotas,
  INPUT_LIMITS,
  InvalidInputError,
  type NewGeneration,
  type NewInput,
  TENANT_LIMITS,
} from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import { createHash, randomUUID } from "node:crypto";
import { createRedisInputBooks } from "../inputs/input-books.ts";
import { createRedisLedger } from "../records/redis-ledger.ts";
import { noteReusable } from "../records/reusable.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

const TENANT = "acme";

function openWorld(changes: Partial<DefaultQuotas> = {}) {
  const keys = createKeys(`test-${randomUUID()}`);
  const quotas: DefaultQuotas = { maxUnfinished: 1000, maxBytes: 1_000_000, ...changes };
  const books = createRedisInputBooks({ redis, keys, quotas });
  const counted = async (field: string): Promise<number> => Number((await redis.hget(keys.tenant(TENANT), field)) ?? 0);
  return {
    keys,
    ledger: createRedisLedger({ redis, keys, quotas }),
    books,
    /** Another one each time, which counts as so many bytes. */
    async keepInput(cost: number): Promise<void> {
      const reply = await books.keep(TENANT, newInput(randomUUID(), cost - INPUT_LIMITS.bookBytes));
      if (reply.result === "no_room") throw byteQuotaError(reply.lack);
    },
    counted,
    setQuota: (name: keyof DefaultQuotas, value: number) => redis.hset(keys.tenantQuotas(TENANT), name, value),
  };
}

function newInput(content: string, bytes: number): NewInput {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { sha256, facts: { kind: "video", type: "mp4", bytes }, objectKey: `inputs/${TENANT}/${randomUUID()}.mp4` };
}

function wanted(batchId: string, changes: Partial<NewGeneration> = {}): NewGeneration {
  const id = `gen_${randomUUID().replaceAll("-", "")}`;
  return {
    id,
    request: { model: "MiniMax-Hailuo-2.3", prompt: "a cat", duration: 6 },
    batchId,
    tenant: TENANT,
    objectKey: `${batchId}/${id}.mp4`,
    idempotencyKey: "",
    fingerprint: "f",
    ...changes,
  };
}

const openBatch = (batchId: string, tenant = TENANT) => ({
  batchId,
  tenant,
  objectKeyTemplate: "{batch}/{id}.mp4",
  invalid: "reject" as const,
});

/** How many of the calls were taken, and the codes of the others. */
async function settle(
  calls: readonly Promise<unknown>[],
): Promise<{ readonly taken: number; readonly codes: readonly string[] }> {
  const results = await Promise.allSettled(calls);
  const errors = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
  return {
    taken: results.length - errors.length,
    codes: [...new Set(errors.map((error) => (error instanceof InvalidInputError ? error.code : String(error))))],
  };
}

describe("calls at the same moment", () => {
  test("never pass the quota of unfinished generations together", async () => {
    const { ledger, counted } = openWorld({ maxUnfinished: 100 });
    const { taken, codes } = await settle(Array.from({ length: 200 }, () => ledger.submit([wanted("b")])));
    expect({ taken, codes }).toEqual({ taken: 100, codes: ["quota"] });
    expect(await counted("unfinished")).toBe(100);
  });

  test("never pass the quota of bytes together, records, batches and inputs alike", async () => {
    const { ledger, keepInput, counted } = openWorld({ maxBytes: 100_000 });
    const { taken, codes } = await settle(
      Array.from({ length: 60 }, (_, at) => [
        ledger.submit(Array.from({ length: 5 }, () => wanted("b"))),
        ledger.openBatch(openBatch(`b${at}`)),
        keepInput(5000),
      ]).flat(),
    );
    expect(taken).toBeGreaterThan(20);
    expect(codes).toEqual(["quota_bytes"]);
    const sum = (await counted("bytes.kept")) + (await counted("bytes.inputs"));
    expect(sum).toBeLessThanOrEqual(100_000);
    expect(sum).toBeGreaterThan(95_000);
  });

  test("never begin more failed generations anew than the quota has room for", async () => {
    const { ledger, keys, counted } = openWorld({ maxUnfinished: 30 });
    const generations = Array.from({ length: 30 }, () => wanted("b"));
    await ledger.submit(generations);
    for (const { id } of generations) {
      await redis.hset(keys.admitted, `${id}|b`, "1:1:default");
      await ledger.transition(id, { from: ["queued"], to: "creating" });
      await ledger.transition(id, { from: ["creating"], to: "failed", stamp: ["endedAt"] });
    }
    await ledger.submit(Array.from({ length: 20 }, () => wanted("b")));
    const { taken, codes } = await settle(
      generations.map(({ id }) => ledger.transition(id, { from: ["failed"], to: "queued" })),
    );
    expect({ taken, codes }).toEqual({ taken: 10, codes: ["quota"] });
    expect(await counted("unfinished")).toBe(30);
  });

  test("never open more batches than a tenant may have open; a seal makes room, also one that is not in the list any more", async () => {
    const { ledger, keys } = openWorld({ maxBytes: 1e9 });
    const names = Array.from({ length: TENANT_LIMITS.maxOpenBatches + 20 }, (_, at) => `b${at}`);
    const { taken, codes } = await settle(names.map((name) => ledger.openBatch(openBatch(name))));
    expect({ taken, codes }).toEqual({ taken: TENANT_LIMITS.maxOpenBatches, codes: ["too_many_open_batches"] });
    await expect(ledger.openBatch(openBatch("late"))).rejects.toThrow(
      /has 1000 open batches, allowed are 1000; seal or cancel some/,
    );
    await ledger.openBatch(openBatch("others", "other"));
    await ledger.sealBatch("b1");
    await ledger.openBatch(openBatch("late"));
    // Sealed by a process of an earlier version.
    await redis.hdel(keys.batch("b2"), "flag.open");
    await ledger.openBatch(openBatch("later"));
    await expect(ledger.openBatch(openBatch("latest"))).rejects.toMatchObject({ code: "too_many_open_batches" });
  });
});

describe("a quota of bytes", () => {
  test("is told with what is kept and what is allowed, and nothing is written that does not fit", async () => {
    const { ledger, keys, counted } = openWorld({ maxBytes: 30_000 });
    await ledger.submit(Array.from({ length: 20 }, () => wanted("b")));
    const before = await counted("bytes.kept");
    const long = wanted("new", { request: { model: "MiniMax-Hailuo-2.3", prompt: "p".repeat(30_000) } });
    await expect(ledger.submit([long])).rejects.toThrow(
      /keeps \d\.\d kB, allowed are 30 kB; \d+\.\d kB more do not fit.* --max-bytes/,
    );
    expect(await counted("bytes.kept")).toBe(before);
    expect(await redis.exists(keys.generation(long.id), keys.batch("new"))).toBe(0);
  });

  test("of a tenant's own goes before the deployment's, up and down", async () => {
    const { ledger, keepInput, setQuota } = openWorld({ maxBytes: 10_000 });
    await setQuota("maxBytes", 20_000);
    await keepInput(15_000);
    await setQuota("maxBytes", 5000);
    await expect(ledger.submit([wanted("b")])).rejects.toThrow(/keeps 15 kB, allowed are 5 kB/);
  });

  test("refuses nothing that is sent again, even where it is used up", async () => {
    const { ledger, setQuota } = openWorld();
    const named = wanted("b", { idempotencyKey: "custom:cat" });
    const unnamed = wanted("b");
    await ledger.submit([named, unnamed]);
    await setQuota("maxBytes", 0);
    await setQuota("maxUnfinished", 0);
    expect(await ledger.submit([named, unnamed])).toEqual([
      { result: "created", id: named.id },
      { result: "created", id: unnamed.id },
    ]);
    expect(await ledger.submit([{ ...named, id: "gen_other" }])).toEqual([{ result: "existing", id: named.id }]);
  });

  test("is not asked of a ledger that holds nobody to it", async () => {
    const { keys, setQuota } = openWorld();
    await setQuota("maxBytes", 0);
    await setQuota("maxUnfinished", 0);
    const ledger = createRedisLedger({ redis, keys });
    expect(await ledger.openBatch(openBatch("b"))).toBe("opened");
    expect(await ledger.submit([wanted("b")])).toMatchObject([{ result: "created" }]);
  });
});

test("a batch takes no more items than a million, and says so; a tenant's single generations have no end", async () => {
  const { ledger, keys } = openWorld();
  await ledger.openBatch(openBatch("b"));
  await redis.hset(keys.batch("b"), "total", BATCH_LIMITS.maxItems - 1);
  await ledger.submit([wanted("b", { idempotencyKey: "index:1" })]);
  await expect(ledger.submit([wanted("b", { idempotencyKey: "index:2" })])).rejects.toMatchObject({
    code: "batch_full",
    message: expect.stringContaining("has 1000000 items, allowed are 1000000"),
  });
  await ledger.submit([wanted("singles")]);
  await redis.hset(keys.batch("singles"), "total", BATCH_LIMITS.maxItems);
  expect(await ledger.submit([wanted("singles")])).toMatchObject([{ result: "created" }]);
});

test("an input counts from the step that keeps it to the one that notes its object's end, whoever dies in between or asks twice", async () => {
  const { books, counted } = openWorld();
  const [cat, same, large] = [newInput("cat", 5000), newInput("cat", 5000), newInput("large", 999_000)];
  for (const { objectKey } of [cat, same, large]) await books.announce(TENANT, objectKey);
  expect(await counted("bytes.inputs")).toBe(0);
  expect(await books.keep(TENANT, cat)).toMatchObject({ result: "kept" });
  // As after a lost answer, and as two uploads of one content.
  expect(await books.keep(TENANT, cat)).toMatchObject({ result: "existing", input: { objectKey: cat.objectKey } });
  expect(await books.keep(TENANT, same)).toMatchObject({ result: "existing" });
  expect(await books.keep(TENANT, large)).toMatchObject({
    result: "no_room",
    lack: { have: costOfInput(5000), allowed: 1_000_000 },
  });
  for (const { objectKey } of [same, large]) await books.cleared({ tenant: TENANT, objectKey, bytes: 0 });
  expect(await counted("bytes.inputs")).toBe(costOfInput(5000));
  await books.remove(TENANT, cat.sha256);
  expect(await counted("bytes.inputs")).toBe(costOfInput(5000));
  const litter = await books.litter();
  expect(litter).toMatchObject([{ objectKey: cat.objectKey, bytes: 5000 }]);
  await Promise.all([...litter, ...litter].map(books.cleared));
  expect(await counted("bytes.inputs")).toBe(0);
});

test("a tenant without room is told so before its input is stored", async () => {
  const { books, counted } = openWorld();
  const [cat, dog] = [newInput("cat", 1_000_000 - costOfInput(0)), newInput("dog", 1)];
  await books.announce(TENANT, cat.objectKey);
  await books.keep(TENANT, cat);
  expect(await counted("bytes.inputs")).toBe(1_000_000);
  await expect(books.announce(TENANT, dog.objectKey)).rejects.toMatchObject({ code: "quota_bytes" });
});

test("what was submitted before counting began is given back for nothing, and the rest in full", async () => {
  const { ledger, keys, counted } = openWorld();
  const earlier = Array.from({ length: 3 }, () => wanted("b"));
  await ledger.submit(earlier);
  // As a version that did not count left it, an hour ago.
  await redis.hdel(keys.batch("b"), "countedSince");
  await redis.hdel(keys.tenant(TENANT), "bytes.kept");
  for (const { id } of earlier) {
    const packed = (await redis.get(keys.generation(id))) ?? "";
    const [index, createdAt, ...rest] = packed.split(" ");
    await redis.set(keys.generation(id), [index, Number(createdAt) - 3_600_000, ...rest].join(" "));
  }
  const batchAlone = 900 + 3;
  const later = wanted("b");
  await ledger.submit([later]);
  const counts = await counted("bytes.kept");
  expect(counts).toBeGreaterThan(batchAlone + 350);
  for (const { id } of earlier) await ledger.transition(id, { from: ["queued"], to: "cancelled", stamp: ["endedAt"] });
  expect(await counted("bytes.kept")).toBe(counts);
  await ledger.transition(later.id, { from: ["queued"], to: "cancelled", stamp: ["endedAt"] });
  expect(await counted("bytes.kept")).toBe(batchAlone);
  while ((await ledger.forgetEnded("failed", -1)) > 0);
  expect(await counted("bytes.kept")).toBe(0);
});

test("of requests that may be reused the last 10,000 of a tenant are remembered", async () => {
  const { keys } = openWorld();
  const note = (number: number): Promise<void> =>
    noteReusable(redis, keys, { tenant: TENANT, fingerprint: `f${number}`, generationId: `g${number}` });
  for (let from = 0; from <= TENANT_LIMITS.maxReusable; from += 500)
    await Promise.all(Array.from({ length: 500 }, (_, at) => note(from + at)));
  expect(await redis.exists(keys.reusable(TENANT, "f0"), keys.reusable(TENANT, "f499"))).toBe(0);
  expect(await redis.mget(keys.reusable(TENANT, "f500"), keys.reusable(TENANT, "f10499"))).toEqual(["g500", "g10499"]);
  expect(await redis.llen(keys.reusables(TENANT))).toBe(TENANT_LIMITS.maxReusable);
});
