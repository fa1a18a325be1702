import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { GenerationState, TaskLookup, Transition } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import { randomUUID } from "node:crypto";
import { createRedisLostCreates } from "./lost-creates.ts";
import { createRedisLedger } from "../records/redis-ledger.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const DAY_MS = 24 * 60 * 60_000;
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));

/** One generation whose create has begun at this account. */
async function openWorld(account = "main~v2") {
  const keys = createKeys(`test-${randomUUID()}`);
  const ledger = createRedisLedger({ redis, keys });
  const lostCreates = createRedisLostCreates({ redis, keys });
  const request = { model: "MiniMax-H3", prompt: "x", duration: 5, resolution: "768P", ratio: "16:9" } as const;
  await ledger.submit([
    { id: "g", request, batchId: "b", tenant: "t", objectKey: "b/g.mp4", idempotencyKey: "g", fingerprint: "f" },
  ]);
  await redis.hset(keys.admitted, "g|b", `7:1:${account}`);
  async function move(from: GenerationState, to: GenerationState, more: Partial<Transition> = {}): Promise<void> {
    expect(await ledger.transition("g", { from: [from], to, account, batchId: "b", ...more })).toMatchObject({
      outcome: "moved",
    });
  }
  await move("queued", "creating", { stamp: ["submittedAt"] });
  return { keys, ledger, lostCreates, move };
}

test("a task's id is known from the step that records it, for eight days, and after its generation has another", async () => {
  const { keys, lostCreates, move } = await openWorld();
  await move("creating", "generating", { changes: { taskId: "42" } });
  const known = (): Promise<ReadonlySet<string>> => lostCreates.known("main~v2", ["41", "42"]);
  expect(await known()).toEqual(new Set(["42"]));
  expect(await lostCreates.known("other~v2", ["42"])).toEqual(new Set());
  await move("generating", "failed");
  await move("failed", "queued", { changes: { taskId: null }, newRun: true });
  expect(await known()).toEqual(new Set(["42"]));
  const named = await redis.keys(`${keys.prefix}:account:main~v2:tasks:*`);
  expect(named).toHaveLength(1);
  const today = Number(named[0]?.split(":").at(-1));
  await redis.rename(named[0] ?? "", keys.tasks("main~v2", today - 8));
  expect(await known()).toEqual(new Set(["42"]));
  expect(await redis.ttl(keys.tasks("main~v2", today - 8))).toBeGreaterThan(8.9 * 24 * 3600);
});

test("a create whose answer was lost is remembered by what it asked for, also once a user gave it up", async () => {
  const { keys, ledger, lostCreates, move } = await openWorld();
  await move("creating", "submission_unknown");
  const submittedAt = (await ledger.get("g"))?.submittedAt ?? 0;
  const lost = [
    { generationId: "g", run: 7, submittedAt, model: "MiniMax-H3", duration: 5, resolution: "768P", ratio: "16:9" },
  ];
  expect(submittedAt).toBeGreaterThan(0);
  expect(await lostCreates.list("main~v2")).toEqual(lost);
  await move("submission_unknown", "failed", { charged: true });
  expect(await lostCreates.list("main~v2")).toEqual(lost);
  const field = JSON.stringify({ ...lost[0], submittedAt: submittedAt - 9 * DAY_MS });
  await redis.hset(keys.lostCreates("main~v2"), "g:7", field);
  expect(await lostCreates.list("main~v2")).toEqual([]);
  expect(await redis.exists(keys.lostCreates("main~v2"))).toBe(0);
});

test.each<[string, GenerationState, Partial<Transition>, number]>([
  ["its answer came after all", "generating", { changes: { taskId: "42" }, window: { create: "stamp" } }, 0],
  ["a user named its task", "generating", { changes: { taskId: "42" } }, 0],
  ["it was refused after all", "failed", { window: { create: "stamp" } }, 0],
  ["it had never been sent", "queued", { window: { create: "return" } }, 0],
  ["a user sends it again", "queued", { remove: ["submittedAt"] }, 1],
  ["a user cancels it", "cancelled", { charged: true }, 1],
])("when %s, that is what is remembered", async (_what, to, more, left) => {
  const { lostCreates, move } = await openWorld();
  await move("creating", "submission_unknown");
  await move("submission_unknown", to, more);
  expect(await lostCreates.list("main~v2")).toHaveLength(left);
});

test.each(["main~v2", "main", "main~agent"])(
  "a task that another generation of %s has is given to no lost create, whoever names it and however old it is; an answer is believed",
  async (account) => {
    const { keys, ledger, lostCreates, move } = await openWorld(account);
    await move("creating", "submission_unknown");
    const yesterday = Math.floor(Date.now() / DAY_MS) - 1;
    await redis.sadd(keys.tasks(account, yesterday), "41");
    const named: Transition = {
      from: ["submission_unknown"],
      to: "generating",
      account,
      batchId: "b",
      changes: { taskId: "41" },
    };
    expect(await ledger.transition("g", { ...named, newRun: true })).toEqual({ outcome: "task_taken" });
    expect(await ledger.get("g")).toMatchObject({ state: "submission_unknown", run: 7 });
    expect(await lostCreates.list(account)).toHaveLength(account === "main~v2" ? 1 : 0);
    await move("submission_unknown", "generating", { changes: { taskId: "41" }, window: { create: "stamp" } });
    expect(await ledger.get("g")).toMatchObject({ state: "generating", taskId: "41" });
  },
);

test("of an account whose API lists nothing the tasks are known, and no lost creates", async () => {
  const { keys, lostCreates, move } = await openWorld("main");
  await move("creating", "submission_unknown");
  await move("submission_unknown", "generating", { changes: { taskId: "42" } });
  expect(await lostCreates.known("main", ["42"])).toEqual(new Set(["42"]));
  expect(await redis.keys(`${keys.lostCreates("main")}*`)).toEqual([]);
});

test("what was found is kept with the generation while it waits, in its run", async () => {
  const { ledger, lostCreates, move } = await openWorld();
  await move("creating", "submission_unknown");
  const candidates = [{ taskId: "42", createdAt: 1, status: "running" }];
  const lookup: TaskLookup = { at: 3, from: 1, until: 2, complete: true, candidates, rivals: 1 };
  await lostCreates.note("g", 6, lookup);
  expect(await ledger.get("g")).not.toHaveProperty("lookup");
  await lostCreates.note("g", 7, lookup);
  expect(await ledger.get("g")).toMatchObject({ lookup });
  await move("submission_unknown", "failed");
  await lostCreates.note("g", 7, lookup);
  expect(await ledger.get("g")).not.toHaveProperty("lookup");
});
