import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createBacklogControl, createKeys, createRedisLedger, type RedisLedgerOptions } from "@hailuo-queue/store";
import {
  type GenerationRecord,
  isEndState,
  type NewGeneration,
  optional,
  type Transition,
  TRANSITIONS,
} from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import fc from "fast-check";
import { randomUUID } from "node:crypto";
import { newGenerationId } from "./new-id.ts";

let redis: RedisClient;
beforeAll(async () => {
  // A database of its own, in which KEYS, asked after each step, does not pass over the keys of all other tests.
  redis = await openRedis(new URL("/1", process.env["HAILUO_TEST_REDIS_URL"]).href, { role: "client" });
});
afterAll(() => closeRedis(redis));

const TENANT = "acme";
/** Each makes some 40 steps and counts everything after each of them. */
const RUNS = Number(process.env["HAILUO_TEST_RUNS"] ?? 10);
const WEBHOOK = "https://backend.example.com/hooks/hailuo?token=0123456789";

function openWorld(options: Pick<RedisLedgerOptions, "maxRemainsBytes" | "quotas"> = {}) {
  // As long as the usual one: it stands in every key.
  const keys = createKeys(randomUUID().slice(0, 6));
  const ledger = createRedisLedger({ redis, keys, ...options });
  const backlog = createBacklogControl({ redis, keys });
  const tenantKey = keys.tenant(TENANT);

  async function counted(): Promise<{ readonly kept: number; readonly remains: number }> {
    const [kept, remains] = await redis.hmget(tenantKey, "bytes.kept", "bytes.remains");
    return { kept: Number(kept ?? 0), remains: Number(remains ?? 0) };
  }

  /** What Redis says of all keys of this world. Events are of all tenants, and bounded. */
  async function usedBytes(): Promise<number> {
    // What is bounded by itself, for all tenants together.
    const found = (await redis.keys(`${keys.prefix}:*`)).filter(
      (key) => key !== keys.events && key !== keys.happenings,
    );
    const sizes = await Promise.all(
      found.map((key) => redis.call("MEMORY", "USAGE", key, "SAMPLES", "0") as Promise<number>),
    );
    return sizes.reduce((all, size) => all + size, 0);
  }

  async function cancel(id: string): Promise<void> {
    await ledger.transition(id, {
      from: ["queued"],
      to: "cancelled",
      stamp: ["cancelRequestedAt", "endedAt"],
      window: { create: "return" },
    });
  }

  /** As a worker does it. */
  async function succeed(id: string): Promise<void> {
    const account = "default";
    await ledger.transition(id, {
      from: ["queued"],
      to: "creating",
      account,
      stamp: ["submittedAt"],
      token: "0.234523452345",
      leaseMs: 1000,
    });
    await ledger.transition(id, {
      from: ["creating"],
      to: "generating",
      account,
      changes: { taskId: "320123456789012", error: null },
      stamp: ["acceptedAt"],
      deadlineInMs: 1_800_000,
    });
    const changes = { fileId: "320123456789013", providerStatus: "Success", pollCount: 2 } as const;
    await ledger.transition(id, { from: ["generating"], to: "downloading", account, changes, stamp: ["generatedAt"] });
    const video = { location: `s3://hailuo-videos/prod/${id}.mp4`, bytes: 12_345_678, sha256: "a".repeat(64) };
    await ledger.transition(id, {
      from: ["downloading"],
      to: "succeeded",
      account,
      changes: { video },
      stamp: ["endedAt"],
    });
  }

  const open = (batchId: string, webhook?: string): ReturnType<typeof ledger.openBatch> =>
    ledger.openBatch({
      batchId,
      tenant: TENANT,
      objectKeyTemplate: "{batch}/{custom_id|id}.mp4",
      invalid: "reject",
      ...optional({ webhook }),
    });

  /** Cancels a batch as the producer does. */
  async function cancelBatch(batchId: string, ids: readonly string[]): Promise<void> {
    await backlog.beginCancel(batchId);
    await Promise.all(ids.map(cancel));
    await backlog.endCancel(batchId);
  }

  return { keys, ledger, backlog, tenantKey, counted, usedBytes, cancel, succeed, open, cancelBatch };
}

function wanted(batchId: string, changes: Partial<NewGeneration> & { readonly prompt?: string } = {}): NewGeneration {
  const { prompt = "A cat walks over the roofs of Paris", ...rest } = changes;
  const id = newGenerationId();
  return {
    id,
    request: { model: "MiniMax-Hailuo-2.3", prompt, duration: 6, resolution: "768P", enable_prompt_expansion: true },
    batchId,
    tenant: TENANT,
    objectKey: `${batchId}/${id}.mp4`,
    idempotencyKey: "",
    fingerprint: "abcdefghijklmnopqrstuv",
    priceMicroUsd: 280_000,
    ...rest,
  };
}

/** Short and long prompts, with and without names of their own and webhooks. */
function mixed(batchId: string, count: number): readonly NewGeneration[] {
  return Array.from({ length: count }, (_, at) => {
    const customId = at % 3 === 0 ? `video-${at}-of-spring` : undefined;
    const named = customId === undefined ? {} : { customId, objectKey: `${batchId}/${customId}.mp4` };
    return wanted(batchId, {
      idempotencyKey: customId === undefined ? `index:${at}` : `custom:${customId}`,
      prompt:
        [
          "a cat",
          "ein Kätzchen auf dem Dach. ".repeat(12),
          "A cat walks over the roofs. ".repeat(70),
          "猫".repeat(1500),
        ][at % 4] ?? "",
      ...named,
      ...(at % 5 === 0 ? { webhook: WEBHOOK } : {}),
    });
  });
}

describe("the count of kept bytes", () => {
  test("of 1,000 mixed generations is what Redis uses, within a quarter, while they wait and when they have ended", async () => {
    const { ledger, counted, usedBytes, open, succeed } = openWorld();
    await open("spring");
    const generations = mixed("spring", 1000);
    await ledger.submit(generations);
    const waiting = (await counted()).kept / (await usedBytes());
    expect(waiting).toBeGreaterThan(0.75);
    expect(waiting).toBeLessThan(1.25);
    // Those of one moment share their calls.
    for (let from = 0; from < generations.length; from += 50)
      await Promise.all(generations.slice(from, from + 50).map(({ id }) => succeed(id)));
    const ended = (await counted()).kept / (await usedBytes());
    expect(ended).toBeGreaterThan(0.75);
    expect(ended).toBeLessThan(1.25);
  });

  test("what is told of a generation's tries and refusals is counted, goes when it is taken off, and all of it with the record", async () => {
    const { keys, ledger, counted, tenantKey, open, cancel } = openWorld();
    await open("spring");
    const [tried, other] = [wanted("spring"), wanted("spring")] as const;
    await ledger.submit([tried, other]);
    const before = (await counted()).kept;
    const told = {
      from: ["queued"],
      to: "creating",
      account: "default",
      stamp: ["submittedAt"],
      token: "t",
      leaseMs: 1000,
    } as const;
    for (const { id } of [tried, other]) await ledger.transition(id, told);
    const opened = (await counted()).kept;
    const run = 7;
    await redis.hset(keys.generation(tried.id), "run", run);
    for (const code of ["rate_limited", "key_refused", "forbidden"])
      await ledger.noteAttempt(tried.id, { run, stage: "create", code, message: "x".repeat(300) });
    const withTries = (await counted()).kept;
    expect(withTries - opened).toBeGreaterThan(900);
    const counts = { accepted: 1, refused: 1 };
    const refusals = { default: { tries: 1, alone: 0, first: counts, last: counts } };
    const back = { from: ["creating"], to: "queued", account: "default" } as const;
    await ledger.transition(tried.id, { ...back, changes: { refusals } });
    expect((await counted()).kept - withTries).toBe(JSON.stringify(refusals).length);
    expect(await ledger.transition(tried.id, { ...told, changes: { refusals: null } })).toMatchObject({
      outcome: "moved",
    });
    expect((await counted()).kept).toBe(withTries);
    await ledger.transition(tried.id, { ...back, changes: {}, window: { create: "return" } });
    await ledger.transition(other.id, { ...back, changes: {}, window: { create: "return" } });
    for (const { id } of [tried, other]) await cancel(id);
    const { kept, remains } = await counted();
    expect(kept).toBeLessThan(before);
    expect(remains).toBeGreaterThan(withTries - opened);
    expect(await redis.hget(tenantKey, "bytes.kept")).toBe(String(kept));
  });

  test.each([
    ["short prompts without a key", (): Partial<NewGeneration> => ({})],
    ["places in a batch", (at: number) => ({ idempotencyKey: `index:${at}` })],
    [
      "names",
      (at: number) => ({
        customId: `video-${at}`,
        idempotencyKey: `custom:video-${at}`,
        objectKey: `b/video-${at}.mp4`,
      }),
    ],
    ["webhooks", () => ({ webhook: WEBHOOK })],
    ["prompts of 2,000 characters", () => ({ prompt: "p".repeat(2000) })],
    ["prompts of 7,000 characters", () => ({ prompt: "p".repeat(7000) })],
  ] as const)("holds for each kind by itself: %s", async (_kind, make) => {
    const { ledger, counted, usedBytes } = openWorld();
    await ledger.submit(Array.from({ length: 500 }, (_, at) => wanted("b", make(at))));
    const ratio = (await counted()).kept / (await usedBytes());
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.25);
  });

  test("of batches that wait open is what Redis uses, within a quarter", async () => {
    const { counted, usedBytes, open } = openWorld();
    for (let number = 0; number < 200; number += 1)
      await open(`batch_${randomUUID().replaceAll("-", "")}`, number % 2 === 0 ? WEBHOOK : undefined);
    const ratio = (await counted()).kept / (await usedBytes());
    expect(ratio).toBeGreaterThan(0.75);
    expect(ratio).toBeLessThan(1.25);
  });
});

describe("what is cancelled before it was bought", () => {
  test("gives its bytes back at once, and is still there with its names, its long texts cut", async () => {
    const { ledger, keys, counted, cancel } = openWorld();
    const generation = wanted("b", {
      customId: "cat",
      idempotencyKey: "custom:cat",
      prompt: `${"x".repeat(98)}猫${"y".repeat(2000)}`,
      webhook: WEBHOOK,
    });
    await ledger.submit([wanted("b")]);
    const before = await counted();
    await ledger.submit([generation]);
    await cancel(generation.id);
    expect((await counted()).kept).toBe(before.kept);
    expect(await ledger.get(generation.id)).toMatchObject({
      state: "cancelled",
      customId: "cat",
      request: { prompt: `${"x".repeat(98)}…` },
    });
    // Told of its end by then.
    expect(await redis.hexists(keys.generation(generation.id), "webhook")).toBe(0);
    expect(await redis.xlen(keys.webhookOutbox(TENANT))).toBe(1);
  });

  test("of a batch that was open or rejected gives back all of it, and the batch with it", async () => {
    const { ledger, counted, open, cancelBatch } = openWorld();
    for (const rejected of [false, true]) {
      await open(`b-${rejected}`, WEBHOOK);
      const generations = mixed(`b-${rejected}`, 100);
      await ledger.submit(generations);
      expect((await counted()).kept).toBeGreaterThan(100_000);
      if (rejected) {
        await ledger.noteFaults(
          `b-${rejected}`,
          [{ index: 100, faults: [{ field: "prompt", message: "is too long" }] }],
          [],
        );
        expect(await ledger.sealBatch(`b-${rejected}`)).toMatchObject({ result: "rejected" });
      }
      await cancelBatch(
        `b-${rejected}`,
        generations.map(({ id }) => id),
      );
      expect((await counted()).kept).toBe(0);
      expect(await ledger.batch(`b-${rejected}`)).toMatchObject({
        phase: "ended",
        total: 100,
        counts: { cancelled: 100 },
      });
      expect((await ledger.list({ batchId: `b-${rejected}` })).items).toHaveLength(50);
    }
  });

  test("of a batch that was filled and left open gives back all of it once it is found and cancelled", async () => {
    const { ledger, keys, counted, open, cancelBatch } = openWorld();
    await open("b");
    const generations = mixed("b", 50);
    await ledger.submit(generations);
    expect(await ledger.forgetEmptyBatches(-1)).toEqual(["b"]);
    await cancelBatch(
      "b",
      generations.map(({ id }) => id),
    );
    expect((await counted()).kept).toBe(0);
    expect(await redis.scard(keys.openBatches(TENANT))).toBe(0);
    expect(await ledger.forgetEmptyBatches(-1)).toEqual([]);
  });

  test("leaves a bounded remainder, however often it is repeated, also behind one that stays", async () => {
    const maxRemainsBytes = 200_000;
    const { ledger, keys, counted, usedBytes, cancel } = openWorld({ maxRemainsBytes });
    const stays = wanted("b");
    await ledger.submit([stays]);
    async function repeat(times: number): Promise<number> {
      for (let round = 0; round < times; round += 1) {
        const some = Array.from({ length: 100 }, (_, at) =>
          wanted("b", {
            idempotencyKey: `key:${round}-${at}-${randomUUID()}`,
            prompt: "p".repeat(at % 2 === 0 ? 20 : 2000),
          }),
        );
        await ledger.submit(some);
        await Promise.all(some.map(({ id }) => cancel(id)));
      }
      return usedBytes();
    }
    const first = await repeat(10);
    const later = await repeat(40);
    const { kept, remains } = await counted();
    expect(remains).toBeLessThanOrEqual(maxRemainsBytes);
    expect(first).toBeLessThan(1.25 * maxRemainsBytes);
    // What is left of 4,000 that were forgotten are their empty places, which are counted.
    expect(later - first).toBeLessThan(4000 * 4);
    expect(kept).toBeGreaterThan(4000 * 3);
    expect(await redis.zcard(keys.ended("failed"))).toBeLessThan(200);
    expect(await ledger.get(stays.id)).toMatchObject({ state: "queued" });
    await cancel(stays.id);
    // In front of them nothing stays any more.
    await repeat(2);
    for (let more = 1; more > 0;) more = await ledger.forgetEnded("failed", 60_000);
    expect((await counted()).kept).toBeLessThan(2000);
  });

  test("leaves a bounded remainder of batches that were opened and sealed or cancelled while they were empty", async () => {
    const { ledger, keys, backlog, counted, open } = openWorld({ maxRemainsBytes: 20_000 });
    for (let number = 0; number < 100; number += 1) {
      await open(`b${number}`);
      if (number % 2 === 0) await ledger.sealBatch(`b${number}`);
      else await backlog.beginCancel(`b${number}`).then(() => backlog.endCancel(`b${number}`));
    }
    await open("last");
    await ledger.sealBatch("last");
    expect((await counted()).kept).toBe(0);
    expect(await redis.zcard(keys.batches)).toBeLessThan(25);
    expect(await redis.scard(keys.openBatches(TENANT))).toBe(0);
    expect(await ledger.batch("last")).toMatchObject({ phase: "ended" });
  });
});

describe("what may have been bought before it was to be bought again", () => {
  const sent = { to: "creating", account: "default", stamp: ["submittedAt"] } as const;
  /** As the producer asks for it, see resolve-generation.ts. */
  const rebuy: Transition = {
    from: ["failed"],
    to: "queued",
    changes: { error: null, resolution: null, taskId: null, fileId: null },
    remove: ["submittedAt", "endedAt"],
  };

  test.each<readonly [string, readonly Transition[]]>([
    [
      "as a user said of a lost create",
      [
        { from: ["creating"], to: "submission_unknown", account: "default" },
        {
          from: ["submission_unknown"],
          to: "queued",
          account: "default",
          changes: { resolution: "resubmit" },
          remove: ["submittedAt"],
        },
      ],
    ],
    [
      "after a lost create was given up",
      [
        { from: ["creating"], to: "submission_unknown", account: "default" },
        {
          from: ["submission_unknown"],
          to: "failed",
          account: "default",
          charged: true,
          changes: { resolution: "fail" },
        },
        rebuy,
      ],
    ],
    [
      "after a task was made and its video lost",
      [
        { from: ["creating"], to: "generating", account: "default", changes: { taskId: "7" } },
        { from: ["generating"], to: "downloading", account: "default", changes: { fileId: "8" } },
        { from: ["downloading"], to: "failed", account: "default" },
        rebuy,
      ],
    ],
    [
      "a task that failed for nothing, and its request was changed",
      [
        { from: ["creating"], to: "generating", account: "default" },
        { from: ["generating"], to: "failed", account: "default" },
        {
          ...rebuy,
          request: { request: { model: "MiniMax-Hailuo-2.3", prompt: "p".repeat(2000) }, fingerprint: "changed" },
        },
      ],
    ],
  ])(
    "is not cut, given back or forgotten when it is cancelled, whether it has a price or not: %s",
    async (_how, moves) => {
      const { ledger, counted, cancel } = openWorld({ maxRemainsBytes: 0 });
      const prompt = "p".repeat(2000);
      const priced = wanted("b", { prompt });
      const { priceMicroUsd: _price, ...unpriced } = wanted("b", { prompt });
      await ledger.submit([priced, unpriced]);
      for (const { id } of [priced, unpriced]) {
        for (const move of [{ from: ["queued"], ...sent } as const, ...moves])
          expect(await ledger.transition(id, move)).toMatchObject({ outcome: "moved" });
        await cancel(id);
        expect(await ledger.get(id)).toMatchObject({ state: "cancelled", request: { prompt } });
      }
      expect((await counted()).remains).toBe(0);
    },
  );
});

test("what was bought and then cancelled counts until it is forgotten; then nothing is left of it in the count or in Redis", async () => {
  const { ledger, keys, tenantKey, counted, usedBytes, succeed, cancel } = openWorld();
  const empty = await usedBytes();
  const generations = mixed("b", 100);
  await ledger.submit(generations);
  for (const [at, { id }] of generations.entries()) {
    if (at % 4 === 0) await cancel(id);
    else if (at % 4 === 1) {
      await ledger.transition(id, { from: ["queued"], to: "creating", account: "default", stamp: ["submittedAt"] });
      await ledger.transition(id, {
        from: ["creating"],
        to: "cancelling",
        account: "default",
        changes: { taskId: "1" },
      });
      await ledger.transition(id, {
        from: ["cancelling"],
        to: "cancelled",
        account: "default",
        charged: true,
        stamp: ["endedAt"],
      });
    } else await succeed(id);
  }
  expect((await counted()).kept).toBeGreaterThan(75 * 2500);
  expect((await ledger.list({ batchId: "b", state: "cancelled", limit: 1000 })).items).toHaveLength(50);
  for (const kind of ["succeeded", "failed"] as const) while ((await ledger.forgetEnded(kind, -1)) > 0);
  expect(await counted()).toEqual({ kept: 0, remains: 0 });
  expect(
    await redis.exists(keys.batch("b"), keys.batchMembers("b"), keys.batchItems("b"), `${tenantKey}:remains`),
  ).toBe(0);
  // What is bounded by itself, or by an expiry: webhooks that wait, and what the account remembers of its tasks.
  const bounded = [
    `${keys.backlog}:`,
    `${keys.prefix}:webhooks:`,
    keys.account("default"),
    keys.events,
    keys.happenings,
  ];
  const left = [keys.backlog, keys.queued, keys.wake, keys.sequence];
  for (const key of await redis.keys(`${keys.prefix}:*`))
    if (!bounded.some((prefix) => key.startsWith(prefix))) expect(left).toContain(key);
  expect(empty).toBe(0);
});

describe("whatever happens in whatever order", () => {
  const SIZES = { waiting: 430, opened: 2480, remains: 1390, batch: 900, hole: 3 };
  const NAMES = ["request", "batch", "tenant", "priority", "customId", "item", "objectKey", "webhook"] as const;

  function bytesOf(size: number, texts: Readonly<Record<string, string | undefined>>): number {
    const item = texts["item"] ?? "";
    const named = item === "" ? -80 : item.startsWith("index:") ? 0 : 30;
    const text = NAMES.reduce((sum, name) => sum + Buffer.byteLength(texts[name] ?? ""), 0);
    const more = ["takes", "formerItems"].map((name) => texts[name] ?? "").filter((value) => value !== "");
    return size + named + text + more.reduce((sum, value) => sum + Buffer.byteLength(value) + 3, 0);
  }

  /** Looks at everything that is there. */
  async function recount({ keys }: ReturnType<typeof openWorld>): Promise<{ kept: number; remains: number }> {
    const sums = { kept: 0, remains: 0 };
    for (const key of await redis.keys(`${keys.prefix}:*`)) {
      const name = key.slice(keys.prefix.length + 1);
      if (/^generation:[^:]+$/.test(name)) {
        if ((await redis.type(key)) === "string") {
          const [head = "", request = ""] = ((await redis.get(key)) ?? "").split("\n");
          const [batch, tenant, priority, customId, item, objectKey, webhook] = JSON.parse(
            head.split(" ").slice(3).join(" "),
          ) as string[];
          sums.kept += bytesOf(SIZES.waiting, { request, batch, tenant, priority, customId, item, objectKey, webhook });
        } else {
          const fields = await redis.hgetall(key);
          if (fields["givenBack"] === undefined) sums.kept += bytesOf(SIZES.opened, fields);
          else {
            expect([fields["taskId"], fields["cost"], fields["state"]]).toEqual([undefined, undefined, "cancelled"]);
            sums.remains += bytesOf(SIZES.remains, fields);
          }
        }
      } else if (/^batch:[^:]+$/.test(name)) {
        const { settings = "", webhook = "", givenBack } = await redis.hgetall(key);
        const text = 3 * (name.length - "batch:".length) + Buffer.byteLength(settings) + Buffer.byteLength(webhook);
        sums[givenBack === undefined ? "kept" : "remains"] += SIZES.batch + text;
      } else if (/^batch:[^:]+:members$/.test(name))
        sums.kept += SIZES.hole * (await redis.lrange(key, "0", "-1")).filter((id) => id === "").length;
    }
    return sums;
  }

  const batchName = fc.constantFrom("b0", "b1", "singles");
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("submit" as const),
        batch: batchName,
        count: fc.integer({ min: 1, max: 4 }),
      }),
    },
    { weight: 8, arbitrary: fc.record({ do: fc.constant("cancel" as const), at: fc.nat(40) }) },
    { weight: 14, arbitrary: fc.record({ do: fc.constant("move" as const), at: fc.nat(40), pick: fc.nat(11) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("open" as const), batch: batchName }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("seal" as const), batch: batchName, bad: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("cancel-batch" as const), batch: batchName }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("complete" as const), batch: batchName }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant("forget" as const),
        kind: fc.constantFrom("succeeded" as const, "failed" as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("forget-empty" as const) }) },
  );

  test("the counts are what everything that is there adds up to", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: "max" }), async (steps) => {
        // Four generations or so: what is given back is soon forgotten.
        const world = openWorld({ maxRemainsBytes: 7000 });
        const { ledger, keys, backlog } = world;
        const ids: string[] = [];
        let sent = 0;

        async function submit(batchId: string, count: number): Promise<void> {
          const some = Array.from({ length: count }, () => {
            sent += 1;
            const key =
              [`index:${sent}`, sent % 2 === 0 ? "" : `request:f${sent}:0`, `custom:video-${sent}`][sent % 3] ?? "";
            return wanted(batchId, {
              idempotencyKey: key,
              ...(sent % 3 === 2 ? { customId: `video-${sent}`, objectKey: `${batchId}/video-${sent}.mp4` } : {}),
              ...(sent % 5 === 0 ? { webhook: `${WEBHOOK}&quote="&text=ä` } : {}),
              ...(sent % 7 === 0 ? { objectKey: `elsewhere/${sent}.mp4`, priority: "high" as const } : {}),
              prompt: sent % 4 === 0 ? 'Zwei Kätzchen "spielen"\n'.repeat(60) : `cat ${sent}`,
            });
          });
          const receipts = await ledger.submit(some).catch(() => []);
          ids.push(...receipts.map(({ id }) => id));
        }

        const changed = (pick: number) => ({
          request: { model: "MiniMax-Hailuo-2.3" as const, prompt: "other ".repeat(pick * 30) },
          fingerprint: `c${pick % 3}`,
          priceMicroUsd: 7 * pick,
        });
        const earlier = ({ request }: GenerationRecord) => ({ take: 1, state: "failed" as const, request });

        /** One of the moves that the workers and a user's decisions make. */
        async function move(id: string, pick: number): Promise<void> {
          const record = await ledger.get(id);
          if (record === undefined) return;
          const { state } = record;
          const to = TRANSITIONS[state][pick % Math.max(TRANSITIONS[state].length, 1)];
          if (to === undefined) return;
          const rest: Partial<Transition> = {
            ...(to === "creating" ? { stamp: ["submittedAt"] as const } : {}),
            ...(to === "generating" ? { changes: { taskId: `t${pick}` } } : {}),
            ...(to === "queued" ? { remove: ["submittedAt"] as const, changes: { taskId: null } } : {}),
            // What was given back is cut, and made again of a changed request alone.
            ...(to === "queued" && isEndState(state) && (state === "cancelled" || pick % 2 === 0)
              ? { request: changed(pick), changes: { taskId: null, take: 2, takes: [earlier(record)] } }
              : {}),
            ...(state === "downloading" && to === "downloading"
              ? { changes: { takes: [earlier(record), earlier(record)] } }
              : {}),
            ...(isEndState(to) && state !== "queued"
              ? { charged: [true, false, 5][pick % 3] as boolean | number }
              : {}),
          };
          await ledger.transition(id, { from: [state], to, ...rest });
        }

        for (const one of steps) {
          const id = "at" in one ? ids[one.at % Math.max(ids.length, 1)] : undefined;
          if (one.do === "submit") await submit(one.batch, one.count);
          else if (one.do === "open" && one.batch !== "singles")
            await world.open(one.batch, one.batch === "b1" ? WEBHOOK : undefined);
          else if (one.do === "seal") {
            if (one.bad) await redis.hset(keys.batchFaults(one.batch), "7", "[]");
            await ledger.sealBatch(one.batch);
          } else if (one.do === "cancel-batch" && (await ledger.batch(one.batch)) !== undefined) {
            const { items } = await ledger.list({ batchId: one.batch, limit: 1000 });
            await world.cancelBatch(
              one.batch,
              items.map((record) => record.id),
            );
          } else if (one.do === "complete") await ledger.completeBatch(one.batch);
          else if (one.do === "forget") while ((await ledger.forgetEnded(one.kind, -1)) > 0);
          else if (one.do === "forget-empty")
            for (const batchId of await ledger.forgetEmptyBatches(-1)) await backlog.beginCancel(batchId);
          else if (id !== undefined && one.do === "cancel") await world.cancel(id);
          else if (id !== undefined && one.do === "move") await move(id, one.pick);
          expect({ step: one, ...(await world.counted()) }).toEqual({ step: one, ...(await recount(world)) });
        }
      }),
      { numRuns: RUNS },
    );
  });
});
