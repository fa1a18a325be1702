import { afterEach, expect, test } from "@jest/globals";
import { EventEmitter, once } from "node:events";
import type { NewJob, Outcome, StageHandler } from "@hailuo-queue/contracts";
import { createTestKeys } from "./__fixtures__/test-keys.ts";
import { openStageQueue } from "./stage-queue.ts";
import { type BeginningStageWorker, runStageWorker } from "./stage-worker.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

const DONE: Outcome = { type: "done" };

async function openWorld() {
  const keys = createTestKeys();
  const queue = await openStageQueue({ redisUrl, keys });
  opened.push(queue);
  const heard = new EventEmitter();
  const runs: string[] = [];
  const told: string[] = [];
  async function work(handler: StageHandler, { concurrency = 5 } = {}): Promise<BeginningStageWorker> {
    const worker = await runStageWorker(
      "create",
      (run) => {
        runs.push(run.job.generationId);
        heard.emit("run");
        return handler(run);
      },
      { redisUrl, keys, concurrency, onError: (error) => void told.push(error.message) },
    );
    opened.push(worker);
    return worker;
  }
  return {
    runs,
    told,
    work,
    handled: async (count: number) => {
      while (runs.length < count) await once(heard, "run");
    },
    /** Resolves when so many jobs have been completed in BullMQ. */
    completed: async (count: number) => {
      while ((await queue.queues.create.getCompletedCount()) < count);
    },
    jobOf: (job: NewJob) => queue.queues.create.getJob(`create.${job.generationId}.${job.run}`),
  };
}

const job = { generationId: "gen_1", run: 3 };

test("a job is begun in the process that adds it, once, and is completed like any other", async () => {
  const { runs, work, completed, jobOf } = await openWorld();
  const worker = await work(async () => DONE);
  await worker.begin([job]);
  await completed(1);
  expect(runs).toEqual(["gen_1"]);
  expect((await jobOf(job))?.data).toEqual({ version: 1, ...job });
});

test("the job is under way in BullMQ as long as its run is: a death now gives it to another worker", async () => {
  const { work, handled, jobOf, completed } = await openWorld();
  let end: (outcome: Outcome) => void = () => undefined;
  const worker = await work(
    () =>
      new Promise((resolve) => {
        end = resolve;
      }),
  );
  await worker.begin([job]);
  await handled(1);
  while (!(await (await jobOf(job))?.isActive()));
  end(DONE);
  await completed(1);
});

test("a run that ends in an error is told, and its job runs again", async () => {
  const { runs, told, work, handled } = await openWorld();
  const worker = await work(async () => {
    if (runs.length === 1) throw new Error("Redis went away");
    return DONE;
  });
  await worker.begin([job]);
  await handled(2);
  expect(runs).toEqual(["gen_1", "gen_1"]);
  expect(told).toEqual(["Redis went away"]);
});

test("what there is no room for is left to whoever fetches it", async () => {
  const { runs, work, handled, completed } = await openWorld();
  const ends: (() => void)[] = [];
  const worker = await work(() => new Promise((resolve) => ends.push(() => resolve(DONE))), { concurrency: 2 });
  const jobs = [1, 2, 3].map((run) => ({ generationId: `gen_${run}`, run }));
  await worker.begin(jobs);
  await handled(2);
  expect(runs).toHaveLength(2);
  ends.splice(0).forEach((end) => end());
  await handled(3);
  ends.splice(0).forEach((end) => end());
  await completed(3);
  expect(runs.toSorted()).toEqual(["gen_1", "gen_2", "gen_3"]);
});

test("closing waits for what was begun here, and what comes after is left to others", async () => {
  const { runs, work, handled, jobOf } = await openWorld();
  let end: (outcome: Outcome) => void = () => undefined;
  const worker = await work(
    () =>
      new Promise((resolve) => {
        end = resolve;
      }),
  );
  await worker.begin([job]);
  await handled(1);
  const order: string[] = [];
  const closing = worker.close().then(() => order.push("closed"));
  const next = { generationId: "gen_2", run: 4 };
  await worker.begin([next]);
  order.push("ended");
  end(DONE);
  await closing;
  expect(order).toEqual(["ended", "closed"]);
  expect(runs).toEqual(["gen_1"]);
  expect(await (await jobOf(next))?.isCompleted()).toBe(false);
});
