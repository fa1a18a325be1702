import { describe, expect, test } from "@jest/globals";
import {
  accepted,
  begun,
  cancelled,
  type GenerationRecord,
  type Grant,
  type ListedTask,
  type NewJob,
  parked,
  ProviderError,
  type TaskPage,
} from "@hailuo-queue/contracts";
import { createMemoryStore, SILENT_REPORTER } from "@hailuo-queue/testkit";
import { newGeneration } from "@hailuo-queue/testkit/conformance";
import { DEFAULT_SETTINGS } from "../settings.ts";
import { findLostCreates, lookNow } from "./find-lost-creates.ts";
import { LOST_SKEW_MS } from "./match-lost-creates.ts";

const MINUTE = 60_000;
const ACCOUNT = "default~v2";
const WANTED = { model: "MiniMax-H3", prompt: "a boat", duration: 5, resolution: "768P", ratio: "16:9" } as const;
const ERROR = { code: "timeout", stage: "create", message: "no answer" } as const;
const DEADLINE = { taskDeadlineMs: DEFAULT_SETTINGS.taskDeadlineMs };

/** Creates whose answers were lost, and a provider whose list a test fills. */
async function openWorld(foundTasks: "adopt" | "show" = "adopt") {
  const world = {
    nowMs: 1_790_000_000_000,
    tasks: [] as ListedTask[],
    calls: 0,
    waitMs: undefined as number | undefined,
    error: undefined as Error | undefined,
  };
  const store = createMemoryStore({ now: () => world.nowMs });
  const jobs: [string, NewJob][] = [];
  const parts = {
    ...store,
    taskApi: {
      hasTaskApi: (account: string) => account === ACCOUNT,
      listTasks: async ({ page = 1, pageSize = 100 }: { page?: number; pageSize?: number }): Promise<TaskPage> => {
        world.calls += 1;
        if (world.error !== undefined) throw world.error;
        return { tasks: world.tasks.slice((page - 1) * pageSize, page * pageSize), total: world.tasks.length };
      },
      describeTask: async () => {
        throw new Error("nobody asks for one");
      },
      cancelTask: async () => {
        throw new Error("nobody cancels");
      },
    },
    accounts: ["default", ACCOUNT],
    budget: { take: async () => world.waitMs, answered: async () => undefined },
    queue: {
      add: async (stage: string, added: readonly NewJob[]) =>
        void jobs.push(...added.map((job): [string, NewJob] => [stage, job])),
      revive: async () => false,
    },
    random: Math.random,
    foundTasks,
    settings: DEFAULT_SETTINGS,
    clock: { now: () => world.nowMs },
    reporter: SILENT_REPORTER,
  };
  const { ledger } = store;
  const get = async (id: string) => (await ledger.get(id)) as GenerationRecord;

  async function begin(id: string, changes: object = {}): Promise<Grant> {
    await ledger.submit([newGeneration(id, { request: { ...WANTED, ...changes } })]);
    const [grant] = (await store.admit(1)) as [Grant];
    await ledger.transition(id, begun(grant, { holdMs: 20_000, token: id, ...DEADLINE }));
    return grant;
  }

  return {
    ...store,
    world,
    jobs,
    get,
    begin,
    lose: async (id: string, changes: object = {}) => {
      const grant = await begin(id, changes);
      await ledger.transition(id, parked(grant, { error: ERROR, ...DEADLINE }));
    },
    listed: (taskId: string, changes: Partial<ListedTask> = {}): void => {
      const { model, duration, resolution, ratio } = WANTED;
      const asked = { model, duration, resolution, ratio, taskType: "generation", createdAt: world.nowMs + 1000 };
      world.tasks.unshift({ taskId, task: { status: "running", rawStatus: "running" }, ...asked, ...changes });
    },
    look: () => findLostCreates(parts, new AbortController().signal),
    lookNow: () => lookNow(parts, ACCOUNT, new AbortController().signal),
  };
}

const TASK_MAY_APPEAR_MS = DEFAULT_SETTINGS.createTimeoutMs + LOST_SKEW_MS;

describe("a look for lost creates", () => {
  test("goes on with the one task that can be its, in a new run, and buys nothing", async () => {
    const { world, lose, listed, look, get, jobs } = await openWorld();
    await lose("g1");
    listed("77");
    world.nowMs += TASK_MAY_APPEAR_MS;
    await look();
    expect(world.calls).toBe(0);
    const before = await get("g1");
    world.nowMs += 1;
    await look();
    const found = await get("g1");
    expect(found).toMatchObject({
      state: "generating",
      taskId: "77",
      acceptedAt: world.nowMs,
      deadlineAt: world.nowMs + DEFAULT_SETTINGS.taskDeadlineMs,
    });
    expect(found.run).toBeGreaterThan(before.run);
    expect(found.error).toBeUndefined();
    expect(jobs).toEqual([["poll", { generationId: "g1", run: found.run }]]);
  });

  test("only shows it where the deployment says so, and to a user who is about to decide", async () => {
    for (const [foundTasks, how] of [
      ["show", "look"],
      ["adopt", "lookNow"],
    ] as const) {
      const world = await openWorld(foundTasks);
      await world.lose("g1");
      world.listed("77");
      world.world.nowMs += TASK_MAY_APPEAR_MS + 1;
      await world[how]();
      expect(await world.get("g1")).toMatchObject({
        state: "submission_unknown",
        lookup: { candidates: [{ taskId: "77" }], complete: true },
      });
      expect(world.jobs).toEqual([]);
    }
  });

  test("leaves a task alone that may be another's: two that asked for the same, one that is under way, one that has it", async () => {
    const { world, lose, begin, listed, look, get, ledger } = await openWorld();
    await lose("g1");
    await lose("g2");
    await lose("g3", { duration: 6 });
    await begin("g4", { duration: 6 });
    await lose("g5", { duration: 7 });
    const owner = await begin("g6", { duration: 7 });
    await ledger.transition("g6", accepted(owner, "creating", { taskId: "7", ...DEADLINE }, false));
    for (const [taskId, duration] of [
      ["5", 5],
      ["6", 6],
      ["7", 7],
    ] as const)
      listed(taskId, { duration });
    world.nowMs += TASK_MAY_APPEAR_MS + 1;
    await look();
    for (const id of ["g1", "g2", "g3", "g5"]) expect(await get(id)).toMatchObject({ state: "submission_unknown" });
    expect((await get("g1")).lookup).toMatchObject({ candidates: [{ taskId: "5" }], rivals: 1 });
    expect((await get("g3")).lookup).toMatchObject({ candidates: [{ taskId: "6" }], rivals: 1 });
    expect((await get("g5")).lookup).toMatchObject({ candidates: [], complete: true });
  });

  test("hands a cancelled one's task on as cancelled, so that its poll ends it", async () => {
    const { world, lose, listed, look, get, ledger } = await openWorld();
    await lose("g1");
    const record = await get("g1");
    await ledger.transition("g1", { from: ["submission_unknown"], to: "cancelling", stamp: ["cancelRequestedAt"] });
    await ledger.transition("g1", { ...parked({ run: record.run }, { error: ERROR, ...DEADLINE }) });
    listed("77");
    world.nowMs += TASK_MAY_APPEAR_MS + 1;
    await look();
    expect(await get("g1")).toMatchObject({ state: "cancelling", taskId: "77" });
  });

  test("is repeated ever more seldom, and not at all once nobody waits", async () => {
    const { world, lose, look, get, ledger } = await openWorld();
    await lose("g1");
    world.nowMs += TASK_MAY_APPEAR_MS + 1;
    await look();
    await look();
    expect(world.calls).toBe(1);
    world.nowMs += 1.2 * MINUTE;
    await look();
    expect(world.calls).toBe(2);
    world.nowMs += 60 * MINUTE;
    await look();
    world.nowMs += 14 * MINUTE;
    await look();
    expect(world.calls).toBe(3);
    await ledger.transition("g1", cancelled(await get("g1")));
    world.nowMs += 60 * MINUTE;
    await look();
    expect(world.calls).toBe(3);
  });

  test("that the provider refuses, or whose window has no room, notes nothing and throws nothing", async () => {
    const { world, lose, look, lookNow: now, get } = await openWorld();
    await lose("g1");
    world.nowMs += TASK_MAY_APPEAR_MS + 1;
    world.waitMs = 700;
    await look();
    expect(await now()).toEqual({ refused: undefined, waitMs: 700 });
    world.waitMs = undefined;
    world.error = new ProviderError("key_refused", "refused", { verdict: "account" });
    await look();
    expect(await now()).toEqual({ refused: world.error });
    expect((await get("g1")).lookup).toBeUndefined();
  });

  test("keeps what an earlier look saw whole when a later one does not get as far back, and adds what that one shows", async () => {
    const { world, lose, listed, look, get } = await openWorld();
    await lose("g1");
    listed("1", { createdAt: world.nowMs });
    listed("2");
    world.nowMs += TASK_MAY_APPEAR_MS + 1;
    await look();
    expect((await get("g1")).lookup).toMatchObject({ complete: true, candidates: [{ taskId: "1" }, { taskId: "2" }] });
    // Some thousands of newer ones; the last of the page that is still seen appeared late.
    const { createdAt = 0 } = world.tasks[0] ?? {};
    world.tasks = [];
    listed("3", { createdAt: createdAt + 10 });
    for (let at = 0; at < 3500; at += 1) listed(`n${at}`, { createdAt: world.nowMs + at, duration: 9 });
    world.tasks.splice(2900, 0, ...world.tasks.splice(-1));
    world.nowMs += 30 * MINUTE;
    await look();
    expect((await get("g1")).lookup).toMatchObject({
      complete: true,
      candidates: [{ taskId: "1" }, { taskId: "2" }, { taskId: "3" }],
    });
  });
});
