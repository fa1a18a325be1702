import { afterEach, describe, expect, test } from "@jest/globals";
import type { Outcome, StageHandler, StageRun } from "@hailuo-queue/contracts";

import { EventEmitter, getEventListeners, once } from "node:events";
import { setImmediate as endOfTurn } from "node:timers/promises";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { Worker } from "bullmq";
import { createTestKeys } from "./__fixtures__/test-keys.ts";
import { type OpenedStageQueue, openStageQueue } from "./stage-queue.ts";
import { type RunningStageWorker, runStageWorker } from "./stage-worker.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

interface World {
  readonly queue: OpenedStageQueue;
  readonly runs: StageRun[];
  readonly poisoned: string[];
  /** Jobs that were told to be of a later version. */
  readonly later: string[];
  /** Starts a worker whose handler answers with these outcomes, one a run, and `done` when they are used up. */
  work(outcomes?: Outcome[], handler?: StageHandler): Promise<RunningStageWorker>;
  /** Resolves when the handler has been called so often in all. */
  handled(count: number): Promise<void>;
}

async function openWorld(): Promise<World> {
  const keys = createTestKeys();
  const queue = await openStageQueue({ redisUrl, keys });
  opened.push(queue);
  const runs: StageRun[] = [];
  const poisoned: string[] = [];
  const later: string[] = [];
  const heard = new EventEmitter();
  return {
    queue,
    runs,
    poisoned,
    later,
    work: async (outcomes = [], handler) => {
      const worker = await runStageWorker(
        "poll",
        async (run) => {
          runs.push(run);
          heard.emit("run");
          return handler === undefined ? (outcomes.shift() ?? { type: "done" }) : handler(run);
        },
        {
          redisUrl,
          keys,
          concurrency: 5,
          onPoison: (jobId) => {
            poisoned.push(jobId);
            heard.emit("run");
          },
          onLaterVersion: (jobId) => {
            later.push(jobId);
            heard.emit("run");
          },
        },
      );
      opened.push(worker);
      return worker;
    },
    handled: async (count) => {
      while (runs.length + poisoned.length + later.length < count) await once(heard, "run");
    },
  };
}

const job = { generationId: "gen_1", run: 3 };

/** Resolves when nothing is left of the job: it has ended. */
async function gone({ queue }: World): Promise<void> {
  while ((await queue.queues.poll.getJob(`poll.${job.generationId}.${job.run}`)) !== undefined) await endOfTurn();
}

describe("a stage's job", () => {
  test("reaches the handler with the generation and its run", async () => {
    const world = await openWorld();
    await world.work();
    await world.queue.add("poll", [job]);
    await world.handled(1);
    expect(world.runs[0]?.job).toEqual({ version: 1, ...job });
  });

  test("that snoozes comes back, and no attempt is counted", async () => {
    const world = await openWorld();
    const snooze: Outcome = { type: "snooze", untilMs: 0, reason: "still running" };
    await world.work([snooze, snooze, snooze]);
    await world.queue.add("poll", [job]);
    await world.handled(4);
    expect(world.runs.map((run) => run.attemptsMade)).toEqual([0, 0, 0, 0]);
  });

  test("that fails comes back after the wait it asked for, with an attempt counted", async () => {
    const world = await openWorld();
    const fail: Outcome = { type: "fail", error: new Error("broken"), retryInMs: 20 };
    await world.work([fail, fail]);
    await world.queue.add("poll", [job]);
    await world.handled(3);
    expect(world.runs.map((run) => run.attemptsMade)).toEqual([0, 1, 2]);
  });

  test("added twice is one job, and one of another run is another", async () => {
    const world = await openWorld();
    await world.queue.add("poll", [job]);
    await world.queue.add("poll", [job, { ...job, run: 4 }]);
    expect(await world.queue.queues.poll.getJobCountByTypes("waiting")).toBe(2);
  });

  test("leaves nothing behind when it has ended, and may be added again", async () => {
    const world = await openWorld();
    await world.work();
    await world.queue.add("poll", [job]);
    await world.handled(1);
    await gone(world);
    expect(await world.queue.queues.poll.getJobCountByTypes("completed", "failed", "waiting", "active")).toBe(0);
    await world.queue.add("poll", [job]);
    await world.handled(2);
  });

  test("that is under way is not revived; one that ended is", async () => {
    const world = await openWorld();
    await world.queue.add("poll", [job]);
    expect(await world.queue.revive("poll", job)).toBe(false);
    await world.work();
    await world.handled(1);
    await gone(world);
    expect(await world.queue.revive("poll", job)).toBe(true);
    await world.handled(2);
  });

  test("that waits is woken when that is allowed; one that runs, that ended or was never there is not", async () => {
    const world = await openWorld();
    await world.queue.add("poll", [{ ...job, delayMs: 3_600_000 }]);
    expect(await world.queue.wake("poll", job, async () => false)).toBe("denied");
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await world.work([], async () => {
      await held;
      return { type: "done" };
    });
    expect(await world.queue.wake("poll", job)).toBe("woken");
    await world.handled(1);
    expect(await world.queue.wake("poll", job)).toBe("running");
    release();
    await gone(world);
    let asked = false;
    const ask = async (): Promise<boolean> => (asked = true);
    expect(await world.queue.wake("poll", job, ask)).toBe("absent");
    expect(await world.queue.wake("poll", { ...job, run: 4 }, ask)).toBe("absent");
    expect(asked).toBe(false);
    expect(world.runs).toHaveLength(1);
  });

  test("that cannot be read is set aside and stops nobody", async () => {
    const world = await openWorld();
    await world.work();
    await world.queue.queues.poll.add("generation.poll", { version: 1, hello: "world" }, { jobId: "odd.1" });
    await world.handled(1);
    await world.queue.add("poll", [job]);
    await world.handled(2);
    expect(world.poisoned).toEqual(["odd.1"]);
    expect(world.runs).toHaveLength(1);
  });

  test("of the next version is worked, without the fields that are not known here", async () => {
    const world = await openWorld();
    await world.work();
    await world.queue.queues.poll.add("generation.poll", { version: 2, ...job, hint: { of: "tomorrow" } });
    await world.handled(1);
    expect(world.runs[0]?.job).toEqual({ version: 2, ...job });
  });

  test.each([
    ["of the version after the next", { version: 3, ...job }],
    ["of the next version that cannot be read here", { version: 2, generation: { id: "gen_1" } }],
  ])("%s is put back without an attempt, told, and no failure", async (_name, data) => {
    const world = await openWorld();
    await world.work();
    const { id = "" } = await world.queue.queues.poll.add("generation.poll", data);
    await world.handled(1);
    expect(world.later).toEqual([id]);
    const bull = await world.queue.queues.poll.getJob(id);
    while (!(await bull?.isDelayed())) await new Promise(setImmediate);
    expect(await world.queue.queues.poll.getJob(id)).toMatchObject({ attemptsMade: 0, data });
    expect(world.poisoned).toEqual([]);
  });

  test("has a signal that ends with the worker's, and that nobody listens to any more when it has ended", async () => {
    const world = await openWorld();
    const worker = await world.work([], async ({ job: { generationId }, signal }) => {
      if (generationId === "gen_3") await once(signal, "abort");
      return { type: "done" };
    });
    await world.queue.add(
      "poll",
      ["gen_1", "gen_2", "gen_3"].map((generationId) => ({ generationId, run: 1 })),
    );
    await world.handled(3);
    expect(world.runs.some(({ signal }) => signal.aborted)).toBe(false);
    await worker.close();
    expect(world.runs.every(({ signal }) => signal.aborted)).toBe(true);
    expect(world.runs.every(({ signal }) => getEventListeners(signal, "abort").length === 0)).toBe(true);
  });

  test("under way at shutdown is handed back without an attempt, and another worker takes it", async () => {
    const world = await openWorld();
    const waitForAbort: StageHandler = ({ signal }) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
      );
    const first = await world.work([], waitForAbort);
    await world.queue.add("poll", [job]);
    await world.handled(1);
    await Promise.all([first.close(), world.work()]);
    await world.handled(2);
    expect(world.runs.map((run) => run.attemptsMade)).toEqual([0, 0]);
  });
});

test("a job whose worker died is run by another", async () => {
  const world = await openWorld();
  const { poll } = world.queue.queues;
  await world.queue.add("poll", [job]);
  const redis = await openRedis(redisUrl, { role: "worker" });
  opened.push({ close: () => closeRedis(redis) });
  // Takes the job and is gone: no renewal, no lock.
  const dead = new Worker(poll.name, undefined, { connection: redis, prefix: poll.opts.prefix ?? "", autorun: false });
  opened.push(dead);
  const taken = await dead.getNextJob("token-of-the-dead");
  await redis.del(`${poll.toKey(taken?.id ?? "")}:lock`);
  await world.work();
  await world.handled(1);
  expect(world.runs[0]?.job).toMatchObject(job);
});

test("jobs whose locks ran out under a process that stood still are told by their number, and are no errors", async () => {
  const keys = createTestKeys();
  const queue = await openStageQueue({ redisUrl, keys });
  opened.push(queue);
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push({ close: () => closeRedis(redis) });
  const heard = new EventEmitter();
  const errors: string[] = [];
  let lost = 0;
  let running = 0;
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const worker = await runStageWorker(
    "poll",
    async () => {
      running += 1;
      heard.emit("run");
      await held;
      return { type: "done" };
    },
    {
      redisUrl,
      keys,
      concurrency: 5,
      onError: ({ message }) => errors.push(message),
      onLocksLost: (jobs) => {
        lost += jobs;
        heard.emit("lost");
      },
    },
  );
  opened.push(worker);
  const jobs = [1, 2, 3].map((run) => ({ generationId: "gen_1", run }));
  await queue.add("poll", jobs);
  while (running < 3) await once(heard, "run");
  await redis.del(jobs.map(({ run }) => `${queue.queues.poll.toKey(`poll.gen_1.${run}`)}:lock`));
  while (lost < 3) await once(heard, "lost");
  release();
  await worker.close();
  expect(errors).toEqual([]);
});
