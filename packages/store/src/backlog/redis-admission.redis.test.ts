import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type AccountRefusal, type AdmissionResult, optional } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import fc from "fast-check";
import { createRedisAdmission } from "./redis-admission.ts";
import { account, MODEL, openAdmissionWorld, type Timed, whileTimed } from "./__fixtures__/admission-world.ts";
import { createAccountControl } from "../accounts/account-control.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));

function cooldown(run: number, changes: Partial<AccountRefusal> = {}): AccountRefusal {
  return { kind: "cooldown", run, forMs: 600_000, longestMs: 36_000_000, reason: "throttled", ...changes };
}

/** So long after some moment of the work. */
function expectBetween(at: number, { from, until }: Timed<unknown>, laterMs: number): void {
  expect(at).toBeGreaterThanOrEqual(from + laterMs);
  expect(at).toBeLessThanOrEqual(until + laterMs);
}

/** To the millisecond the time that was left until then when Redis was asked. */
function expectWait({ value, from, until }: Timed<AdmissionResult>, openAt: number): void {
  expect(value.nextInMs).toBeGreaterThanOrEqual(openAt - until);
  expect(value.nextInMs).toBeLessThanOrEqual(openAt - from + 1);
}

describe("admission", () => {
  test("grants no more than the slots, first come first served, each with a run of its own", async () => {
    const { admission, enqueue } = openAdmissionWorld(redis);
    await enqueue(8);
    const { grants } = await admission.admit(100);
    expect(grants.map((grant) => grant.generationId)).toEqual(["g1", "g2", "g3", "g4", "g5"]);
    expect(grants[0]).toMatchObject({ batchId: "b", account: "default" });
    expect(new Set(grants.map((grant) => grant.run)).size).toBe(5);
    expect((await admission.admit(100)).grants).toEqual([]);
  });

  test("grants no more than any of its windows, and says when the narrowest opens", async () => {
    const windows = [
      { limit: 3, windowMs: 600_000 },
      { limit: 100, windowMs: 86_400_000 },
    ];
    const { admission, enqueue, keys } = openAdmissionWorld(
      redis,
      account({ maxInFlight: 50, windows: { create: windows, query: [], files: [] } }),
    );
    await enqueue(8);
    const { grants } = await admission.admit(100);
    expect(grants).toHaveLength(3);
    const stampedAt = Number((await redis.time())[0]) * 1000;
    for (const grant of grants)
      await redis.zadd(keys.callWindow("default", "create"), stampedAt, `${grant.generationId}:${grant.run}`);
    const next = await whileTimed(redis, () => admission.admit(100));
    expect(next.value.grants).toEqual([]);
    expectWait(next, stampedAt + 600_000);
  });

  test("ten dispatchers at once share the slots without passing them", async () => {
    const { admission, enqueue } = openAdmissionWorld(redis, account({ maxInFlight: 20 }));
    await enqueue(100);
    const results = await Promise.all(Array.from({ length: 10 }, () => admission.admit(7)));
    const ids = results.flatMap(({ grants }) => grants.map((grant) => grant.generationId));
    expect(ids).toHaveLength(20);
    expect(new Set(ids).size).toBe(20);
  });

  test("a fleet of many accounts is looked at again only after a moment, and then what was freed goes on", async () => {
    const PACE_MS = 2000 / 50;
    const names = Array.from({ length: 2000 }, (_, number) => `account-${number}`);
    const { admission, enqueue } = openAdmissionWorld(redis, ...names.map((name) => account({ name, maxInFlight: 1 })));
    await enqueue(1200);
    const burst = await whileTimed(redis, () => Promise.all(Array.from({ length: 30 }, () => admission.admit(1))));
    const looks = burst.value.filter(({ grants }) => grants.length > 0).length;
    expect(looks).toBeGreaterThan(0);
    expect(looks).toBeLessThanOrEqual((burst.until - burst.from) / PACE_MS + 1);
    for (const { grants, nextInMs, backlogEmpty } of burst.value) {
      expect(backlogEmpty).toBe(false);
      if (grants.length === 0) expect(nextInMs).toBeGreaterThan(0);
    }
    const granted = new Set<string>();
    while (granted.size < 1000) {
      const { grants } = await admission.admit(200);
      for (const { account: name } of grants) granted.add(name);
    }
    expect([...granted].every((name) => names.includes(name))).toBe(true);
  });

  test("what was granted and not begun is found again under its run", async () => {
    const { admission, enqueue } = openAdmissionWorld(redis);
    await enqueue(2);
    const { grants } = await admission.admit(2);
    expect(await admission.admittedBefore(-60_000)).toEqual(expect.arrayContaining([...grants]));
    expect(await admission.admittedBefore(60_000)).toEqual([]);
  });

  test("a slot whose lease has ended is taken back, unless its create may still run or its task is not due", async () => {
    const { admission, enqueue, keys, take } = openAdmissionWorld(redis, account({ maxInFlight: 4 }));
    await enqueue(4);
    expect(await take(4)).toHaveLength(4);
    await redis.zadd(keys.slots("default"), 1, "g1", 1, "g2", 1, "g3", 1, "g4");
    await redis.hset(keys.generation("g1"), { state: "queued", batch: "b" });
    await redis.hset(keys.generation("g2"), { state: "generating", batch: "b", deadlineAt: "9000000000000" });
    await redis.hset(keys.generation("g3"), { state: "generating", batch: "b", deadlineAt: "1000" });
    await redis.hset(keys.generation("g4"), { state: "succeeded", batch: "b" });
    expect((await admission.reclaimSlots()).toSorted()).toEqual(["g3", "g4"]);
    expect(await redis.zcard(keys.slots("default"))).toBe(2);
  });

  test("whatever is enqueued, admitted and released, no more than the limit is out and the order holds", async () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant("enqueue" as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ type: fc.constant("admit" as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ type: fc.constant("release" as const), count: fc.integer({ min: 1, max: 3 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { minLength: 1, maxLength: 20 }),
        async (limit, steps) => {
          const { take, enqueue, keys, release } = openAdmissionWorld(redis, account({ maxInFlight: limit }));
          let enqueued = 0;
          let started = 0;
          const out: string[] = [];
          for (const { type, count } of steps) {
            if (type === "enqueue") {
              await enqueue(count);
              enqueued += count;
            } else if (type === "admit") {
              const ids = await take(count);
              expect(ids).toHaveLength(Math.min(count, limit - out.length, enqueued - started));
              for (const id of ids) {
                started += 1;
                expect(id).toBe(`g${started}`);
                out.push(id);
              }
            } else {
              const ended = out.splice(0, count);
              if (ended.length > 0) await release("default", ...ended);
            }
            expect(await redis.zcard(keys.slots("default"))).toBe(out.length);
          }
        },
      ),
      { numRuns: 40 },
    );
    // Many trips to Redis: a busy machine takes its time.
  });
});

describe("a refused account", () => {
  test("is granted nothing until its cooldown is over, and then one create to try; a second refusal waits twice as long", async () => {
    const { admission, enqueue, keys } = openAdmissionWorld(redis);
    await enqueue(3);
    const pauseOf = async (): Promise<number> => Number(await redis.hget(keys.account("default"), "pausedUntil"));
    const once = await whileTimed(redis, () =>
      admission.refused("default", cooldown(1, { reason: "insufficient_balance" })),
    );
    expectBetween(await pauseOf(), once, 600_000);
    const refused = await whileTimed(redis, () => admission.admit(1));
    expect(refused.value.grants).toEqual([]);
    expectWait(refused, await pauseOf());
    expect(await admission.usage()).toMatchObject([{ pausedReason: "insufficient_balance" }]);
    await redis.hset(keys.account("default"), "pausedUntil", 1);
    const trial = await admission.admit(5);
    expect(trial.grants).toHaveLength(1);
    expect((await admission.admit(5)).grants).toEqual([]);
    const twice = await whileTimed(redis, () => admission.refused("default", cooldown(trial.grants[0]?.run ?? 0)));
    expectBetween(await pauseOf(), twice, 1_200_000);
  });

  test("refusals of calls that were under way together are one strike", async () => {
    const { admission, enqueue, keys } = openAdmissionWorld(redis);
    await enqueue(1);
    const refused = await whileTimed(redis, () =>
      Promise.all(Array.from({ length: 8 }, () => admission.refused("default", cooldown(1)))),
    );
    expectBetween(Number(await redis.hget(keys.account("default"), "pausedUntil")), refused, 600_000);
  });

  test("waits for the time that the provider named", async () => {
    const { admission, enqueue } = openAdmissionWorld(redis);
    await enqueue(1);
    const notBefore = Date.now() + 3_600_000;
    await admission.refused("default", cooldown(1, { forMs: 1, longestMs: 1000, notBefore }));
    expectWait(await whileTimed(redis, () => admission.admit(1)), notBefore);
  });

  test("that has too many unfinished tasks is used less, by a quarter for all refusals of one moment", async () => {
    const { admission, enqueue, keys, release } = openAdmissionWorld(redis, account({ maxInFlight: 20 }));
    await admission.publishLimits();
    await enqueue(60);
    const { grants } = await admission.admit(20);
    const concurrency = { kind: "concurrency", forMs: 1000, longestMs: 1000, reason: "crowded" } as const;
    /** The time to try one more comes when the test says so, and not after 20 s. */
    const trialAt = (at: number): Promise<number> => redis.hset(keys.account("default"), "capTrialAt", at);
    for (const { run } of grants.slice(17)) await admission.refused("default", { ...concurrency, run });
    await trialAt(9_000_000_000_000);
    expect(await admission.usage()).toMatchObject([{ slotsAllowed: 20, slotsTaken: 14 }]);
    await release("default", ...grants.slice(0, 5).map(({ generationId }) => generationId));
    expect((await admission.admit(20)).grants).toEqual([]);
    await release("default", ...grants.slice(5, 8).map(({ generationId }) => generationId));
    const [next] = (await admission.admit(20)).grants;
    await admission.refused("default", { ...concurrency, run: next?.run ?? 0 });
    expect(await admission.usage()).toMatchObject([{ slotsTaken: 9 }]);
    await trialAt(1);
    await release("default", ...grants.slice(8, 13).map(({ generationId }) => generationId));
    const trial = await admission.admit(20);
    expect(trial.grants).toHaveLength(1);
    const again = await whileTimed(redis, () =>
      admission.refused("default", { ...concurrency, run: trial.grants[0]?.run ?? 0 }),
    );
    expectBetween(Number(await redis.hget(keys.account("default"), "capTrialAt")), again, 20_000);
    await trialAt(9_000_000_000_000);
    expect((await admission.admit(20)).grants).toEqual([]);
    expect(await admission.usage()).toMatchObject([{ slotsTaken: 9 }]);
  });

  test("that has no task of ours running cools down instead", async () => {
    const { admission, enqueue } = openAdmissionWorld(redis);
    await enqueue(2);
    const { grants } = await admission.admit(1);
    const { effect } = await admission.refused("default", {
      kind: "concurrency",
      run: grants[0]?.run ?? 0,
      forMs: 9000,
      longestMs: 9000,
      reason: "x",
    });
    expect(effect.type).toBe("paused");
  });

  test("that refuses for long at first asks for a second opinion, whatever time was named, and then keeps to that time", async () => {
    const { admission, enqueue, keys } = openAdmissionWorld(redis);
    await enqueue(3);
    const notBefore = 9_000_000_000_000;
    const refuse = (run: number) => admission.refused("default", cooldown(run, { secondOpinionMs: 2000, notBefore }));
    const once = await whileTimed(redis, () => refuse(1));
    const pauseOf = async (): Promise<number> => Number(await redis.hget(keys.account("default"), "pausedUntil"));
    expectBetween(await pauseOf(), once, 2000);
    await redis.hset(keys.account("default"), "pausedUntil", 1);
    const trial = (await admission.admit(5)).grants;
    expect(trial).toHaveLength(1);
    await refuse(trial[0]?.run ?? 0);
    expect(await pauseOf()).toBe(notBefore);
  });

  test("does nothing to the account where it took others since this one was refused last", async () => {
    const { admission, keys } = openAdmissionWorld(redis);
    const refuse = (before: { readonly accepted: number; readonly refused: number }, secondOpinionMs?: number) =>
      admission.refused("default", cooldown(1, { create: { before }, ...optional({ secondOpinionMs }) }));
    await redis.hset(keys.account("default"), { accepted: "9", refused: "4" });
    expect(await refuse({ accepted: 8, refused: 1 }, 2000)).toEqual({
      effect: { type: "alone" },
      counts: { accepted: 9, refused: 5 },
    });
    // Throttled, only where nobody else was.
    expect(await refuse({ accepted: 8, refused: 5 })).toMatchObject({
      effect: { type: "alone" },
      counts: { refused: 6 },
    });
    expect(await refuse({ accepted: 8, refused: 5 })).toMatchObject({ effect: { type: "paused" } });
    expect(await refuse({ accepted: 9, refused: 7 }, 2000)).toMatchObject({ effect: { type: "paused" } });
  });

  test("is told of steadily: since when, how often, the last word, and when it is tried next", async () => {
    const { admission, enqueue, keys } = openAdmissionWorld(redis);
    await enqueue(3);
    await admission.publishLimits();
    const refusing = async () => (await admission.usage())[0]?.refusing;
    expect(await refusing()).toBeUndefined();
    const first = await whileTimed(redis, () => admission.refused("default", cooldown(1, { reason: "first word" })));
    await admission.refused("default", cooldown(1, { reason: "last word" }));
    expect(await refusing()).toMatchObject({
      times: 2,
      reason: "last word",
      stopped: true,
      nextTryAt: expect.any(Number),
    });
    expectBetween((await refusing())?.since ?? 0, first, 0);

    // Between a rest and the outcome of the create that tries it is told all the same.
    await redis.hset(keys.account("default"), "pausedUntil", 1);
    await admission.admit(1);
    expect(await refusing()).toMatchObject({ times: 2, stopped: true });
    expect((await refusing())?.nextTryAt).toBeUndefined();

    // Where it works again it is told for a minute, so that it does not come and go.
    await redis.hdel(keys.account("default"), "strikes");
    expect(await refusing()).toMatchObject({ times: 2 });
    expect((await refusing())?.stopped).toBeUndefined();
    await redis.hset(keys.account("default"), "lastRefusedAt", 1);
    expect(await refusing()).toBeUndefined();
    await admission.refused("default", cooldown(2));
    expect(await refusing()).toMatchObject({ times: 1 });
  });

  test("says how many of its slots are held by creates whose answers were lost", async () => {
    const { admission, enqueue, take, keys } = openAdmissionWorld(redis);
    await enqueue(3);
    await admission.publishLimits();
    const [one = ""] = await take(3);
    expect((await admission.usage())[0]?.slotsLost).toBeUndefined();
    await redis.zadd(keys.states, 0, `submission_unknown|${one}`, 0, "submission_unknown|elsewhere");
    expect((await admission.usage())[0]).toMatchObject({ slotsUsed: 3, slotsLost: 1 });
  });

  test("refused for one model lets one create of it try when the time has come, and not all at once", async () => {
    const { admission, enqueue, take, keys } = openAdmissionWorld(redis);
    await enqueue(4);
    await admission.refused("default", {
      kind: "model",
      run: 1,
      forMs: 600_000,
      longestMs: 600_000,
      reason: "not in plan",
      model: MODEL,
    });
    await redis.hset(keys.account("default"), `disabled.${MODEL}`, "1");
    expect(await take(10)).toEqual(["g1"]);
    expect(await take(10)).toEqual([]);
  });

  test("refused for one model goes on with the others", async () => {
    const { admission, enqueue, take, keys } = openAdmissionWorld(redis);
    await enqueue(2);
    await enqueue(2, { model: "MiniMax-Hailuo-02", name: "o" });
    await admission.refused("default", {
      kind: "model",
      run: 1,
      forMs: 600_000,
      longestMs: 600_000,
      reason: "not in plan",
      model: MODEL,
    });
    expect(await take(10)).toEqual(["o3", "o4"]);
    expect((await admission.usage())[0]?.disabledModels).toHaveProperty([MODEL]);
    await createAccountControl({ redis, keys, account: "default" }).release({ who: "ann" });
    expect(await take(10)).toEqual(["g1", "g2"]);
  });
});

describe("a pool", () => {
  test("uses the account with the most room, and none for a model that it may not use", async () => {
    const { admission, enqueue } = openAdmissionWorld(
      redis,
      account({ name: "small", maxInFlight: 2 }),
      account({ name: "large", maxInFlight: 4, models: [MODEL] }),
    );
    await enqueue(4, { model: "MiniMax-Hailuo-02", name: "o" });
    await enqueue(10);
    const { grants } = await admission.admit(100);
    const of = (name: string): string[] =>
      grants.filter((grant) => grant.account === name).map(({ generationId }) => generationId[0] ?? "");
    expect(of("large")).toEqual(["g", "g", "g", "g"]);
    expect(of("small")).toHaveLength(2);
  });

  test("what nobody can serve stands in nobody's way, however much there is of it", async () => {
    const { admission, enqueue, take } = openAdmissionWorld(redis, account({ models: [MODEL] }));
    await enqueue(300, { model: "MiniMax-Hailuo-02", name: "o" });
    await enqueue(2);
    expect(await take(10)).toEqual(["g301", "g302"]);
    expect((await admission.admit(10)).grants).toEqual([]);
  });

  test("the sides of an account have slots and windows of their own, and one is told of once it was used", async () => {
    const h3 = "MiniMax-H3";
    const sides = [
      account({ maxInFlight: 2, models: [MODEL] }),
      account({ name: "default~v2", maxInFlight: 3, models: [h3], sideOf: "default" }),
    ];
    const { admission, enqueue, keys } = openAdmissionWorld(redis, ...sides);
    await admission.publishLimits();
    const told = async (): Promise<string[]> =>
      (await admission.usage()).map((usage) => `${usage.account} ${usage.slotsUsed}/${usage.slotsAllowed}`);
    await enqueue(5);
    expect((await admission.admit(10)).grants).toHaveLength(2);
    expect(await told()).toEqual(["default 2/2"]);
    expect(await admission.usage()).toMatchObject([{ models: [MODEL], sideModels: [h3] }]);
    await enqueue(5, { model: h3, name: "h" });
    const { grants } = await admission.admit(10);
    expect(grants.map(({ generationId, account: by }) => [generationId, by])).toEqual([
      ["h6", "default~v2"],
      ["h7", "default~v2"],
      ["h8", "default~v2"],
    ]);
    expect(await told()).toEqual(["default 2/2", "default~v2 3/3"]);
    const restarted = createRedisAdmission({
      redis,
      keys,
      accounts: sides.map((side) => ({ ...side, maxInFlight: 4 })),
    });
    await restarted.publishLimits();
    expect(await told()).toEqual(["default 2/4", "default~v2 3/4"]);
  });

  test("an account that is paused or draining takes nothing new, the others go on", async () => {
    const { enqueue, keys, admission } = openAdmissionWorld(
      redis,
      account({ name: "one" }),
      account({ name: "two" }),
      account({ name: "three" }),
    );
    await createAccountControl({ redis, keys, account: "one" }).drain({ who: "ann" });
    await createAccountControl({ redis, keys, account: "two" }).pause({ who: "ann" });
    await enqueue(20);
    const { grants } = await admission.admit(100);
    expect(new Set(grants.map((grant) => grant.account))).toEqual(new Set(["three"]));
  });
});

describe("a user's hand", () => {
  test("goes before what the process was started with, and null goes back", async () => {
    const { admission, enqueue, keys } = openAdmissionWorld(redis);
    const control = createAccountControl({ redis, keys, account: "default" });
    await admission.publishLimits();
    await enqueue(20);
    await control.setLimits({ maxInFlight: 8 }, { who: "ann@desk", why: "new contract" });
    expect(await redis.llen(keys.wake)).toBe(1);
    expect((await admission.admit(100)).grants).toHaveLength(8);
    expect(await admission.usage()).toMatchObject([{ slotsAllowed: 8, slotsUsed: 8 }]);
    await control.setLimits({ maxInFlight: null }, { who: "ann@desk" });
    expect(await admission.usage()).toMatchObject([{ slotsAllowed: 5 }]);
    expect(await control.changes()).toMatchObject([
      { who: "ann@desk", what: "maxInFlight 8 -> 5 (as configured)" },
      { who: "ann@desk", what: "maxInFlight 5 -> 8", why: "new contract" },
    ]);
    await expect(control.setLimits({ maxInFlight: -1 }, { who: "ann" })).rejects.toThrow(/whole numbers/);
  });

  test("tells whether anybody waits still", async () => {
    const { admission, enqueue } = openAdmissionWorld(redis);
    expect(await admission.admit(1)).toMatchObject({ grants: [], backlogEmpty: true });
    await enqueue(2);
    expect(await admission.admit(1)).toMatchObject({ backlogEmpty: false });
    expect(await admission.admit(1)).toMatchObject({ backlogEmpty: true });
  });

  test("holds an account, and its release also ends a cooldown", async () => {
    const { admission, enqueue, keys } = openAdmissionWorld(redis);
    const control = createAccountControl({ redis, keys, account: "default" });
    await enqueue(1);
    await control.pause({ who: "ann" });
    await admission.refused("default", cooldown(1));
    expect(await admission.admit(1)).toEqual({ grants: [], backlogEmpty: false });
    expect(await admission.usage()).toMatchObject([{ paused: true }]);
    await control.release({ who: "ann" });
    expect((await admission.admit(1)).grants).toHaveLength(1);
  });
});
