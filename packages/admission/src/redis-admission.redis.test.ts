import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Admission } from "@hailuo-queue/contracts";
import { closeRedis, createKeys, openRedis, type RedisClient, type RedisKeys } from "@hailuo-queue/redis";
import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { createAccountControl } from "./account-control.ts";
import { type AccountLimits, createRedisAdmission } from "./redis-admission.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "client" });
});
afterAll(() => closeRedis(redis));

function openWorld(limits: Partial<AccountLimits> = {}): {
  readonly admission: Admission;
  readonly keys: RedisKeys;
  enqueue(count: number): Promise<void>;
} {
  const keys = createKeys(`test-${randomUUID()}`);
  let sequence = 0;
  return {
    keys,
    admission: createRedisAdmission({ redis, keys, limits: { account: "default", maxInFlight: 5, createPerMinute: 100, ...limits } }),
    enqueue: async (count) => {
      for (let at = 0; at < count; at += 1) {
        sequence += 1;
        await redis.zadd(keys.backlog, sequence, `g${sequence}|b`);
      }
    },
  };
}

describe("admission", () => {
  test("grants no more than the slots, first come first served, each with a run of its own", async () => {
    const { admission, enqueue } = openWorld();
    await enqueue(8);
    const { grants } = await admission.admit(100);
    expect(grants.map((grant) => grant.generationId)).toEqual(["g1", "g2", "g3", "g4", "g5"]);
    expect(new Set(grants.map((grant) => grant.run)).size).toBe(5);
    expect((await admission.admit(100)).grants).toEqual([]);
  });

  test("grants no more than the window, and says when it opens", async () => {
    const { admission, enqueue, keys } = openWorld({ createPerMinute: 3, windowMs: 10_000 });
    await enqueue(8);
    const { grants } = await admission.admit(100);
    expect(grants).toHaveLength(3);
    const [seconds] = (await redis.time()) as [string | number, string | number];
    for (const grant of grants)
      await redis.zadd(keys.createWindow("default"), Number(seconds) * 1000, `${grant.generationId}:${grant.run}`);
    const next = await admission.admit(100);
    expect(next.grants).toEqual([]);
    expect(next.nextInMs).toBeGreaterThan(8000);
    expect(next.nextInMs).toBeLessThanOrEqual(10_001);
  });

  test("ten dispatchers at once share the slots without passing them", async () => {
    const { admission, enqueue } = openWorld({ maxInFlight: 20 });
    await enqueue(100);
    const results = await Promise.all(Array.from({ length: 10 }, () => admission.admit(7)));
    const ids = results.flatMap(({ grants }) => grants.map((grant) => grant.generationId));
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  test("a paused account is granted nothing; a second strike pauses twice as long; resume ends it", async () => {
    const { admission, enqueue, keys } = openWorld();
    await enqueue(1);
    const how = { forMs: 10_000, longestMs: 60_000, reason: "insufficient_balance" };
    await admission.pause("default", how);
    const refused = await admission.admit(1);
    expect(refused.grants).toEqual([]);
    expect(refused.nextInMs).toBeGreaterThan(9000);
    expect(await admission.usage()).toMatchObject({ pausedReason: "insufficient_balance", backlog: 1 });
    await redis.hset(keys.account("default"), "pausedUntil", 1);
    await admission.pause("default", how);
    expect((await admission.admit(1)).nextInMs).toBeGreaterThan(19_000);
    await admission.resume("default");
    expect((await admission.admit(1)).grants).toHaveLength(1);
  });

  test("refusals of calls that were under way together are one strike", async () => {
    const { admission, enqueue } = openWorld();
    await enqueue(1);
    const how = { forMs: 10_000, longestMs: 600_000, reason: "throttled" };
    await Promise.all(Array.from({ length: 8 }, () => admission.pause("default", how)));
    expect((await admission.admit(1)).nextInMs).toBeLessThanOrEqual(10_000);
  });

  test("a time that the provider named is honoured", async () => {
    const { admission, enqueue } = openWorld();
    await enqueue(1);
    await admission.pause("default", { forMs: 1, longestMs: 1000, reason: "plan", notBefore: Date.now() + 3_600_000 });
    expect((await admission.admit(1)).nextInMs).toBeGreaterThan(3_500_000);
  });

  test("what was granted and not begun is found again under its run", async () => {
    const { admission, enqueue } = openWorld();
    await enqueue(2);
    const { grants } = await admission.admit(2);
    expect(await admission.admittedBefore(-60_000)).toEqual(expect.arrayContaining([...grants]));
    expect(await admission.admittedBefore(60_000)).toEqual([]);
  });

  test("what a user sets goes before what the process was started with, and null goes back", async () => {
    const { admission, enqueue, keys } = openWorld({ maxInFlight: 5 });
    const control = createAccountControl({ redis, keys, account: "default" });
    await admission.publishLimits();
    await enqueue(20);
    await control.setLimits({ maxInFlight: 8 }, { who: "ann@desk", why: "new contract" });
    expect(await redis.llen(keys.wake)).toBe(1);
    expect((await admission.admit(100)).grants).toHaveLength(8);
    expect(await admission.usage()).toMatchObject({ slotsAllowed: 8, slotsUsed: 8 });
    await control.setLimits({ maxInFlight: null }, { who: "ann@desk" });
    expect(await admission.usage()).toMatchObject({ slotsAllowed: 5 });
    expect(await control.changes()).toMatchObject([
      { who: "ann@desk", what: "maxInFlight 8 -> 5 (as configured)" },
      { who: "ann@desk", what: "maxInFlight 5 -> 8", why: "new contract" },
    ]);
    await expect(control.setLimits({ maxInFlight: -1 }, { who: "ann" })).rejects.toThrow(/whole numbers/);
  });

  test("a held account is granted nothing until it is released, which also ends a pause", async () => {
    const { admission, enqueue, keys } = openWorld();
    const control = createAccountControl({ redis, keys, account: "default" });
    await enqueue(1);
    await control.hold({ who: "ann" });
    await admission.pause("default", { forMs: 60_000, longestMs: 60_000, reason: "balance" });
    expect(await admission.admit(1)).toEqual({ grants: [] });
    expect(await admission.usage()).toMatchObject({ held: true });
    await control.release({ who: "ann" });
    expect((await admission.admit(1)).grants).toHaveLength(1);
  });

  test("whatever is enqueued, admitted and released, no more than the cap is out and the order holds", async () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant("enqueue" as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ type: fc.constant("admit" as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ type: fc.constant("release" as const), count: fc.integer({ min: 1, max: 3 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.array(step, { minLength: 1, maxLength: 20 }), async (cap, steps) => {
        const { admission, enqueue, keys } = openWorld({ maxInFlight: cap });
        let enqueued = 0;
        let started = 0;
        const out: string[] = [];
        for (const { type, count } of steps) {
          if (type === "enqueue") {
            await enqueue(count);
            enqueued += count;
          } else if (type === "admit") {
            const { grants } = await admission.admit(count);
            expect(grants).toHaveLength(Math.min(count, cap - out.length, enqueued - started));
            for (const grant of grants) {
              started += 1;
              expect(grant.generationId).toBe(`g${started}`);
              out.push(grant.generationId);
            }
          } else {
            const ended = out.splice(0, count);
            if (ended.length > 0) await redis.zrem(keys.slots("default"), ...ended);
          }
          expect(await redis.zcard(keys.slots("default"))).toBe(out.length);
        }
      }),
      { numRuns: 40 },
    );
  });
});
