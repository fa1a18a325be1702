import { describe, expect, test } from "@jest/globals";
import {
  type AccountRefusal,
  cancelled,
  type GenerationRecord,
  type Grant,
  type NewJob,
  parked,
  ProviderError,
  type ProviderVerdict,
} from "@hailuo-queue/contracts";
import { createMemoryStore, PLAIN_CREATE_PARTS, SILENT_REPORTER } from "@hailuo-queue/testkit";
import { newGeneration } from "@hailuo-queue/testkit/conformance";
import type { CreateParts } from "../parts.ts";
import { createCreateHandler } from "./handle-create.ts";

const refusal = (verdict: ProviderVerdict, code: string = verdict): ProviderError =>
  new ProviderError(code, `refused: ${code}`, { verdict });

/** One granted generation, and a provider that answers as a test says. */
async function openWorld(changes: Partial<CreateParts> = {}) {
  const world = { nowMs: 1_000_000, posts: 0, answer: (async () => "task-1") as () => Promise<string> };
  const store = createMemoryStore({ now: () => world.nowMs });
  const jobs: [stage: string, job: NewJob][] = [];
  const refusals: AccountRefusal[] = [];
  const anomalies: string[] = [];
  const handle = createCreateHandler({
    ledger: store.ledger,
    queue: { add: async (stage, added) => void jobs.push(...added.map((job): [string, NewJob] => [stage, job])) },
    provider: {
      createTask: async () => {
        world.posts += 1;
        return { taskId: await world.answer() };
      },
    },
    admission: {
      refused: async (_account, told) => {
        refusals.push(told);
        return { effect: { type: "paused", until: world.nowMs + told.forMs }, counts: { accepted: 0, refused: 1 } };
      },
    },
    ...PLAIN_CREATE_PARTS,
    schedule: { firstDelayMs: async () => 5000 },
    settings: { createTimeoutMs: 20_000, taskDeadlineMs: 60_000, ambiguousCreate: "park", flaggedPicture: "fail" },
    clock: { now: () => world.nowMs },
    random: Math.random,
    reporter: { ...SILENT_REPORTER, anomaly: (_id, event) => void anomalies.push(event) },
    ...changes,
  });
  await store.ledger.submit([newGeneration("g")]);
  let [grant] = (await store.admit(1)) as [Grant];
  const get = async () => (await store.ledger.get("g")) as GenerationRecord;
  return {
    ...store,
    world,
    jobs,
    refusals,
    anomalies,
    grant: () => grant,
    again: async () => void ([grant] = (await store.admit(1)) as [Grant]),
    get,
    run: (of = grant) => handle({ job: { version: 1, ...of }, attemptsMade: 0, signal: new AbortController().signal }),
  };
}

describe("a create", () => {
  test("buys once, records the task and hands on to the poll, however often its job runs", async () => {
    const { world, run, get, jobs, slots, grant } = await openWorld();
    expect(await run()).toEqual({ type: "done" });
    expect(await get()).toMatchObject({
      state: "generating",
      taskId: "task-1",
      run: grant().run,
      deadlineAt: world.nowMs + 60_000,
    });
    expect(await run()).toEqual({ type: "done" });
    expect(world.posts).toBe(1);
    const poll = ["poll", { generationId: "g", run: grant().run, delayMs: 5000 }];
    expect(jobs).toEqual([poll, poll]);
    expect([...slots("default").keys()]).toEqual(["g"]);
  });

  test("of an older run does nothing", async () => {
    const { world, run, grant, again, get, ledger } = await openWorld();
    const former = grant();
    world.answer = async () => Promise.reject(refusal("throttled"));
    await run();
    await again();
    expect(grant().run).toBeGreaterThan(former.run);
    expect(await run(former)).toEqual({ type: "done" });
    expect(await get()).toMatchObject({ state: "queued" });
    expect(world.posts).toBe(1);
    expect(await ledger.countByState()).toMatchObject({ queued: 1 });
  });

  test.each([
    ["throttled", "rate_limited"],
    ["account", "balance"],
    ["not_sent", "connect"],
  ] as const)("that was surely not taken (%s) is put back, and its account rests", async (verdict, code) => {
    const { world, run, get, refusals, slots, jobs } = await openWorld();
    world.answer = async () => Promise.reject(refusal(verdict, code));
    await run();
    expect(await get()).toMatchObject({ state: "queued" });
    expect(refusals).toHaveLength(1);
    expect([...slots("default").keys()]).toEqual([]);
    expect(jobs).toEqual([]);
  });

  test("that will never be accepted fails, and costs nothing", async () => {
    const { world, run, get, ledger } = await openWorld();
    world.answer = async () => Promise.reject(refusal("terminal", "prompt_flagged"));
    await run();
    expect(await get()).toMatchObject({
      state: "failed",
      error: { code: "prompt_flagged", stage: "create" },
      endedAt: world.nowMs,
    });
    expect(await ledger.batch("b")).toMatchObject({ reservedMicroUsd: 0, spentMicroUsd: 0 });
  });

  test.each([
    ["a provider's error", refusal("unknown_outcome", "timeout"), "timeout"],
    ["anything else", new Error("socket hang up"), "create_crashed"],
  ])("whose answer was lost to %s waits for a user, with its slot", async (_what, error, code) => {
    const { world, run, get, slots, jobs } = await openWorld();
    world.answer = async () => Promise.reject(error);
    await run();
    expect(await get()).toMatchObject({ state: "submission_unknown", error: { code } });
    expect([...slots("default").keys()]).toEqual(["g"]);
    expect(jobs).toEqual([]);
    await run();
    expect(world.posts).toBe(1);
  });

  test("whose answer was lost is sent once more where the deployment says so, and no third time", async () => {
    const settings = {
      createTimeoutMs: 20_000,
      taskDeadlineMs: 60_000,
      ambiguousCreate: "resubmit",
      flaggedPicture: "fail",
    } as const;
    const { world, run, again, get } = await openWorld({ settings });
    world.answer = async () => Promise.reject(refusal("unknown_outcome"));
    await run();
    expect(await get()).toMatchObject({ state: "queued", resubmits: 1 });
    await again();
    await run();
    expect(await get()).toMatchObject({ state: "submission_unknown" });
    expect(world.posts).toBe(2);
  });

  test("buys nothing where the intent may be lost, nor where the process stood still before its POST", async () => {
    const unsafe = await openWorld({ guard: { isSafe: async () => Promise.reject(new Error("failover")) } });
    await unsafe.run();
    expect(unsafe.anomalies).toEqual(["intent-not-safe"]);
    const late = await openWorld({
      inputs: {
        fill: async (request) => {
          late.world.nowMs += 10_001;
          return request;
        },
      },
    });
    await late.run();
    expect(late.anomalies).toEqual(["begin-came-late"]);
    for (const { world, get } of [unsafe, late]) {
      expect(await get()).toMatchObject({ state: "queued" });
      expect(world.posts).toBe(0);
    }
  });

  test("whose input cannot be read is not sent", async () => {
    const { world, run, get, refusals } = await openWorld({
      inputs: { fill: async () => Promise.reject(new Error("storage is away")) },
    });
    await run();
    expect(world.posts).toBe(0);
    expect(await get()).toMatchObject({ state: "queued" });
    expect(refusals).toMatchObject([{ reason: "storage: storage is away" }]);
  });

  test("that was cancelled while its answer was under way goes on to its task's end; one that was refused is over", async () => {
    const bought = await openWorld();
    bought.world.answer = async () => {
      await bought.ledger.transition("g", cancelled(await bought.get()));
      return "task-1";
    };
    await bought.run();
    expect(await bought.get()).toMatchObject({ state: "cancelling", taskId: "task-1" });
    // Some providers can still be told.
    expect(bought.jobs).toEqual([["poll", { generationId: "g", run: bought.grant().run, delayMs: 0 }]]);

    const refused = await openWorld();
    refused.world.answer = async () => {
      await refused.ledger.transition("g", cancelled(await refused.get()));
      throw refusal("throttled");
    };
    await refused.run();
    expect(await refused.get()).toMatchObject({ state: "cancelled" });
  });

  test("that another worker has parked meanwhile goes on with its task", async () => {
    const { world, run, get, ledger, grant } = await openWorld();
    world.answer = async () => {
      await ledger.transition(
        "g",
        parked(grant(), { error: { code: "x", stage: "create", message: "x" }, taskDeadlineMs: 1 }),
      );
      return "task-1";
    };
    await run();
    const record = await get();
    expect(record).toMatchObject({ state: "generating", taskId: "task-1" });
    expect(record.error).toBeUndefined();
  });

  test("whose process died gives its POST the time that it may take, and is parked then", async () => {
    const { world, run, get, ledger, grant } = await openWorld();
    world.answer = () => new Promise(() => undefined);
    void run();
    while (world.posts === 0) await new Promise(setImmediate);
    expect(await run()).toEqual({ type: "snooze", untilMs: world.nowMs + 21_000, reason: "a create under way" });
    world.nowMs += 20_999;
    expect(await run()).toMatchObject({ type: "snooze", untilMs: world.nowMs + 1 });
    world.nowMs += 1;
    expect(await run()).toEqual({ type: "done" });
    expect(await get()).toMatchObject({
      state: "submission_unknown",
      error: { code: "create_interrupted" },
      run: grant().run,
    });
    expect(world.posts).toBe(1);
    expect(await ledger.countByState()).toMatchObject({ submission_unknown: 1 });
  });

  test("that was bought is recorded as soon as Redis takes it", async () => {
    const { run, get, anomalies, ledger, world } = await openWorld();
    const { transition } = ledger;
    let failures = 1;
    Object.assign(ledger, {
      transition: async (...[id, move]: Parameters<typeof transition>) => {
        if (move.to === "generating" && failures-- > 0) throw new Error("READONLY");
        return transition(id, move);
      },
    });
    await run();
    expect(anomalies).toEqual(["task-not-recorded-yet"]);
    expect(await get()).toMatchObject({ state: "generating", taskId: "task-1" });
    expect(world.posts).toBe(1);
  });
});
