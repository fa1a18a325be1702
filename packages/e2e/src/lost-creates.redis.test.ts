import { composeStages } from "@hailuo-queue/composition";
import { afterEach, expect, test } from "@jest/globals";
import type { GenerationRecord, NewJob, QuestionAnswer, QuestionDesk, Stage, StageJob } from "@hailuo-queue/contracts";
import { openMinimaxAccounts } from "@hailuo-queue/minimax";
import { createPipeline, createQuestionAnswerer, reconcile } from "@hailuo-queue/pipeline";
import { openProducer } from "@hailuo-queue/producer";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { type SimulatorOptions, startSimulator } from "@hailuo-queue/simulator";
import { createKeys } from "@hailuo-queue/store";
import { PLAIN_CREATE_PARTS, SILENT_REPORTER } from "@hailuo-queue/testkit";
import { randomUUID } from "node:crypto";

/**
 * Creates whose answers were lost, on a real ledger and the simulator's own books; the reconciler's clock is the
 * test's.
 */

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const ACCOUNT = "default~v2";
const MINUTE = 60_000;
const H3 = { model: "MiniMax-H3", prompt: "a boat", duration: 5, resolution: "768P", ratio: "16:9" };
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function openWorld(simulated: SimulatorOptions = {}, foundTasks: "adopt" | "show" = "adopt") {
  const simulator = await startSimulator({ lifetime: { fixedMs: 3_600_000 }, ...simulated });
  opened.push(() => simulator.close());
  const prefix = `test-${randomUUID()}`;
  const keys = createKeys(prefix);
  const redis = await openRedis(redisUrl, { role: "worker" });
  opened.push(() => closeRedis(redis));
  // Asked within this process, by the clock of the test.
  const desk: QuestionDesk = {
    ask: async (question) => {
      const asked = { question, questionId: randomUUID(), untilMs: Infinity };
      return (await createQuestionAnswerer({ ...parts, ...parts.lost })(asked, signal)) as QuestionAnswer;
    },
  };
  const producer = await openProducer({ redisUrl, prefix, desk });
  opened.push(() => producer.close());
  const provider = openMinimaxAccounts([
    { name: ACCOUNT, baseUrl: simulator.url, dialect: "minimax-v2", keys: () => ["key"] },
  ]);
  opened.push(() => provider.close());
  const limits = { name: ACCOUNT, maxInFlight: 1000, windows: { create: [], query: [], files: [] } };
  const jobs: NewJob[] = [];
  const world = { aheadMs: 0, nowMs: Date.now(), queueFails: false };
  const signal = new AbortController().signal;
  /** The reconciler's clock goes on while creates are made, as Redis' own does, and then only when the test says so. */
  const catchUp = (): void => void (world.nowMs = Date.now() + world.aheadMs);
  const stages = composeStages({
    redis,
    keys,
    queue: {
      add: async (stage: Stage, added: readonly NewJob[]) => {
        if (world.queueFails) throw new Error("the process dies here");
        if (stage === "poll") jobs.push(...added);
      },
      revive: async (stage: Stage, job: NewJob) => stage === "poll" && jobs.push(job) > 0,
    },
    provider,
    taskApi: provider,
    accounts: [limits],
    callTimeoutMs: 15_000,
    reporter: SILENT_REPORTER,
    clock: { now: () => world.nowMs },
    onError: (error) => {
      throw error;
    },
  });
  opened.push(() => stages.close());
  const { ledger, admission, budget, lostCreates, random } = stages;
  const parts = {
    ...stages,
    ...PLAIN_CREATE_PARTS,
    lost: { taskApi: provider, accounts: [ACCOUNT], lostCreates, budget, random, foundTasks },
  };
  const create = createPipeline.create(parts);

  /** Submits, and asks the provider. */
  async function make(changes: object = {}): Promise<string> {
    const { id } = await producer.submit({ request: { ...H3, ...changes } });
    const { grants } = await admission.admit(1);
    const job = { ...(grants[0] as Omit<StageJob, "version">), version: 1 } as const;
    expect(job.generationId).toBe(id);
    catchUp();
    await create({ job, attemptsMade: 0, signal });
    catchUp();
    return id;
  }

  /** Submits, and gets as far as the intent. */
  async function begin(): Promise<() => Promise<void>> {
    const { id } = await producer.submit({ request: H3 });
    const { grants } = await admission.admit(1);
    const { run = 0 } = grants[0] ?? {};
    await ledger.transition(id, { run, account: ACCOUNT, from: ["queued"], to: "creating", stamp: ["submittedAt"] });
    return async () => {
      await ledger.transition(id, { run, account: ACCOUNT, from: ["creating"], to: "failed", stamp: ["endedAt"] });
    };
  }

  return {
    world,
    begin,
    simulator,
    producer,
    redis,
    keys,
    jobs,
    make,
    /** Tasks of somebody else who uses the account. */
    async strangers(count: number, changes: object) {
      const { prompt, ...asked } = H3;
      const body = JSON.stringify({ ...asked, ...changes, content: [{ type: "text", text: prompt }] });
      const headers = { authorization: "Bearer key", "content-type": "application/json" };
      const post = (): Promise<Response> =>
        fetch(`${simulator.url}/v2/video_generation`, { method: "POST", headers, body });
      await Promise.all(Array.from({ length: count }, post));
      catchUp();
    },
    get: async (id: string) => (await ledger.get(id)) as GenerationRecord,
    /** Reconciles when so much time has gone by. */
    async reconcileAfter(minutes: number) {
      world.aheadMs += minutes * MINUTE;
      world.nowMs += minutes * MINUTE;
      await reconcile(parts, signal);
    },
    poll: (id: string) =>
      createPipeline.poll(parts)({
        job: { version: 1, ...(jobs.findLast(({ generationId }) => generationId === id) as NewJob) },
        attemptsMade: 0,
        signal,
      }),
    taskIds: async () =>
      ((await (await fetch(`${simulator.url}/__tasks?limit=1000`)).json()) as { tasks: { id: string }[] }).tasks.map(
        ({ id }) => id,
      ),
  };
}

const answersLost = (...creates: number[]): SimulatorOptions => ({
  faults: { script: creates.map((nth) => ({ nth, fault: "createResetAfterAccept" as const })) },
});

test("a task that is surely that of a lost create is found among many and goes on; nothing is bought twice", async () => {
  const { simulator, get, make, jobs, poll, strangers, reconcileAfter, taskIds, redis, keys } = await openWorld(
    answersLost(2),
  );
  await make();
  const id = await make();
  await make();
  // More than a page of them, and newer ones first.
  await strangers(110, { duration: 6 });
  expect((await get(id)).state).toBe("submission_unknown");
  await reconcileAfter(1);
  expect((await get(id)).state).toBe("submission_unknown");

  await reconcileAfter(5);

  const taskId = (await taskIds())[1];
  expect(await get(id)).toMatchObject({ state: "generating", taskId });
  expect(jobs.at(-1)).toEqual({ generationId: id, run: (await get(id)).run });
  expect(await redis.zscore(keys.slots(ACCOUNT), id)).not.toBeNull();
  expect(await poll(id)).toMatchObject({ type: "snooze", reason: "queued" });
  expect(simulator.stats()).toMatchObject({ accepted: 113, billed: 113 });
});

test("a process that dies between finding a task and its poll costs time only", async () => {
  const { world, get, make, jobs, reconcileAfter, taskIds } = await openWorld(answersLost(1));
  const id = await make();
  world.queueFails = true;
  await expect(reconcileAfter(5)).rejects.toThrow("dies here");
  expect(await get(id)).toMatchObject({ state: "generating", taskId: (await taskIds())[0] });
  world.queueFails = false;
  await reconcileAfter(5);
  expect(jobs).toEqual([{ generationId: id, run: (await get(id)).run }]);
});

test("where others use the account, too, a task is only shown", async () => {
  const { get, make, reconcileAfter, taskIds } = await openWorld(answersLost(1), "show");
  const id = await make();
  await reconcileAfter(5);
  const [taskId] = await taskIds();
  expect(await get(id)).toMatchObject({
    state: "submission_unknown",
    lookup: { complete: true, rivals: 0, candidates: [{ taskId }] },
  });
});

test("two that asked for the same are left to a user, who sees both tasks; once one is named, the other is found", async () => {
  const { producer, get, make, reconcileAfter, taskIds } = await openWorld(answersLost(1, 2));
  const [one, two] = [await make(), await make()];
  const [first = "", second = ""] = await taskIds();

  await reconcileAfter(5);

  for (const id of [one, two]) {
    const { state, lookup } = await get(id);
    expect(state).toBe("submission_unknown");
    expect(lookup).toMatchObject({ complete: true, rivals: 1 });
    expect(lookup?.candidates.map(({ taskId, status }) => [taskId, status]).toSorted()).toEqual(
      [first, second].toSorted().map((taskId) => [taskId, "queued"]),
    );
  }
  await producer.resolve(two, { action: "task", taskId: second });
  expect(await producer.resolve(one, { action: "task", taskId: second })).toMatchObject({
    result: "refused",
    message: expect.stringContaining("belongs to another generation"),
  });
  await reconcileAfter(16);
  expect(await get(one)).toMatchObject({ state: "generating", taskId: first });
});

test("a task that may be that of one given up goes to nobody", async () => {
  const { producer, get, make, reconcileAfter, taskIds } = await openWorld({
    faults: { script: [{ nth: 1, fault: "createResetBeforeAccept" }, ...(answersLost(2).faults?.script ?? [])] },
  });
  const [given, kept] = [await make(), await make()];
  expect((await get(given)).state).toBe("submission_unknown");
  await producer.resolve(given, { action: "fail" });
  await reconcileAfter(5);
  expect(await get(kept)).toMatchObject({
    state: "submission_unknown",
    lookup: { rivals: 1, candidates: [{ taskId: (await taskIds())[0] }] },
  });
});

test("a task that may be that of a create under way goes to nobody before that has ended", async () => {
  const { begin, get, make, reconcileAfter, taskIds } = await openWorld(answersLost(1));
  const refuse = await begin();
  const id = await make();
  await reconcileAfter(5);
  expect(await get(id)).toMatchObject({ state: "submission_unknown", lookup: { rivals: 1 } });
  await refuse();
  await reconcileAfter(16);
  expect(await get(id)).toMatchObject({ state: "generating", taskId: (await taskIds())[0] });
});

test("what the provider does not have stays parked, however often it was looked for, and nothing is sent again", async () => {
  const { simulator, producer, get, make, reconcileAfter } = await openWorld({
    faults: { script: [{ nth: 1, fault: "createResetBeforeAccept" }] },
  });
  const id = await make();
  for (const minutes of [5, 1, 10, 60, 24 * 60]) await reconcileAfter(minutes);
  expect(await get(id)).toMatchObject({
    state: "submission_unknown",
    lookup: { complete: true, candidates: [], rivals: 0 },
  });
  expect((await producer.explain(id))?.because).toContain("the provider listed no matching task");
  expect(simulator.stats()).toMatchObject({ accepted: 0 });
});

test("one that was cancelled while its answer was lost is cancelled at the provider once it is found", async () => {
  const { simulator, get, make, poll, reconcileAfter, redis, keys } = await openWorld(answersLost(1));
  const id = await make();
  // As when its cancel came while the provider was asked.
  await redis.hset(keys.generation(id), "cancelRequestedAt", Date.now());
  await reconcileAfter(5);
  expect((await get(id)).state).toBe("cancelling");
  await poll(id);
  expect((await get(id)).state).toBe("cancelled");
  expect(simulator.stats()).toMatchObject({ accepted: 1, billed: 0 });
});

test("a list that fails, or leaves tasks out, gives nobody a wrong task", async () => {
  const script = [1, 2].map((nth) => ({ nth, fault: "createResetAfterAccept" as const }));
  const lists = [
    { nth: 1, fault: "list1000" as const },
    { nth: 2, fault: "listTruncated" as const },
    { nth: 3, fault: "listOmits" as const },
  ];
  const { get, make, reconcileAfter } = await openWorld({ faults: { script: [...script, ...lists] } });
  const ids = [await make(), await make()];
  for (const minutes of [5, 1, 1]) await reconcileAfter(minutes);
  for (const id of ids) expect((await get(id)).state).toBe("submission_unknown");
});

test("a look that breaks off in the middle of a long list is repeated later and later, and not in each of the reconciler's turns", async () => {
  const broken = Array.from({ length: 20 }, (_, at) => ({ nth: 2 * (at + 1), fault: "list1000" as const }));
  const { simulator, get, make, strangers, reconcileAfter } = await openWorld({
    // The lost one is the oldest of three pages: the first of them is seen, the second is refused each time.
    faults: { script: [...(answersLost(1).faults?.script ?? []), ...broken] },
  });
  const id = await make();
  await strangers(210, { duration: 6 });
  await reconcileAfter(5);
  expect((await get(id)).lookup).toMatchObject({ complete: false, candidates: [] });
  for (let turn = 0; turn < 3; turn += 1) await reconcileAfter(1 / 6);
  expect(simulator.stats().requests["list"]).toBe(2);
  await reconcileAfter(3);
  expect(simulator.stats().requests["list"]).toBe(4);
  expect((await get(id)).state).toBe("submission_unknown");
});
