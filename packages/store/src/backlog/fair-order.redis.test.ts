import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import fc from "fast-check";
import { account, openAdmissionWorld } from "./__fixtures__/admission-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));

function openWorld(): ReturnType<typeof openAdmissionWorld> {
  return openAdmissionWorld(redis, account({ maxInFlight: 10_000, create: [10_000, 60_000] }));
}

function countBy(ids: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const name = id.replace(/\d+$/, "");
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe("tenants", () => {
  test("share by weight while all have work, and the rest goes to who is left", async () => {
    const { backlog, enqueue, take } = openWorld();
    await backlog.setTenantWeight("gold", 2);
    await enqueue(100, { tenant: "one", name: "o" });
    await enqueue(10, { tenant: "two", name: "t" });
    await enqueue(100, { tenant: "gold", name: "g" });
    const both = countBy(await take(40));
    expect(both).toEqual({ o: 10, t: 10, g: 20 });
    expect(countBy(await take(30))).toEqual({ o: 10, g: 20 });
  });

  test("of the least weight take their small part, and leave the order of the others as it was", async () => {
    const { backlog, enqueue, take } = openWorld();
    for (const weight of [0, -1, 5e-324, 0.0009, 1_000_001, Number.NaN])
      await expect(backlog.setTenantWeight("least", weight)).rejects.toMatchObject({ code: "bad_weight" });
    await backlog.setTenantWeight("least", 0.001);
    await backlog.setTenantWeight("gold", 2);
    await enqueue(3, { tenant: "least", name: "l" });
    await take(3);
    await enqueue(100, { tenant: "gold", name: "g" });
    await enqueue(100, { tenant: "one", name: "o" });
    expect(countBy(await take(30))).toEqual({ g: 20, o: 10 });
  });

  test("a newcomer is served with the next turns, whatever waits before it", async () => {
    const { enqueue, take } = openWorld();
    await enqueue(500, { tenant: "big", name: "b" });
    await take(100);
    await enqueue(3, { tenant: "late", name: "l" });
    expect(countBy(await take(6))).toEqual({ b: 3, l: 3 });
  });

  test("one that was idle for long has saved up nothing", async () => {
    const { enqueue, take } = openWorld();
    await enqueue(1, { tenant: "idle", name: "i" });
    await take(1);
    await enqueue(300, { tenant: "busy", name: "b" });
    await take(200);
    await enqueue(50, { tenant: "idle", name: "i" });
    expect(countBy(await take(20))).toEqual({ i: 10, b: 10 });
  });

  test("pay twice for a video of ten seconds", async () => {
    const { enqueue, take } = openWorld();
    await enqueue(60, { tenant: "long", name: "l", cost: 2 });
    await enqueue(60, { tenant: "short", name: "s" });
    expect(countBy(await take(30))).toEqual({ l: 10, s: 20 });
  });

  test("that are paused are passed over, and come back where they were", async () => {
    const { backlog, enqueue, take } = openWorld();
    await enqueue(10, { tenant: "one", name: "o" });
    await enqueue(10, { tenant: "two", name: "t" });
    await backlog.pauseTenant("one");
    expect(countBy(await take(4))).toEqual({ t: 4 });
    expect(await backlog.position(generation("o1", "one"))).toMatchObject({ stopped: "tenant_paused" });
    await backlog.resumeTenant("one");
    expect((await take(20)).toSorted()).toHaveLength(16);
    expect(await backlog.tenants()).toMatchObject([
      { tenant: "one", weight: 1, paused: false },
      { tenant: "two", weight: 1, paused: false },
    ]);
  });

  test("of any weights and backlogs get what their weight gives, to one generation", async () => {
    const tenant = fc.record({ weight: fc.integer({ min: 1, max: 8 }), cost: fc.constantFrom(1, 2) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(tenant, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 20, max: 60 }),
        async (tenants, turns) => {
          const { backlog, enqueue, take } = openWorld();
          for (const [at, { weight, cost }] of tenants.entries()) {
            await backlog.setTenantWeight(`t${at}`, weight);
            await enqueue(turns, { tenant: `t${at}`, name: "abcd"[at] ?? "", cost });
          }
          const served = countBy(await take(turns));
          const normalised = tenants.map(({ weight, cost }, at) => ((served["abcd"[at] ?? ""] ?? 0) * cost) / weight);
          const widest = Math.max(...tenants.map(({ weight, cost }) => cost / weight));
          expect(Math.max(...normalised) - Math.min(...normalised)).toBeLessThanOrEqual(2 * widest + 1e-9);
        },
      ),
      { numRuns: 30 },
    );
    // Some five thousand trips to Redis: a busy machine takes its time.
  });
});

describe("models", () => {
  const models = ["MiniMax-Hailuo-02", "MiniMax-Hailuo-2.3", "MiniMax-Hailuo-2.3-Fast"];

  test("of one tenant take their turns by age, so none waits for another to run out", async () => {
    const { enqueue, take } = openWorld();
    for (let round = 0; round < 4; round += 1) for (const model of models) await enqueue(1, { model });
    const inOrder = Array.from({ length: 12 }, (_, at) => `g${at + 1}`);
    // In parts, as slots come free.
    expect([...(await take(5)), ...(await take(1)), ...(await take(6))]).toEqual(inOrder);
  });

  test("keep the order of age over the batches of a tenant too", async () => {
    const { enqueue, take } = openWorld();
    for (const [at, model] of [...models, ...models.toReversed()].entries())
      await enqueue(2, { model, batch: `b${at}` });
    expect(await take(12)).toEqual(Array.from({ length: 12 }, (_, at) => `g${at + 1}`));
  });
});

describe("classes", () => {
  test("go before each other, and the lowest still gets its small part", async () => {
    const { enqueue, take } = openWorld();
    await enqueue(400, { name: "l", priority: "low" });
    await enqueue(400, { name: "n" });
    await enqueue(400, { name: "h", priority: "high" });
    const counts = countBy(await take(222));
    expect(counts["h"]).toBeGreaterThanOrEqual(198);
    expect(counts["n"]).toBeGreaterThanOrEqual(18);
    expect(counts["l"]).toBeGreaterThanOrEqual(1);
  });
});

describe("batches", () => {
  test("of one tenant are first come first served, however they are mixed", async () => {
    const { enqueue, take } = openWorld();
    await enqueue(3, { batch: "a" });
    await enqueue(2, { batch: "b" });
    await enqueue(2, { batch: "a", model: "MiniMax-Hailuo-02" });
    const ids = await take(10);
    expect(ids.slice(0, 5).filter((id) => Number(id.slice(1)) <= 5)).toEqual(
      ["g1", "g2", "g3", "g4", "g5"].filter((id) => ids.indexOf(id) < 5),
    );
    expect(ids).toHaveLength(7);
  });

  test("an index that names what is not there stops nobody", async () => {
    const { enqueue, take, keys } = openWorld();
    await enqueue(2, { batch: "b" });
    const kind = `${keys.backlog}:normal|MiniMax-Hailuo-2.3`;
    await redis.zadd(`${kind}|default`, 0, "gone");
    await redis.zadd(kind, -1, "nobody");
    expect(await take(5)).toEqual(["g1", "g2"]);
    expect(await redis.exists(keys.backlog, kind, `${kind}|default`)).toBe(0);
  });

  test("that are paused or being cancelled are passed over; another priority moves the whole batch", async () => {
    const { backlog, enqueue, take } = openWorld();
    await enqueue(4, { batch: "a", name: "a" });
    await enqueue(4, { batch: "b", name: "b" });
    await backlog.pauseBatch("a");
    expect(countBy(await take(2))).toEqual({ b: 2 });
    expect(await backlog.position(generation("a1", "default", "a"))).toMatchObject({
      ahead: 0,
      stopped: "batch_paused",
    });
    await backlog.resumeBatch("a");
    await backlog.beginCancel("b");
    expect(await backlog.cancellingBatches()).toEqual(["b"]);
    expect(countBy(await take(2))).toEqual({ a: 2 });
    await backlog.endCancel("b");
    await backlog.setBatchPriority("b", "high");
    expect(countBy(await take(2))).toEqual({ b: 2 });
    expect(countBy(await take(9))).toEqual({ a: 2 });
  });

  test("a generation knows how many of its tenant are before it, and its tenant's share", async () => {
    const { backlog, enqueue } = openWorld();
    await enqueue(3, { batch: "a" });
    await enqueue(3, { batch: "b" });
    await enqueue(1, { tenant: "other", batch: "c" });
    expect(await backlog.position(generation("g5", "default", "b"))).toEqual({
      ahead: 4,
      aheadOfOtherModels: {},
      share: 0.5,
    });
    await enqueue(2, { batch: "d", model: "MiniMax-Hailuo-02" });
    await enqueue(2, { batch: "d" });
    await enqueue(2, { batch: "d", model: "MiniMax-Hailuo-02" });
    const position = await backlog.position(generation("g10", "default", "d"));
    expect(position).toEqual({ ahead: 6, aheadOfOtherModels: { "MiniMax-Hailuo-02": 2 }, share: 0.5 });
    expect(await backlog.position(generation("g99", "default", "b"))).toBeUndefined();
  });
});

function generation(
  id: string,
  tenant: string,
  batchId = "b",
): Parameters<ReturnType<typeof openWorld>["backlog"]["position"]>[0] {
  const request = {
    model: "MiniMax-Hailuo-2.3",
    prompt: "x",
    duration: 6,
    resolution: "768P",
    enable_prompt_expansion: true,
  } as const;
  return { id, tenant, batchId, request };
}
