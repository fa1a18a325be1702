import { describe, expect, test } from "@jest/globals";
import {
  createPriceTable,
  type GenerationRecord,
  type Outcome,
  ProviderError,
  type ProviderTask,
  type Transition,
} from "@hailuo-queue/contracts";
import { DEFAULT_SETTINGS } from "../settings.ts";
import { createPollHandler } from "./handle-poll.ts";
import { createPollSchedule } from "./learned-schedule.ts";

const MINUTE = 60_000;

/** One generation whose task was accepted at 0, with a ledger of one record and a clock that a test moves. */
function openWorld() {
  const noted: number[] = [];
  const downloads: string[] = [];
  const charges: Transition["charged"][] = [];
  const told: string[] = [];
  const order: string[] = [];
  const deleted: string[] = [];
  const world = {
    nowMs: 0,
    waitMs: undefined as number | undefined,
    cancel: "cancelled" as "cancelled" | "deleted" | Error,
    task: { status: "running", rawStatus: "Processing" } as ProviderTask | Error,
    record: {
      id: "g",
      state: "generating",
      request: {
        model: "MiniMax-Hailuo-2.3",
        prompt: "x",
        duration: 6,
        resolution: "768P",
        enable_prompt_expansion: true,
      },
      batchId: "b",
      index: 0,
      tenant: "default",
      objectKey: "b/g.mp4",
      run: 1,
      taskId: "t",
      createdAt: 0,
      acceptedAt: 0,
      updatedAt: 0,
      deadlineAt: DEFAULT_SETTINGS.taskDeadlineMs,
      pollCount: 0,
    } as GenerationRecord,
  };
  const never = (): never => {
    throw new Error("a poll does not do that");
  };
  const poll = createPollHandler({
    ledger: {
      get: async () => world.record,
      transition: async (_id: string, { from, to, charged }: Pick<Transition, "from" | "to" | "charged">) => {
        charges.push(charged);
        order.push(to);
        if (!from.includes(world.record.state)) return { outcome: "not_moved", record: world.record };
        world.record = { ...world.record, state: to, updatedAt: world.nowMs };
        return { outcome: "moved" };
      },
      noteAttempt: async () => undefined,
      notePoll: async (_id, { pollCount, seen, nextPollAt }) => {
        const { pollError: _before, ...record } = world.record;
        const told = "error" in seen ? { pollError: seen.error } : seen;
        world.record = { ...record, ...told, pollCount, nextPollAt, updatedAt: world.nowMs };
      },
    },
    queue: {
      add: async (stage, jobs) => {
        order.push(stage);
        downloads.push(...jobs.map(({ generationId }) => generationId));
      },
    },
    provider: {
      getTask: async () => {
        if (world.task instanceof Error) throw world.task;
        return world.task;
      },
    },
    taskApi: {
      hasTaskApi: (account) => account === "default~v2",
      listTasks: never,
      cancelTask: async (taskId) => {
        deleted.push(taskId);
        if (world.cancel instanceof Error) throw world.cancel;
        return world.cancel;
      },
    },
    schedule: createPollSchedule({
      taskTimes: { recent: async () => noted, note: (_profile, lifetimeMs) => void noted.unshift(lifetimeMs) },
      settings: DEFAULT_SETTINGS,
      random: () => 0,
    }),
    prices: createPriceTable(),
    budget: { take: async () => world.waitMs, answered: async () => undefined },
    settings: DEFAULT_SETTINGS,
    clock: { now: () => world.nowMs },
    random: () => 0,
    reporter: {
      anomaly: () => undefined,
      callRefused: (account: string, callType: string, code: string) =>
        void told.push(`${account} ${callType} ${code}`),
      ended: () => undefined,
    },
  });
  return {
    world,
    noted,
    downloads,
    charges,
    told,
    order,
    deleted,
    poll: (): Promise<Outcome> =>
      poll({ job: { version: 1, generationId: "g", run: 1 }, attemptsMade: 0, signal: new AbortController().signal }),
    /** Polls until then, each time when the poll before said. */
    async pollUntil(untilMs: number) {
      for (;;) {
        const outcome = await poll({
          job: { version: 1, generationId: "g", run: 1 },
          attemptsMade: 0,
          signal: new AbortController().signal,
        });
        if (outcome.type !== "snooze" || outcome.untilMs > untilMs) return outcome;
        expect(outcome.untilMs).toBeGreaterThan(world.nowMs);
        world.nowMs = outcome.untilMs;
      }
    },
  };
}

describe("a task past its deadline", () => {
  test("is overdue and polled on, slowly, for days if need be, and its video is still fetched", async () => {
    const { world, downloads, poll, pollUntil } = openWorld();
    await pollUntil(DEFAULT_SETTINGS.taskDeadlineMs + MINUTE);
    expect(world.record.state).toBe("overdue");
    const before = world.record.pollCount;
    await pollUntil(DEFAULT_SETTINGS.taskDeadlineMs + 2 * 24 * 60 * MINUTE);
    expect(world.record.state).toBe("overdue");
    expect(world.record.pollCount - before).toBeLessThan(2 * 24 * 60 + 10);
    world.task = { status: "succeeded", rawStatus: "Success", fileId: "f" };
    expect(await poll()).toEqual({ type: "done" });
    expect(world.record.state).toBe("downloading");
    expect(downloads).toEqual(["g"]);
  });

  test("is not failed by a provider that refuses every poll", async () => {
    const { world, pollUntil } = openWorld();
    world.task = new ProviderError("rate_limited", "too many requests", { verdict: "throttled" });
    await pollUntil(DEFAULT_SETTINGS.taskDeadlineMs + 60 * MINUTE);
    expect(world.record.state).toBe("overdue");
  });
});

test("a query that its window has no room for is not made, and costs the task nothing", async () => {
  const { world, poll } = openWorld();
  world.waitMs = 700;
  world.task = new Error("nobody asks");
  expect(await poll()).toMatchObject({ type: "snooze", untilMs: 700 });
  expect(world.record.pollCount).toBe(0);
  world.waitMs = undefined;
  world.task = { status: "succeeded", rawStatus: "Success", fileId: "f" };
  expect(await poll()).toEqual({ type: "done" });
});

describe("a poll that came late", () => {
  test("by a little is followed by the next one a step after it was due", async () => {
    const { world, poll, pollUntil } = openWorld();
    await pollUntil(2 * MINUTE);
    const due = world.record.nextPollAt ?? 0;
    world.nowMs = due;
    const onTime = await poll();
    const { record } = world;
    world.record = { ...record, nextPollAt: due };
    world.nowMs = due + DEFAULT_SETTINGS.pollMinMs / 4;
    expect(await poll()).toEqual(onTime);
  });

  test("by much is followed by the next one a part of a step later: what was missed is not made up for", async () => {
    const { world, poll, pollUntil } = openWorld();
    await pollUntil(2 * MINUTE);
    world.nowMs = (world.record.nextPollAt ?? 0) + 3 * DEFAULT_SETTINGS.pollMinMs;
    const late = world.nowMs;
    const outcome = await poll();
    expect(outcome.type === "snooze" ? outcome.untilMs : 0).toBeGreaterThanOrEqual(
      late + DEFAULT_SETTINGS.pollMinMs / 4,
    );
  });
});

test("a task of an account that this worker has no keys of waits for another worker, and it is told", async () => {
  const { world, told, poll } = openWorld();
  world.task = new ProviderError("account_not_configured", "no such account here", { verdict: "account" });
  expect(await poll()).toMatchObject({ type: "snooze", reason: "(account_not_configured)" });
  expect(told).toEqual(["default query account_not_configured"]);
  expect(world.record.state).toBe("generating");
});

describe("a finished task", () => {
  test("teaches the schedule how long it took, to within a step", async () => {
    const { world, noted, poll, pollUntil } = openWorld();
    await pollUntil(100_000);
    world.nowMs += 4000;
    const before = world.record.updatedAt;
    world.task = { status: "succeeded", rawStatus: "Success", fileId: "f" };
    await poll();
    expect(noted).toEqual([(before + world.nowMs) / 2]);
    await poll();
    expect(noted).toHaveLength(1);
  });

  test("teaches nothing when it failed: moderation ends tasks early", async () => {
    const { world, noted, poll } = openWorld();
    world.nowMs = 20_000;
    world.task = { status: "failed", rawStatus: "Fail", failure: { code: "output_flagged", message: "flagged" } };
    await poll();
    expect(world.record.state).toBe("failed");
    expect(noted).toEqual([]);
  });
});

test("a finished task gives its slot back before its video is enqueued: the slot is what others wait for", async () => {
  const { world, order, poll } = openWorld();
  world.task = { status: "succeeded", rawStatus: "Success", fileId: "f" };
  await poll();
  expect(order).toEqual(["downloading", "download"]);
});

test("a video costs what the provider says was used, and its price where it says nothing", async () => {
  const plain = openWorld();
  plain.world.task = { status: "succeeded", rawStatus: "Success", fileId: "f" };
  await plain.poll();
  expect(plain.charges).toEqual([true]);

  const told = openWorld();
  const request = {
    model: "MiniMax-H3",
    prompt: "x",
    duration: 5,
    resolution: "768P",
    ratio: "adaptive",
    reference_videos: ["mm_file://1"],
  } as const;
  told.world.record = { ...told.world.record, request };
  const usage = { outputSeconds: 5, inputSeconds: 6.5, inputImages: 0 };
  told.world.task = { status: "succeeded", rawStatus: "succeeded", fileId: "t", usage };
  await told.poll();
  expect(told.charges).toEqual([920_000]);
});

describe("a cancelled generation whose task can be cancelled, too", () => {
  function openCancelled() {
    const opened = openWorld();
    opened.world.record = { ...opened.world.record, state: "cancelling", account: "default~v2" };
    opened.world.task = { status: "waiting", rawStatus: "queued" };
    return opened;
  }

  test("ends free of charge at the provider's word, when its task waited", async () => {
    const { world, deleted, charges, poll } = openCancelled();
    expect(await poll()).toEqual({ type: "done" });
    expect([world.record.state, deleted, charges]).toEqual(["cancelled", ["t"], [false]]);
  });

  test("waits on when the provider refuses or says nothing, asks once a poll, and soon again", async () => {
    const { world, deleted, told, poll } = openCancelled();
    world.cancel = new ProviderError("invalid_parameters", "the task is running (2013)", { verdict: "not_found" });
    for (let polls = 1; polls <= 6; polls += 1) {
      const outcome = await poll();
      expect(outcome).toMatchObject({ type: "snooze", reason: "queued" });
      expect(deleted).toHaveLength(polls);
      expect(outcome.type === "snooze" ? outcome.untilMs - world.nowMs : 0).toBeLessThanOrEqual(
        DEFAULT_SETTINGS.pollMaxMs,
      );
    }
    expect(world.record.state).toBe("cancelling");
    expect(told).toContain("default~v2 query invalid_parameters");
    world.cancel = "cancelled";
    expect(await poll()).toEqual({ type: "done" });
  });

  test("costs what it may have cost when its task ended in that moment", async () => {
    const { world, charges, poll } = openCancelled();
    world.cancel = "deleted";
    expect(await poll()).toEqual({ type: "done" });
    expect([world.record.state, charges]).toEqual(["cancelled", [true]]);
  });

  test("is not asked to be cancelled once its task runs or is over, nor where nobody can", async () => {
    const { world, deleted, poll } = openCancelled();
    world.task = { status: "running", rawStatus: "running" };
    expect(await poll()).toMatchObject({ type: "snooze" });
    world.record = { ...world.record, account: "default" };
    world.task = { status: "waiting", rawStatus: "Queueing" };
    expect(await poll()).toMatchObject({ type: "snooze" });
    world.record = { ...world.record, account: "default~v2", state: "generating" };
    world.task = { status: "waiting", rawStatus: "queued" };
    expect(await poll()).toMatchObject({ type: "snooze" });
    for (const task of [
      { status: "succeeded", rawStatus: "succeeded", fileId: "t" },
      { status: "failed", rawStatus: "failed" },
    ] as const) {
      world.record = { ...world.record, state: "cancelling" };
      world.task = task;
      expect(await poll()).toEqual({ type: "done" });
    }
    expect(deleted).toEqual([]);
  });

  test("a task that the provider cancelled by itself, or for a cancel whose answer was lost, ends it", async () => {
    const { world, deleted, charges, poll } = openCancelled();
    world.cancel = new ProviderError("timeout", "no answer", { verdict: "transient" });
    expect(await poll()).toMatchObject({ type: "snooze" });
    world.task = { status: "failed", rawStatus: "cancelled" };
    expect(await poll()).toEqual({ type: "done" });
    expect([world.record.state, deleted, charges]).toEqual(["cancelled", ["t"], [false]]);
  });
});
