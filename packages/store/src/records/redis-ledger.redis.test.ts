import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  canMove,
  generated,
  GENERATION_STATES,
  type GenerationState,
  type Ledger,
  type NewGeneration,
  optional,
  type PollNote,
} from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys, type RedisKeys } from "../keys.ts";
import { randomUUID } from "node:crypto";
import { readEvents } from "../events/read-events.ts";
import { createRedisLedger } from "./redis-ledger.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));

function openWorld(): { readonly ledger: Ledger; readonly keys: RedisKeys } {
  const keys = createKeys(`test-${randomUUID()}`);
  return { keys, ledger: createRedisLedger({ redis, keys }) };
}

function wanted(id: string, changes: Partial<NewGeneration> = {}): NewGeneration {
  return {
    id,
    request: {
      model: "MiniMax-Hailuo-2.3",
      prompt: "猫",
      duration: 6,
      resolution: "768P",
      enable_prompt_expansion: true,
    },
    batchId: "b",
    tenant: "default",
    objectKey: `b/${id}.mp4`,
    idempotencyKey: id,
    fingerprint: "f",
    ...changes,
  };
}

function lane(keys: RedisKeys): string {
  return keys.lane("normal|MiniMax-Hailuo-2.3", "default", "b");
}

/** Stands for a grant of admission. */
async function grant(keys: RedisKeys, id: string, run: number): Promise<void> {
  await redis.zrem(lane(keys), id);
  await redis.hset(keys.admitted, `${id}|b`, `${run}:1:default`);
  await redis.zadd(keys.slots("default"), "9000000000000", id);
}

describe("submit", () => {
  test("writes the record, its position in the backlog and its batch, and wakes one dispatcher", async () => {
    const { ledger, keys } = openWorld();
    const receipts = await ledger.submit([wanted("g1", { customId: "cat" }), wanted("g2")]);
    expect(receipts).toEqual([
      { result: "created", id: "g1" },
      { result: "created", id: "g2" },
    ]);
    expect(await ledger.get("g1")).toMatchObject({
      state: "queued",
      customId: "cat",
      index: 0,
      run: 0,
      request: { prompt: "猫" },
    });
    expect(await redis.zrange(lane(keys), "0", "-1")).toEqual(["g1", "g2"]);
    expect(await redis.llen(keys.wake)).toBe(1);
    expect(await ledger.batch("b")).toMatchObject({ total: 2, counts: { queued: 2, creating: 0 } });
  });

  test("a position in the backlog costs one for every six seconds or so of video, and one where the model has one length", async () => {
    const { ledger, keys } = openWorld();
    const lengths = [undefined, 4, 6, 8, 9, 10, 15];
    await ledger.submit(
      lengths.map((duration, at) =>
        wanted(`g${at}`, { request: { model: "MiniMax-Hailuo-2.3", ...(duration !== undefined && { duration }) } }),
      ),
    );
    expect((await redis.zrange(lane(keys), "0", "-1")).toSorted()).toEqual([
      "g0",
      "g1",
      "g2",
      "g3",
      "g4|2",
      "g5|2",
      "g6|3",
    ]);
  });

  test("sent again it writes nothing, and tells the original; with another payload it is a conflict", async () => {
    const { ledger } = openWorld();
    await ledger.submit([wanted("g1", { idempotencyKey: "k" })]);
    expect(await ledger.submit([wanted("g2", { idempotencyKey: "k" })])).toEqual([{ result: "existing", id: "g1" }]);
    expect(await ledger.submit([wanted("g3", { idempotencyKey: "k", fingerprint: "other" })])).toEqual([
      { result: "conflict", id: "g1" },
    ]);
    expect(await ledger.batch("b")).toMatchObject({ total: 1 });
    expect(await ledger.get("g2")).toBeUndefined();
  });

  test("ten callers that send the same hundred items at once write a hundred", async () => {
    const { ledger } = openWorld();
    const send = (caller: number): Promise<unknown> =>
      ledger.submit(
        Array.from({ length: 100 }, (_, item) => wanted(`g${caller}-${item}`, { idempotencyKey: `k${item}` })),
      );
    await Promise.all(Array.from({ length: 10 }, (_, caller) => send(caller)));
    expect(await ledger.batch("b")).toMatchObject({ total: 100, counts: { queued: 100 } });
  });
});

describe("a transition", () => {
  test("moves counters, index, event, slot and window in one step", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1")]);
    await grant(keys, "g1", 7);
    const begun = await ledger.transition("g1", {
      from: ["queued"],
      to: "creating",
      run: 7,
      account: "default",
      stamp: ["submittedAt"],
      window: { create: "held", holdMs: 1000 },
      leaseMs: 5000,
      returnRequest: true,
    });
    expect(begun).toMatchObject({ outcome: "moved", request: { prompt: "猫" } });
    const record = await ledger.get("g1");
    expect(record).toMatchObject({ state: "creating", run: 7, account: "default" });
    expect(record?.submittedAt).toBeGreaterThan(0);
    expect(await redis.hlen(keys.admitted)).toBe(0);
    await ledger.transition("g1", {
      from: ["creating"],
      to: "generating",
      account: "default",
      changes: { taskId: "t" },
      window: { create: "stamp" },
    });
    expect(await redis.zcard(keys.slots("default"))).toBe(1);
    await ledger.transition("g1", {
      from: ["generating"],
      to: "downloading",
      account: "default",
      changes: { fileId: "f" },
    });
    expect(await redis.zcard(keys.slots("default"))).toBe(0);
    expect(await redis.zcard(keys.callWindow("default", "create"))).toBe(1);
    expect(await ledger.batch("b")).toMatchObject({
      counts: { queued: 0, creating: 0, generating: 0, downloading: 1 },
    });
    expect(await ledger.countByState()).toMatchObject({ downloading: 1, queued: 0 });
    const events = await readEvents(redis, keys, "0", 10);
    expect(events.map((event) => `${event.from}>${event.to}`)).toEqual([
      "queued>creating",
      "creating>generating",
      "generating>downloading",
    ]);
  });

  test("of twenty callers at once, exactly one moves it", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1")]);
    await grant(keys, "g1", 1);
    const results = await Promise.all(
      Array.from({ length: 20 }, () =>
        ledger.transition("g1", { from: ["queued"], to: "creating", run: 1, account: "default" }),
      ),
    );
    expect(results.filter((result) => result.outcome === "moved")).toHaveLength(1);
    expect(await ledger.batch("b")).toMatchObject({ counts: { queued: 0, creating: 1 } });
  });

  test("sent again because its answer was lost knows itself; another call does not pass for it", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1")]);
    await grant(keys, "g1", 1);
    const begin = {
      from: ["queued"],
      to: "creating",
      run: 1,
      account: "default",
      token: "a",
      returnRequest: true,
    } as const;
    await ledger.transition("g1", begin);
    expect(await ledger.transition("g1", begin)).toMatchObject({ outcome: "moved", request: { prompt: "猫" } });
    expect(await ledger.transition("g1", { ...begin, token: "b" })).toMatchObject({
      outcome: "not_moved",
      record: { state: "creating" },
    });
    expect(await ledger.batch("b")).toMatchObject({ counts: { queued: 0, creating: 1 } });
  });

  test("of another run changes nothing", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1")]);
    await grant(keys, "g1", 2);
    expect(
      await ledger.transition("g1", { from: ["queued"], to: "creating", run: 1, account: "default" }),
    ).toMatchObject({
      outcome: "not_moved",
      record: { state: "queued" },
    });
  });

  test("put back, a generation takes its old position, frees its slot and wakes a dispatcher", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1"), wanted("g2")]);
    await grant(keys, "g1", 1);
    await ledger.transition("g1", {
      from: ["queued"],
      to: "creating",
      run: 1,
      account: "default",
      window: { create: "held", holdMs: 1000 },
    });
    await redis.del(keys.wake);
    await ledger.transition("g1", {
      from: ["creating"],
      to: "queued",
      account: "default",
      window: { create: "return" },
    });
    expect(await redis.zrange(lane(keys), "0", "-1")).toEqual(["g1", "g2"]);
    expect(await redis.zcard(keys.slots("default"))).toBe(0);
    expect(await redis.zcard(keys.callWindow("default", "create"))).toBe(0);
    expect(await redis.llen(keys.wake)).toBe(1);
  });

  test("wakes one dispatcher for the slots that it frees, while others wait", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1"), wanted("g2"), wanted("g3")]);
    for (const id of ["g1", "g2"]) {
      await grant(keys, id, 1);
      await ledger.transition(id, { from: ["queued"], to: "creating", run: 1, account: "default", leaseMs: 1000 });
      await ledger.transition(id, { from: ["creating"], to: "generating", account: "default" });
    }
    await redis.del(keys.wake);
    for (const id of ["g1", "g2"])
      await ledger.transition(id, { from: ["generating"], to: "downloading", account: "default" });
    expect(await redis.zcard(keys.slots("default"))).toBe(0);
    expect(await redis.llen(keys.wake)).toBe(1);
  });

  test("finds the account of a grant that its caller did not know of", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1")]);
    await grant(keys, "g1", 1);
    expect(
      await ledger.transition("g1", { from: ["queued"], to: "cancelled", window: { create: "return" } }),
    ).toMatchObject({
      outcome: "moved",
    });
    expect(await redis.zcard(keys.slots("default"))).toBe(0);
    expect(await redis.hlen(keys.admitted)).toBe(0);
  });

  test("that is not in the table is refused before it is sent", async () => {
    const { ledger } = openWorld();
    for (const from of GENERATION_STATES) {
      for (const to of GENERATION_STATES) {
        if (!canMove(from, to))
          await expect(ledger.transition("g1", { from: [from], to })).rejects.toThrow("never moves");
      }
    }
  });

  test("of a generation that is not there says so", async () => {
    const { ledger } = openWorld();
    expect(await ledger.transition("nobody", { from: ["queued"], to: "cancelled" })).toEqual({ outcome: "not_moved" });
  });
});

describe("lists", () => {
  async function fill(ledger: Ledger): Promise<void> {
    await ledger.submit(Array.from({ length: 25 }, (_, item) => wanted(`g${String(item).padStart(2, "0")}`)));
    for (const id of ["g03", "g07"]) await ledger.transition(id, { from: ["queued"], to: "cancelled" });
  }

  async function idsOf(ledger: Ledger, filter: { batchId?: string; state?: GenerationState }): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await ledger.list({ ...filter, limit: 10, ...optional({ cursor }) });
      ids.push(...page.items.map((record) => record.id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return ids;
  }

  test("page through a batch in its order, and through everything newest first", async () => {
    const { ledger } = openWorld();
    await fill(ledger);
    const all = Array.from({ length: 25 }, (_, item) => `g${String(item).padStart(2, "0")}`);
    expect(await idsOf(ledger, { batchId: "b" })).toEqual(all);
    expect(await idsOf(ledger, {})).toEqual(all.toReversed());
    expect(await idsOf(ledger, { state: "cancelled" })).toEqual(["g07", "g03"]);
    expect(await idsOf(ledger, { batchId: "b", state: "cancelled" })).toEqual(["g03", "g07"]);
  });

  test("show who is queued wherever they wait: in lanes of many batches and tenants, stopped ones too, and those that are admitted", async () => {
    const { ledger, keys } = openWorld();
    const of = (batchId: string, tenant: string, ids: readonly string[]) =>
      ledger.submit(ids.map((id) => wanted(id, { batchId, tenant })));
    const names = Array.from({ length: 60 }, (_, at) => `g${String(at).padStart(2, "0")}`);
    // One call, and so one time, for 30; the others of a lane each.
    await of("b", "default", names.slice(0, 30));
    for (const [at, id] of names.slice(30).entries()) await of(`b${at % 7}`, at % 7 < 4 ? "default" : "other", [id]);
    await redis.hset(keys.batch("b3"), "flag.paused", "1");
    await grant(keys, "g05", 1);
    await ledger.transition("g09", { from: ["queued"], to: "cancelled" });
    const queued = names.filter((id) => id !== "g09").toReversed();
    expect((await ledger.countByState()).queued).toBe(queued.length);
    expect(await idsOf(ledger, { state: "queued" })).toEqual(queued);
    expect(await idsOf(ledger, {})).toEqual(names.toReversed());
    await expect(ledger.list({ cursor: "g09" })).rejects.toThrow("cursor");
  });
});

test("what an earlier version put beside a record is read by its create, whole, and goes with the record", async () => {
  const { ledger, keys } = openWorld();
  const image = `data:image/png;base64,${"A".repeat(100_000)}`;
  const request = { ...wanted("x").request, image_url: image };
  const brief = { ...request, image_url: `data:image/png;base64,(${image.length} characters)` };
  await ledger.submit([wanted("g1", { request: brief })]);
  await redis.set(keys.generationMedia("g1"), JSON.stringify(request));
  expect((await ledger.get("g1"))?.request).toEqual(brief);
  await grant(keys, "g1", 1);
  const begin = { from: ["queued"], to: "creating", account: "default", run: 1, returnRequest: true } as const;
  expect(await ledger.transition("g1", begin)).toMatchObject({ request, tenant: "default" });
  expect(await ledger.transition("g1", begin)).toMatchObject({ outcome: "not_moved", record: { request: brief } });
  await ledger.transition("g1", { from: ["creating"], to: "failed", account: "default", stamp: ["endedAt"] });
  expect(await redis.exists(keys.generationMedia("g1"))).toBe(1);
  expect(await ledger.forgetEnded("failed", -1)).toBe(1);
  expect(await redis.exists(keys.generation("g1"), keys.generationMedia("g1"))).toBe(0);
});

test("a submit that is sent again after its answer was lost neither writes nor queues anything twice", async () => {
  const { ledger, keys } = openWorld();
  const single = wanted("g1", { idempotencyKey: "" });
  await ledger.submit([single]);
  await grant(keys, "g1", 1);
  await ledger.transition("g1", { from: ["queued"], to: "creating", account: "default", run: 1 });
  expect(await ledger.submit([single])).toEqual([{ result: "created", id: "g1" }]);
  expect(await ledger.get("g1")).toMatchObject({ state: "creating" });
  expect(await ledger.batch("b")).toMatchObject({ total: 1, counts: { queued: 0, creating: 1 } });
  expect(await redis.zcard(lane(keys))).toBe(0);
});

test("a late poll of an earlier run takes no slot", async () => {
  const { ledger, keys } = openWorld();
  await ledger.submit([wanted("g1")]);
  await grant(keys, "g1", 2);
  await ledger.transition("g1", { from: ["queued"], to: "creating", account: "default", run: 2, leaseMs: 1000 });
  await ledger.notePoll("g1", {
    run: 1,
    pollCount: 1,
    seen: { providerStatus: "x" },
    account: "other",
    leaseMs: 1000,
    nextPollAt: 0,
  });
  expect(await redis.zcard(keys.slots("other"))).toBe(0);
});

describe("what a poll saw in place of a status", () => {
  async function generating(): Promise<{ readonly ledger: Ledger; readonly record: string }> {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1")]);
    await grant(keys, "g1", 1);
    await ledger.transition("g1", { from: ["queued"], to: "creating", account: "default", run: 1 });
    await ledger.transition("g1", {
      from: ["creating"],
      to: "generating",
      account: "default",
      changes: { taskId: "t" },
    });
    return { ledger, record: keys.generation("g1") };
  }
  const note = (ledger: Ledger, pollCount: number, seen: PollNote["seen"]): Promise<void> =>
    ledger.notePoll("g1", { run: 1, pollCount, seen, account: "default", leaseMs: 1000, nextPollAt: 0 });
  const missing = (notFoundPolls: number) => ({ error: { code: "not_found", notFoundPolls } });
  const seenIn = async (ledger: Ledger) => {
    const { providerStatus, pollError } = (await ledger.get("g1")) ?? {};
    return { providerStatus, pollError };
  };

  test("holds until a poll brings one", async () => {
    const { ledger } = await generating();
    await note(ledger, 1, { providerStatus: "Processing" });
    await note(ledger, 2, missing(1));
    await note(ledger, 3, missing(2));
    expect(await seenIn(ledger)).toEqual({
      providerStatus: "Processing",
      pollError: { code: "not_found", notFoundPolls: 2 },
    });
    // Of two polls at once the answer goes before.
    await note(ledger, 3, { providerStatus: "Success" });
    expect(await seenIn(ledger)).toEqual({ providerStatus: "Success" });
  });

  test("ends with the poll that ended the task", async () => {
    const { ledger } = await generating();
    await note(ledger, 1, missing(4));
    const of = { run: 1, account: "default", batchId: "b" };
    await ledger.transition(
      "g1",
      generated(of, "f", { pollCount: 2, seen: { providerStatus: "Success" }, charged: true }),
    );
    expect(await seenIn(ledger)).toEqual({ providerStatus: "Success" });
  });

  test.each([
    ["(not found, 4 in a row)", { code: "not_found", notFoundPolls: 4 }],
    ["(account_not_configured)", { code: "account_not_configured", notFoundPolls: 0 }],
    ["Processing", undefined],
  ])("is read out of records of earlier versions: %s", async (providerStatus, pollError) => {
    const { ledger, record } = await generating();
    await redis.hset(record, { pollCount: 4, providerStatus });
    expect(await seenIn(ledger)).toEqual(pollError === undefined ? { providerStatus } : { pollError });
  });

  test("is what the last worker saw where workers of two versions share the polls", async () => {
    const { ledger, record } = await generating();
    await redis.hset(record, { pollCount: 4, providerStatus: "(not found, 4 in a row)" });
    await note(ledger, 5, missing(5));
    expect(await seenIn(ledger)).toEqual({ pollError: { code: "not_found", notFoundPolls: 5 } });
    // The earlier version knows nothing of the new field.
    await redis.hset(record, { pollCount: 6, providerStatus: "Processing" });
    expect(await seenIn(ledger)).toEqual({ providerStatus: "Processing" });
    await redis.hset(record, { pollCount: 7, providerStatus: "(not found, 1 in a row)" });
    expect(await seenIn(ledger)).toEqual({ pollError: { code: "not_found", notFoundPolls: 1 } });
  });
});

describe("retention", () => {
  async function ended(
    ledger: Ledger,
    keys: RedisKeys,
    id: string,
    to: "succeeded" | "failed" | "cancelled",
    ageMs: number,
  ): Promise<void> {
    const ways = {
      succeeded: ["queued", "creating", "generating", "downloading", "succeeded"],
      failed: ["queued", "creating", "failed"],
      cancelled: ["queued", "cancelled"],
    } as const;
    if (to !== "cancelled") await grant(keys, id, 1);
    for (const [at, state] of ways[to].slice(1).entries()) {
      const from = ways[to][at] as GenerationState;
      await ledger.transition(id, {
        from: [from],
        to: state,
        ...(to === "cancelled" ? {} : { account: "default", run: 1 }),
      });
    }
    const list = keys.ended(to === "succeeded" ? "succeeded" : "failed");
    await redis.zincrby(list, -ageMs, id);
  }

  test("forgets what ended long enough ago, and nothing else", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit(
      ["g1", "g2", "g3", "g4"].map((id) => wanted(id, { customId: id, idempotencyKey: `custom:${id}` })),
    );
    await ended(ledger, keys, "g1", "succeeded", 10_000);
    await ended(ledger, keys, "g2", "succeeded", 0);
    await ended(ledger, keys, "g3", "failed", 10_000);
    expect(await ledger.forgetEnded("succeeded", 5000)).toBe(1);
    expect(await ledger.forgetEnded("succeeded", 5000)).toBe(0);
    expect((await ledger.list({})).items.map(({ id }) => id)).toEqual(["g4", "g3", "g2"]);
    expect(await ledger.countByState()).toMatchObject({ succeeded: 1, failed: 1, queued: 1 });
    expect(await ledger.batch("b")).toMatchObject({ total: 4, counts: { succeeded: 2 } });
    expect(await ledger.forgetEnded("failed", 5000)).toBe(1);
    expect(await ledger.get("g3")).toBeUndefined();
  });

  test("a batch is listed on by the same cursors while its first ones are forgotten, and goes with its last one", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit(["g1", "g2", "g3"].map((id) => wanted(id)));
    const first = await ledger.list({ batchId: "b", limit: 1 });
    expect(first).toMatchObject({ items: [{ id: "g1" }], nextCursor: "1" });
    await ended(ledger, keys, "g1", "cancelled", 10_000);
    await ledger.forgetEnded("failed", 5000);
    expect((await ledger.list({ batchId: "b", limit: 1, cursor: "1" })).items).toMatchObject([{ id: "g2" }]);
    await ledger.submit([wanted("g4")]);
    expect(await ledger.get("g4")).toMatchObject({ index: 3 });
    for (const id of ["g2", "g3", "g4"]) await ended(ledger, keys, id, "cancelled", 10_000);
    expect(await ledger.forgetEnded("failed", 5000)).toBe(3);
    expect(await ledger.batch("b")).toBeUndefined();
    const left = (await redis.keys(`${keys.prefix}:*`)).filter(
      (key) => !/:(events|history:happenings|sequence|wake|backlog:.*|queued)$/.test(key),
    );
    expect(left).toEqual([]);
    expect((await ledger.countByState()).queued).toBe(0);
  });

  test("a batch whose first one is forgotten last goes whole, however long it is", async () => {
    const { ledger, keys } = openWorld();
    const ids = Array.from({ length: 2500 }, (_, number) => `g${number}`);
    await ledger.submit(ids.map((id) => wanted(id)));
    await Promise.all(ids.slice(1).map((id) => ended(ledger, keys, id, "cancelled", 10_000)));
    while ((await ledger.forgetEnded("failed", 5000)) > 0);
    expect(await ledger.batch("b")).toMatchObject({ total: 2500, counts: { queued: 1 } });
    await ended(ledger, keys, "g0", "cancelled", 10_000);
    while ((await ledger.forgetEnded("failed", 5000)) > 0);
    expect(await ledger.batch("b")).toBeUndefined();
    expect((await redis.keys(`${keys.prefix}:batch*`)).filter((key) => key.includes("batch:b"))).toEqual([]);
  });

  test("batches that stayed empty are forgotten, and those that were left open are named", async () => {
    const keys = createKeys(`test-${randomUUID()}`);
    const ledger = createRedisLedger({ redis, keys });
    const settings = { tenant: "acme", objectKeyTemplate: "{id}.mp4", invalid: "reject" } as const;
    const long = 10_000;
    for (const batchId of ["empty", "refused", "sealed", "left", "added-to", "cancelled", "new"])
      await ledger.openBatch({ batchId, ...settings });
    await ledger.noteFaults("refused", [{ index: 0, faults: [{ field: "prompt", message: "is missing" }] }], []);
    for (const batchId of ["refused", "sealed"]) await ledger.sealBatch(batchId);
    for (const batchId of ["left", "added-to", "cancelled"])
      await ledger.submit([wanted(`of-${batchId}`, { batchId, tenant: "acme" })]);
    await ledger.submit([wanted("alive")]);
    await ledger.transition("of-cancelled", { from: ["queued"], to: "cancelled" });
    for (const batchId of ["empty", "refused", "sealed", "left", "added-to", "cancelled", "b"]) {
      await redis.zincrby(keys.batches, -2 * long, batchId);
      for (const field of ["createdAt", "sealedAt"])
        if ((await redis.hexists(keys.batch(batchId), field)) === 1)
          await redis.hincrby(keys.batch(batchId), field, -2 * long);
    }
    await redis.hincrby(keys.generation("of-cancelled"), "createdAt", -2 * long);
    for (const id of ["of-left", "alive"]) {
      const packed = (await redis.get(keys.generation(id))) ?? "";
      await redis.set(
        keys.generation(id),
        packed.replace(/\d{13}/, (time) => String(Number(time) - 2 * long)),
      );
    }

    expect(await ledger.forgetEmptyBatches(3 * long)).toEqual([]);
    expect(await ledger.forgetEmptyBatches(long)).toEqual(["left"]);
    const kept = ["left", "added-to", "cancelled", "new"];
    expect((await ledger.batches()).map(({ batchId }) => batchId).toSorted()).toEqual([...kept, "b"].toSorted());
    expect((await redis.zrange(keys.tenantBatches("acme"), "0", "-1")).toSorted()).toEqual(kept.toSorted());
    for (const batchId of ["empty", "refused", "sealed"])
      expect(await redis.keys(`${keys.batch(batchId)}*`)).toEqual([]);
    expect(await ledger.get("alive")).toMatchObject({ state: "queued" });
  });

  test("one that was replayed has not ended", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1")]);
    await ended(ledger, keys, "g1", "failed", 10_000);
    await ledger.transition("g1", { from: ["failed"], to: "queued" });
    expect(await ledger.forgetEnded("failed", 5000)).toBe(0);
    expect(await ledger.get("g1")).toMatchObject({ state: "queued" });
  });
});

describe("a webhook's event", () => {
  async function outbox(keys: RedisKeys): Promise<readonly string[]> {
    const entries = (await redis.xrange(keys.webhookOutbox("default"), "-", "+")) as [string, string[]][];
    return entries.map(([, fields]) => [...fields.slice(0, 4), ...fields.slice(8)].join(" "));
  }

  test("stands in the outbox once for each end of a generation that has a webhook, and never for others", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1", { webhook: "http://a.example/" }), wanted("g2")]);
    for (const id of ["g1", "g2", "g1"]) await ledger.transition(id, { from: ["queued"], to: "cancelled" });
    expect(await outbox(keys)).toEqual(["event generation.cancelled generation g1 url http://a.example/"]);
  });

  test("names the batch where the batch's own URL is meant, which stands there once", async () => {
    const { ledger, keys } = openWorld();
    await ledger.submit([wanted("g1", { webhook: "*" })]);
    await ledger.transition("g1", { from: ["queued"], to: "cancelled" });
    expect(await outbox(keys)).toEqual([`event generation.cancelled generation g1 batch ${wanted("g1").batchId}`]);
    expect(await redis.zscore(keys.webhooksTold, "default")).not.toBeNull();
    expect(await redis.llen(keys.webhookWake)).toBe(1);
  });

  test("tells a batch when it is sealed and when it has ended", async () => {
    const keys = createKeys(`test-${randomUUID()}`);
    const ledger = createRedisLedger({ redis, keys });
    const batch = {
      batchId: "b",
      tenant: "default",
      objectKeyTemplate: "{id}.mp4",
      invalid: "reject",
      webhook: "http://b.example/",
    } as const;
    await ledger.openBatch(batch);
    await ledger.submit([wanted("g1")]);
    expect(await outbox(keys)).toEqual([]);
    await ledger.sealBatch("b");
    await ledger.sealBatch("b");
    await ledger.transition("g1", { from: ["queued"], to: "cancelled" });
    expect(await outbox(keys)).toEqual([
      "event batch.sealed batch b url http://b.example/",
      "event batch.ended batch b url http://b.example/",
    ]);
    expect(await ledger.openBatch({ ...batch, webhook: "http://c.example/" })).toBe("conflict");
  });
});

describe("attempts", () => {
  async function begunWorld() {
    const world = openWorld();
    await world.ledger.submit([wanted("g1")]);
    await grant(world.keys, "g1", 5);
    await world.ledger.transition("g1", { run: 5, from: ["queued"], to: "creating" });
    const note = (code: string, run = 5, message = code): Promise<void> =>
      world.ledger.noteAttempt("g1", { run, stage: "download", code, message, until: 9_000_000_000_000 });
    return { ...world, note, attempts: async () => (await world.ledger.get("g1"))?.attempts?.download };
  }

  test("equal ones in a row are one, with the first and the last time, and only the last few kinds are kept, cut short", async () => {
    const { note, attempts } = await begunWorld();
    for (let time = 0; time < 3; time += 1) await note("full");
    expect(await attempts()).toEqual([
      {
        code: "full",
        message: "full",
        times: 3,
        since: expect.any(Number),
        at: expect.any(Number),
        until: 9_000_000_000_000,
      },
    ]);
    for (const code of ["a", "b", "c", "d", "e"]) await note(code, 5, "x".repeat(10_000));
    const kept = (await attempts()) ?? [];
    expect(kept.map(({ code }) => code)).toEqual(["a", "b", "c", "d", "e"]);
    expect(JSON.stringify(kept).length).toBeLessThan(3000);
  });

  test("those of another run, and of one that only waits, are not kept", async () => {
    const { note, attempts, ledger } = await begunWorld();
    await note("old", 4);
    expect(await attempts()).toBeUndefined();
    await ledger.submit([wanted("g2")]);
    await ledger.noteAttempt("g2", { run: 1, stage: "create", code: "x", message: "x" });
    expect(await ledger.get("g2")).toMatchObject({ state: "queued" });
    expect((await ledger.get("g2"))?.attempts).toBeUndefined();
    await ledger.noteAttempt("nobody", { run: 1, stage: "create", code: "x", message: "x" });
    expect(await ledger.get("nobody")).toBeUndefined();
  });
});
