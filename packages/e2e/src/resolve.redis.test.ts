import { composeStages } from "@hailuo-queue/composition";
import type { CallWindow, GenerationRecord, NewJob } from "@hailuo-queue/contracts";
import { openMinimaxAccounts } from "@hailuo-queue/minimax";
import { createPipeline, createQuestionAnswerer } from "@hailuo-queue/pipeline";
import { openProducer } from "@hailuo-queue/producer";
import { openStageQueue, runQuestionWorker } from "@hailuo-queue/queue";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { type SimulatorOptions, startSimulator } from "@hailuo-queue/simulator";
import { createKeys } from "@hailuo-queue/store";
import { PLAIN_CREATE_PARTS, SILENT_REPORTER } from "@hailuo-queue/testkit";
import { afterEach, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";

/** What users say of lost creates, checked by workers at the simulator, over a real queue and ledger. */

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const MINUTE = 60_000;
/** HAILUO_TASK_DEADLINE_MS of the workers. */
const DEADLINE_MS = 2 * 60 * MINUTE;
const V1 = { model: "MiniMax-Hailuo-2.3", prompt: "a boat" };
const V2 = { model: "MiniMax-H3", prompt: "a boat", duration: 5, resolution: "768P", ratio: "16:9" };
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

interface WorldOptions {
  readonly simulated?: SimulatorOptions;
  readonly query?: readonly CallWindow[];
}

async function openWorld(wanted: object, { simulated = {}, query = [] }: WorldOptions = {}) {
  const v2 = "ratio" in wanted;
  const account = v2 ? "default~v2" : "default";
  const simulator = await startSimulator({ lifetime: { fixedMs: 3_600_000 }, apiKeys: ["key", "other"], ...simulated });
  opened.push(() => simulator.close());
  const prefix = `test-${randomUUID()}`;
  const keys = createKeys(prefix);
  const redis = await openRedis(redisUrl, { role: "worker" });
  opened.push(() => closeRedis(redis));
  const producer = await openProducer({ redisUrl, prefix });
  opened.push(() => producer.close());
  const provider = openMinimaxAccounts([
    { name: account, baseUrl: simulator.url, dialect: v2 ? "minimax-v2" : "minimax-v1", keys: () => ["key"] },
  ]);
  opened.push(() => provider.close());
  const queue = await openStageQueue({ redisUrl, keys });
  opened.push(() => queue.close());
  const world = { aheadMs: 0 };
  const stages = composeStages({
    redis,
    keys,
    queue,
    provider,
    taskApi: provider,
    accounts: [{ name: account, maxInFlight: 1000, windows: { create: [], query, files: [] } }],
    settings: { taskDeadlineMs: DEADLINE_MS },
    callTimeoutMs: 15_000,
    reporter: SILENT_REPORTER,
    clock: { now: () => Date.now() + world.aheadMs },
    onError: (error) => {
      throw error;
    },
  });
  opened.push(() => stages.close());
  const { ledger, admission, lostCreates } = stages;
  await admission.publishLimits();
  const create = createPipeline.create({ ...stages, ...PLAIN_CREATE_PARTS });

  return {
    world,
    simulator,
    producer,
    redis,
    keys,
    lostCreates,
    /** A worker that has the account's key. */
    async work() {
      const worker = await runQuestionWorker(createQuestionAnswerer(stages), { redisUrl, keys, redis });
      opened.push(() => worker.close());
    },
    /** Submits, and asks the provider. */
    async make(changes: object = {}, tenant = "default", batchId = `of-${tenant}`): Promise<string> {
      const { id } = await producer.submit({ request: { ...wanted, ...changes } }, { tenant, batchId });
      const [grant] = (await admission.admit(1)).grants;
      expect(grant?.generationId).toBe(id);
      const job = { version: 1, ...(grant as NewJob) } as const;
      await create({ job, attemptsMade: 0, signal: new AbortController().signal });
      return id;
    },
    get: async (id: string) => (await ledger.get(id)) as GenerationRecord,
    /** In the order in which the provider made them. */
    tasks: async (): Promise<string[]> =>
      ((await (await fetch(`${simulator.url}/__tasks?limit=1000`)).json()) as { tasks: { id: string }[] }).tasks.map(
        ({ id }) => id,
      ),
    /** The question's time is the workers', not the callers'. */
    later: (minutes: number) => void (world.aheadMs += minutes * MINUTE),
    polls: () => redis.lrange(`${keys.bull}:poll:wait`, 0, -1),
  };
}

const lost = (...creates: number[]): SimulatorOptions => ({
  faults: { script: creates.map((nth) => ({ nth, fault: "createResetAfterAccept" as const })) },
});
const neverArrived = (...creates: number[]): SimulatorOptions => ({
  faults: { script: creates.map((nth) => ({ nth, fault: "createResetBeforeAccept" as const })) },
});
const task = (taskId: string) => ({ action: "task", taskId }) as const;

test.each([
  ["v1", V1],
  ["v2", V2],
])(
  "%s: the task that the account has is taken, one that it does not have is not, and nothing is bought",
  async (_api, wanted) => {
    const { simulator, producer, make, get, tasks, work, polls } = await openWorld(wanted, { simulated: lost(1) });
    await work();
    const id = await make();
    const parked = await get(id);
    expect(parked.state).toBe("submission_unknown");
    const [taskId = ""] = await tasks();
    const before = await polls();

    for (const wrong of ["123", `${taskId}0`, "nix"])
      expect(await producer.resolve(id, task(wrong))).toMatchObject({ result: "refused", code: "unknown_task" });
    expect(await get(id)).toEqual(parked);
    expect(await polls()).toEqual(before);

    expect(await producer.resolve(id, task(taskId))).toEqual({ result: "generating", id });
    const taken = await get(id);
    expect(taken).toMatchObject({ state: "generating", taskId });
    // As long as a task of the workers' own may take.
    expect((taken.deadlineAt ?? 0) - (taken.acceptedAt ?? 0)).toBe(DEADLINE_MS);
    expect(await polls()).toHaveLength(before.length + 1);
    expect(simulator.stats()).toMatchObject({ accepted: 1 });
  },
);

test.each([
  ["v1", V1],
  ["v2", V2],
])(
  "%s: a task that another generation has, or had, is nobody else's, also in the same moment",
  async (_api, wanted) => {
    const { producer, make, get, tasks, work } = await openWorld(wanted, { simulated: lost(2, 3) });
    await work();
    await make({}, "theirs");
    const [one, other] = [await make(), await make()];
    const [theirs = "", mine = ""] = await tasks();
    expect(await producer.resolve(one, task(theirs))).toMatchObject({ result: "refused", code: "task_taken" });
    const receipts = await Promise.all([one, other].map((id) => producer.resolve(id, task(mine))));
    expect(receipts.map((receipt) => ("code" in receipt ? receipt.code : receipt.result)).toSorted()).toEqual([
      "generating",
      "task_taken",
    ]);
    expect((await Promise.all([one, other].map(get))).filter(({ taskId }) => taskId === mine)).toHaveLength(1);
  },
);

test.each<[string, object, RegExp]>([
  ["of another model", { model: "MiniMax-H3-Max" }, /its model is MiniMax-H3-Max, not MiniMax-H3/],
  ["of another length", { duration: 7 }, /its duration is 7 s, not 5 s/],
  ["of another size", { resolution: "2K" }, /its resolution is 2K, not 768P/],
  ["of another ratio", { ratio: "1:1" }, /its ratio is 1:1, not 16:9/],
])("v2: a task %s that the account has cannot be its, and is not taken", async (_what, changes, reason) => {
  const { producer, make, get, tasks, simulator, work } = await openWorld(V2, { simulated: neverArrived(1) });
  await work();
  const id = await make();
  // Made by somebody else with the same key.
  const { prompt, ...asked } = { ...V2, ...changes };
  const headers = { authorization: "Bearer key", "content-type": "application/json" };
  const body = JSON.stringify({ ...asked, content: [{ type: "text", text: prompt }] });
  await fetch(`${simulator.url}/v2/video_generation`, { method: "POST", headers, body });
  const [taskId = ""] = await tasks();
  expect(await producer.resolve(id, task(taskId))).toMatchObject({
    code: "other_task",
    message: expect.stringMatching(reason),
  });
  expect((await get(id)).state).toBe("submission_unknown");
});

test("v2: a task that was made at another time cannot be its", async () => {
  const { producer, redis, keys, make, tasks, work, get } = await openWorld(V2, { simulated: lost(1) });
  await work();
  const id = await make();
  const { run, submittedAt = 0 } = await get(id);
  const create = JSON.parse((await redis.hget(keys.lostCreates("default~v2"), `${id}:${run}`)) ?? "{}") as object;
  await redis.hset(
    keys.lostCreates("default~v2"),
    `${id}:${run}`,
    JSON.stringify({ ...create, submittedAt: submittedAt - 10 * MINUTE }),
  );
  const [taskId = ""] = await tasks();
  expect(await producer.resolve(id, task(taskId))).toMatchObject({
    code: "other_task",
    message: expect.stringContaining("it was made at"),
  });
});

test.each<[string, SimulatorOptions["faults"]]>([
  ["says that it is asked too often", { query1002: 1 }],
  ["breaks", { query500: 1 }],
  ["breaks without a reason", { query1000: 1 }],
  ["cuts its answer off", { queryTruncated: 1 }],
  ["hangs up", { queryReset: 1 }],
  ["stands behind a proxy that fails", { query502Html: 1 }],
])("while the provider %s nothing is taken and nothing is changed; once it answers, it is", async (_what, faults) => {
  const { producer, simulator, make, get, tasks, work } = await openWorld(V1, { simulated: lost(1) });
  await work();
  const id = await make();
  const parked = await get(id);
  const [taskId = ""] = await tasks();
  simulator.configure({ faults: faults ?? {} });
  await expect(producer.resolve(id, task(taskId))).rejects.toMatchObject({
    code: "provider_unavailable",
    message: expect.stringContaining("Nothing was changed"),
  });
  expect(await get(id)).toEqual(parked);
  simulator.configure({ faults: Object.fromEntries(Object.keys(faults ?? {}).map((name) => [name, 0])) });
  expect(await producer.resolve(id, task(taskId))).toEqual({ result: "generating", id });
});

test("where no worker runs there is nobody to ask; nothing is changed, and no call to the provider comes of it later", async () => {
  const { producer, simulator, make, get, work } = await openWorld(V1, { simulated: lost(1) });
  const id = await make();
  const parked = await get(id);
  const queries = simulator.stats().requests["query"] ?? 0;
  await expect(producer.resolve(id, task("1"))).rejects.toMatchObject({ code: "nobody_to_ask" });
  expect(await get(id)).toEqual(parked);
  await work();
  expect(await producer.resolve(id, task("2"))).toMatchObject({ code: "unknown_task" });
  expect((simulator.stats().requests["query"] ?? 0) - queries).toBe(1);
});

test("a question takes its permit in the account's query window, waits for one that opens in time, and for no other", async () => {
  const { producer, simulator, redis, keys, make, work } = await openWorld(V1, {
    simulated: lost(1),
    query: [
      { limit: 2, windowMs: 1000 },
      { limit: 3, windowMs: 600_000 },
    ],
  });
  await work();
  const id = await make();
  const receipts = await Promise.all(["1", "2", "3"].map((taskId) => producer.resolve(id, task(taskId))));
  expect(receipts.map((receipt) => "code" in receipt && receipt.code)).toEqual([
    "unknown_task",
    "unknown_task",
    "unknown_task",
  ]);
  const times = (await redis.zrange(keys.callWindow("default", "query"), "0", "-1", "WITHSCORES"))
    .filter((_, at) => at % 2 === 1)
    .map(Number);
  expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1000);
  await expect(producer.resolve(id, task("4"))).rejects.toMatchObject({
    code: "provider_unavailable",
    message: expect.stringMatching(/query_window_full.*try again in \d+ s/),
  });
  expect(simulator.stats().requests["query"]).toBe(3);
});

test("v1: bought again on its user's word, with what it may cost; the same word again buys nothing more", async () => {
  const { producer, make, get } = await openWorld(V1, { simulated: lost(1) });
  const id = await make();
  expect(await producer.resolve(id, { action: "resubmit" })).toEqual({ result: "queued", id, priceMicroUsd: 280_000 });
  expect(await producer.resolve(id, { action: "resubmit" })).toEqual({
    result: "queued",
    id,
    priceMicroUsd: 280_000,
    again: true,
  });
  expect((await get(id)).state).toBe("queued");
});

test("v2: what the provider's list may have is not bought again, unless forced, and then counts as spent", async () => {
  const { producer, make, get, tasks, work, later } = await openWorld(V2, { simulated: lost(1) });
  await work();
  const id = await make();
  const [taskId = ""] = await tasks();
  // Its task may still appear in the list.
  expect(await producer.resolve(id, { action: "resubmit" })).toMatchObject({ result: "refused", code: "not_looked" });
  later(5);
  expect(await producer.resolve(id, { action: "resubmit" })).toMatchObject({
    result: "refused",
    code: "task_may_exist",
    message: expect.stringContaining(taskId),
  });
  expect(await get(id)).toMatchObject({ state: "submission_unknown", lookup: { candidates: [{ taskId }] } });
  expect(await producer.resolve(id, { action: "resubmit", force: true })).toMatchObject({
    result: "queued",
    priceMicroUsd: 400_000,
  });
  expect(await get(id)).toMatchObject({ state: "queued", costMicroUsd: 400_000 });
});

test("v2: what a fresh look through the list does not find is bought again; a list that fails, or that nobody can read, buys nothing", async () => {
  const { producer, simulator, make, get, work, later } = await openWorld(V2, { simulated: neverArrived(1) });
  const id = await make();
  later(5);
  await expect(producer.resolve(id, { action: "resubmit" })).rejects.toMatchObject({ code: "nobody_to_ask" });
  await work();
  simulator.configure({ faults: { list1000: 1 } });
  await expect(producer.resolve(id, { action: "resubmit" })).rejects.toMatchObject({ code: "provider_unavailable" });
  expect((await get(id)).state).toBe("submission_unknown");
  simulator.configure({ faults: { list1000: 0 } });
  expect(await producer.resolve(id, { action: "resubmit" })).toMatchObject({ result: "queued" });
  // The user's word and the list agree: nothing was charged for the first.
  expect(await get(id)).not.toHaveProperty("costMicroUsd");
});

test("v2: a look that breaks off and yet shows a task forbids what an earlier and whole look allowed", async () => {
  const omits = { nth: 1, fault: "listOmits" as const };
  const { producer, lostCreates, make, get, tasks, work, later } = await openWorld(V2, {
    simulated: { faults: { script: [...(lost(1).faults?.script ?? []), omits] } },
  });
  await work();
  const id = await make();
  // Others of the account, of which the list leaves some out.
  for (const duration of [6, 7, 8]) await make({ duration });
  const { run, submittedAt = 0 } = await get(id);
  const whole = {
    at: submittedAt + 4 * MINUTE,
    from: submittedAt,
    until: submittedAt + MINUTE,
    complete: true,
    candidates: [],
    rivals: 0,
  };
  await lostCreates.note(id, run, whole);
  later(5);
  const [taskId = ""] = await tasks();
  const refused = await producer.resolve(id, { action: "resubmit" });
  expect(await get(id)).toMatchObject({
    state: "submission_unknown",
    lookup: { complete: true, candidates: [{ taskId }] },
  });
  expect(refused).toMatchObject({ code: "task_may_exist" });
});

test("v2: what the list does not show any more, after a week, is not bought again by itself", async () => {
  const { producer, make, work, later } = await openWorld(V2, { simulated: neverArrived(1) });
  await work();
  const id = await make();
  later(8 * 24 * 60);
  expect(await producer.resolve(id, { action: "resubmit" })).toMatchObject({
    code: "not_looked",
    message: expect.stringContaining("seven days"),
  });
});

test("a batch is decided at once: a dry run says how many and what they cost, and those that may have a task stay", async () => {
  const { producer, simulator, make, get, work, later } = await openWorld(V2, {
    simulated: {
      faults: { script: [...(lost(1).faults?.script ?? []), ...(neverArrived(2, 3).faults?.script ?? [])] },
    },
  });
  const [kept, two, three, foreign] = [
    await make({ duration: 4 }, "mine", "spring"),
    await make({}, "mine", "spring"),
    await make({ duration: 6 }, "mine", "spring"),
    await make({}, "mine", "autumn"),
  ];
  later(5);
  await expect(producer.resolveBatch("spring", { action: "resubmit" })).rejects.toMatchObject({
    code: "nobody_to_ask",
  });
  const dry = await producer.resolveBatch("spring", { action: "resubmit", force: true }, { dryRun: true });
  expect(dry).toEqual({ waiting: 3, resolved: 3, refused: {}, priceMicroUsd: (4 + 5 + 6) * 80_000, unpriced: 0 });
  await work();
  const mine = producer.forTenant("mine");
  expect(await mine.resolveBatch("spring", { action: "resubmit" })).toEqual({
    waiting: 3,
    resolved: 2,
    refused: { task_may_exist: 1 },
    priceMicroUsd: 11 * 80_000,
    unpriced: 0,
  });
  expect(simulator.stats().requests["list"]).toBe(1);
  const states = await Promise.all([kept, two, three, foreign].map(async (id) => (await get(id)).state));
  expect(states).toEqual(["submission_unknown", "queued", "queued", "generating"]);
  expect(await mine.resolveBatch("spring", { action: "fail" })).toMatchObject({
    waiting: 1,
    resolved: 1,
    priceMicroUsd: 0,
  });
  expect(await mine.resolveBatch("spring", { action: "fail" })).toMatchObject({ waiting: 0, resolved: 0 });
  await expect(producer.forTenant("other").resolveBatch("spring", { action: "fail" })).rejects.toMatchObject({
    code: "unknown_batch",
  });
});
