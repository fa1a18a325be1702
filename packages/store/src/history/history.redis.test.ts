import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import {
  accepted,
  begun,
  cancelled,
  type GenerationRecord,
  generated,
  type HistoryAddition,
  HISTORY_STEPS,
  type HistoryChange,
  type HistoryScope,
  type HistorySums,
  NOTHING_HAPPENED,
  rejected,
  runOf,
  stored,
} from "@hailuo-queue/contracts";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { newGeneration } from "@hailuo-queue/testkit/conformance";
import { createRedisAdmission } from "../backlog/redis-admission.ts";
import { createBacklogControl } from "../backlog/backlog-control.ts";
import { createKeys } from "../keys.ts";
import { createRedisLedger } from "../records/redis-ledger.ts";
import { createHistoryBooks, HISTORY_ROOM } from "./history-books.ts";
import { writeSums } from "./point-text.ts";
import { createHistoryReader } from "./read-history.ts";
import { createTotalsReader } from "./read-totals.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

const additionOf = (changes: readonly HistoryChange[]): HistoryAddition => ({
  changes,
  totals: [],
  oldestAt: {},
  reservedMicroUsd: {},
});
const ALL: HistoryScope = { kind: "all" };
const DEADLINE = { taskDeadlineMs: 60_000 };
const POLL = { pollCount: 7, seen: { providerStatus: "Success" }, charged: true } as const;
const VIDEO = { location: "file:///v.mp4", bytes: 9, contentType: "video/mp4", sha256: "00" } as const;

async function openBooks() {
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const keys = createKeys(`test-${randomUUID()}`);
  const limits = { name: "default", maxInFlight: 9, windows: { create: [], query: [], files: [] } };
  const admission = createRedisAdmission({ redis, keys, accounts: [limits], taskDeadlineMs: 60_000 });
  const ledger = createRedisLedger({ redis, keys });
  const grant = async (): Promise<GenerationRecord> => {
    const [granted] = (await admission.admit(1)).grants;
    if (granted === undefined) throw new Error("nothing was granted");
    await ledger.transition(
      granted.generationId,
      begun(granted, { holdMs: 5, token: granted.generationId, ...DEADLINE }),
    );
    return (await ledger.get(granted.generationId)) as GenerationRecord;
  };
  return {
    redis,
    keys,
    ledger,
    admission,
    grant,
    backlog: createBacklogControl({ redis, keys }),
    books: createHistoryBooks({ redis, keys }),
    read: createHistoryReader({ redis, keys }),
    add: async (changes: readonly HistoryChange[]) => {
      const books = createHistoryBooks({ redis, keys });
      return books.add(await books.news(), additionOf(changes));
    },
  };
}

test("what happens to generations is noted in the step in which it happens, with whose it is and what it cost", async () => {
  const { ledger, books, grant } = await openBooks();
  const prompt = 'a cat that says "model":"another|one"';
  const of = { batchId: "spring", tenant: "acme", priceMicroUsd: 280_000 };
  const request = { prompt, model: "MiniMax-Hailuo-2.3" } as const;
  const { now: begun } = await books.news();
  await ledger.submit(["g1", "g2", "g3"].map((id) => newGeneration(id, { ...of, request })));
  const first = await grant();
  await ledger.transition(first.id, accepted(runOf(first), "creating", { taskId: "t1", ...DEADLINE }, false));
  await ledger.transition(first.id, generated(runOf(first), "f1", POLL));
  await ledger.transition(first.id, stored(runOf(first), VIDEO));
  const second = await grant();
  const error = { code: "prompt_flagged", stage: "create", message: 'its "code":"is"' } as const;
  await ledger.transition(second.id, rejected(runOf(second), "creating", error, "stamp"));
  await ledger.transition("g3", cancelled((await ledger.get("g3")) as GenerationRecord));
  const { happenings, now } = await books.news();
  const whose = { tenant: "acme", batchId: "spring", model: "MiniMax-Hailuo-2.3" };
  const [one, , failed] = await ledger.getMany(["g1", "g2", "g2"]);
  const ofEnd = { type: "ended", polls: 0, whileStoring: false, doubted: false, createdAt: one?.createdAt };
  const times = { acceptedAt: one?.acceptedAt, generatedAt: one?.generatedAt, submittedAt: one?.submittedAt };
  expect(happenings.map(({ at: _at, ...happening }) => happening)).toEqual([
    { ...whose, what: { type: "created", count: 3 } },
    { ...whose, account: "default", what: { type: "charged", microUsd: 280_000, detectMs: expect.any(Number) } },
    { ...whose, account: "default", what: { ...ofEnd, ...times, state: "succeeded", polls: 7 } },
    {
      ...whose,
      account: "default",
      what: { ...ofEnd, state: "failed", code: "prompt_flagged", submittedAt: failed?.submittedAt },
    },
    { ...whose, what: { ...ofEnd, state: "cancelled" } },
  ]);
  for (const { at } of happenings) {
    expect(at).toBeGreaterThanOrEqual(begun);
    // Of a look the second is told.
    expect(at).toBeLessThan(now + 1000);
  }
});

test("a video that is stored again, or a submit that is sent again, is no new one", async () => {
  const { ledger, books } = await openBooks();
  const generation = newGeneration("g1", { batchId: "b" });
  await ledger.submit([generation]);
  await ledger.submit([generation]);
  expect((await books.news()).happenings).toHaveLength(1);
});

test("what is added stands in its minute, hour and day, and what comes later in the same is added to it", async () => {
  const { add, read } = await openBooks();
  const first: Partial<HistorySums> = {
    created: 3,
    failed: { timeout: 1 },
    waitedSeconds: { slot: 40 },
    spentMicroUsd: 5,
  };
  const now = (await read()).points.at(-1)?.at ?? 0;
  const at = now - 10 * 60_000;
  const scope = { kind: "tenant", name: "acme" } as const;
  await add([{ at, scope, sums: first }]);
  await add([{ at, scope, sums: { ...first, succeeded: 2, failed: { timeout: 1, no_video: 4 }, waitedSeconds: {} } }]);
  const sums: HistorySums = {
    ...NOTHING_HAPPENED,
    created: 6,
    succeeded: 2,
    failed: { timeout: 2, no_video: 4 },
    waitedSeconds: { slot: 40 },
    spentMicroUsd: 10,
  };
  const { points } = await read({ scope, sinceMs: now - 20 * 60_000 });
  const gaps = points.slice(1).map((point, before) => point.at - (points[before]?.at ?? 0));
  expect(new Set(gaps)).toEqual(new Set([60_000]));
  expect(points[0]?.at).toBe(now - 20 * 60_000);
  expect(points.filter(({ created }) => created > 0)).toEqual([{ at, ...sums }]);
  for (const step of ["hour", "day"] as const) {
    const { ms } = HISTORY_STEPS[step];
    const series = await read({ scope, step, sinceMs: at });
    expect(series.points.find(({ created }) => created > 0)).toEqual({ at: Math.floor(at / ms) * ms, ...sums });
  }
  expect((await read({ scope: ALL })).points.every(({ created }) => created === 0)).toBe(true);
});

test("of two that read the same news one adds it, and news that came meanwhile stays", async () => {
  const { ledger, books, read } = await openBooks();
  await ledger.submit([newGeneration("g1", { batchId: "b" })]);
  const [one, other] = [await books.news(), await books.news()];
  await ledger.submit([newGeneration("g2", { batchId: "b" })]);
  const changes: HistoryChange[] = [{ at: one.now, scope: ALL, sums: { created: 1 } }];
  const addition = additionOf(changes);
  expect([await books.add(one, addition), await books.add(other, addition)]).toEqual([true, false]);
  expect((await read()).points.reduce((sum, { created }) => sum + created, 0)).toBe(1);
  const rest = await books.news();
  expect([rest.happenings.length, rest.lookedAt]).toEqual([1, one.now]);
});

test("those that wait are told by what stops them", async () => {
  const { ledger, books, backlog, admission } = await openBooks();
  const item = (id: string, batchId: string, tenant: string) => newGeneration(id, { batchId, tenant });
  await ledger.submit([item("g0", "granted", "one")]);
  await admission.admit(1);
  await ledger.submit([item("g1", "b1", "one"), item("g2", "b1", "one")]);
  await ledger.submit([item("g3", "b2", "two")]);
  await ledger.submit([item("g4", "b3", "three")]);
  await backlog.pauseBatch("b1");
  await backlog.pauseTenant("two");
  const { groups, oldestAt } = await books.waiting();
  const model = newGeneration("g").request.model;
  expect(groups.toSorted((left, right) => left.batchId.localeCompare(right.batchId))).toEqual([
    { tenant: "one", batchId: "b1", model, count: 2, stop: "paused" },
    { tenant: "two", batchId: "b2", model, count: 1, stop: "paused" },
    { tenant: "three", batchId: "b3", model, count: 1 },
    { tenant: "one", batchId: "granted", account: "default", count: 1, stop: "admitted" },
  ]);
  // The paused ones are older.
  expect(oldestAt).toEqual({ normal: (await ledger.get("g4"))?.createdAt });
});

test("an account has reserved what its grants and tasks may still cost, and nothing for what is paid for", async () => {
  const { redis, keys, ledger, admission, grant, backlog, books } = await openBooks();
  const reserved = async () => (await books.waiting()).reservedMicroUsd;
  expect(await reserved()).toEqual({});
  await admission.publishLimits();
  const of = { tenant: "acme", priceMicroUsd: 280_000 };
  await ledger.submit(["g1", "g2", "g3"].map((id) => newGeneration(id, of)));
  expect(await reserved()).toEqual({ default: 0 });
  const running = await grant();
  // Granted, and still packed.
  const { grants } = await admission.admit(1);
  expect(grants).toHaveLength(1);
  expect(await reserved()).toEqual({ default: 560_000 });
  expect((await backlog.tenant("acme")).reservedMicroUsd).toBe(560_000);
  await ledger.transition(running.id, accepted(runOf(running), "creating", { taskId: "t1", ...DEADLINE }, false));
  expect(await reserved()).toEqual({ default: 560_000 });
  await ledger.transition(running.id, generated(runOf(running), "f1", POLL));
  expect(await reserved()).toEqual({ default: 280_000 });
  // Its task is asked for again, and was paid for.
  const settled = await redis.hget(keys.generation(running.id), "submittedAt");
  expect(await redis.hget(keys.generation(running.id), "settled")).toBe(settled);
  await redis.zadd(keys.slots("default"), Date.now() + 60_000, running.id);
  expect(await reserved()).toEqual({ default: 280_000 });
});

test("the list of what is not added yet keeps the newest, and a series forgets what is older than it reaches", async () => {
  const { redis, keys, ledger, books, add } = await openBooks();
  await redis.rpush(keys.happenings, ...Array.from({ length: 20_000 }, () => "c|1|t|b|m||1"));
  await ledger.submit([newGeneration("g1", { batchId: "newest" })]);
  expect(await redis.llen(keys.happenings)).toBe(20_000);
  expect(await redis.lindex(keys.happenings, -1)).toContain("|newest|");
  const { now } = await books.news();
  const minutes = Array.from({ length: 100 }, (_, at) => now - (99 - at) * 60_000);
  await add(minutes.map((at) => ({ at, scope: ALL, sums: { created: 1 } })));
  expect(await redis.llen(keys.history("minute", "all"))).toBe(HISTORY_STEPS.minute.kept);
  expect(await redis.pttl(keys.history("minute", "all"))).toBeGreaterThan(0);
});

test("a name beyond the room counts for the whole only, until one that was long unused makes room", async () => {
  const { redis, keys, add, read } = await openBooks();
  const [most] = HISTORY_ROOM.account;
  const now = (await read()).points.at(-1)?.at ?? 0;
  const named = (number: number): HistoryChange => ({
    at: now,
    scope: { kind: "account", name: `a${number}` },
    sums: { succeeded: 1 },
  });
  await add(Array.from({ length: most + 1 }, (_, number) => named(number)));
  const made = async (number: number): Promise<number> =>
    (await read({ scope: { kind: "account", name: `a${number}` } })).points.reduce(
      (sum, one) => sum + one.succeeded,
      0,
    );
  expect([await made(0), await made(most)]).toEqual([1, 0]);
  await redis.zadd(keys.historyScopes("account"), 1, "a0");
  await add([named(most)]);
  expect([await made(0), await made(most)]).toEqual([0, 1]);
});

test("all series there is room for, with every point of them full, take at most 10 MB", async () => {
  const { redis, keys } = await openBooks();
  const full = writeSums({
    created: 1200,
    succeeded: 1180,
    cancelled: 3,
    failed: { prompt_flagged: 12, video_flagged: 5 },
    waitedSeconds: { slot: 3_600_000, window: 1200 },
    spentMicroUsd: 336_000_000,
    polls: 9000,
  });
  let bytes = 0;
  for (const [kind, [most]] of Object.entries(HISTORY_ROOM)) {
    for (const [step, { kept, ms }] of Object.entries(HISTORY_STEPS)) {
      // A batch that nobody works on makes room within an hour, so that none fills a month.
      const points = kind === "batch" ? Math.min(kept, 72) : kept;
      const key = keys.history(step, `${kind}:one`);
      const first = Math.floor(1_800_000_000_000 / ms);
      await redis.rpush(key, ...Array.from({ length: points }, (_, at) => `${first + at};${full}`));
      bytes += most * ((await redis.memory("USAGE", key, "SAMPLES", 0)) ?? Number.NaN);
    }
  }
  expect(bytes).toBeLessThan(10 * 1024 * 1024);
});

test("totals go on for ever, and tell what they are of", async () => {
  const { redis, keys, books } = await openBooks();
  const read = createTotalsReader({ redis, keys });
  expect(await read()).toMatchObject({ totals: [], oldestAt: {} });
  const ended = (value: number) => ({ of: "ended" as const, labels: ["m", "failed", "timeout"], value });
  for (const totals of [[ended(2), ended(3)], [ended(4)]])
    await books.add(await books.news(), {
      changes: [],
      totals,
      oldestAt: { high: 5, normal: 7 },
      reservedMicroUsd: { default: 9 },
    });
  await redis.hset(keys.historyTotals, "of a later version|m", 1);
  const { now } = await read();
  expect(await read()).toEqual({
    totals: [ended(9)],
    oldestAt: { high: 5, normal: 7 },
    reservedMicroUsd: { default: 9 },
    lookedAt: expect.any(Number),
    now: expect.any(Number),
  });
  expect(now).toBeGreaterThan(1_700_000_000_000);
});
