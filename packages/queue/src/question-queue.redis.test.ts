import { afterEach, expect, test } from "@jest/globals";
import type { ProviderQuestion, QuestionAnswer } from "@hailuo-queue/contracts";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { Queue } from "bullmq";
import { createTestKeys } from "./__fixtures__/test-keys.ts";
import {
  openQuestionDesk,
  type QuestionDeskOptions,
  type QuestionHandler,
  runQuestionWorker,
} from "./question-queue.ts";

/** By the number of its database Redis tells whose connections are this file's. */
const DATABASE = 2;
const redisUrl = new URL(`/${DATABASE}`, process.env["HAILUO_TEST_REDIS_URL"]).href;
/** The desk's waits end when a test says so. */
const NOT_BY_ITSELF = { takenWithinMs: 3_600_000, answeredWithinMs: 3_600_000 };
const QUESTION: ProviderQuestion = { kind: "task", generationId: "gen_1", taskId: "42" };
const FITS: QuestionAnswer = { type: "fits", status: "Processing" };
const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function openWorld(limits: Partial<QuestionDeskOptions> = NOT_BY_ITSELF) {
  const keys = createTestKeys();
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const desk = await openQuestionDesk({ redisUrl, keys, ...limits });
  opened.push(() => desk.close());
  const queue = new Queue("questions", { connection: redis, prefix: keys.bull });
  opened.push(() => queue.close());
  return {
    desk,
    queue,
    async work(answer: QuestionHandler) {
      const worker = await runQuestionWorker(answer, { redisUrl, keys, redis });
      opened.push(() => worker.close());
      return worker;
    },
    /** The time of the asker that waits is over. */
    async passTime(): Promise<void> {
      for (let ended = 0; ended === 0;) {
        const clients = String(await redis.call("CLIENT", "LIST")).split("\n");
        const waiting = clients.filter((line) => line.includes(` db=${DATABASE} `) && line.includes(" cmd=blpop "));
        for (const line of waiting)
          ended += Number(await redis.call("CLIENT", "UNBLOCK", /id=(\d+)/.exec(line)?.[1] ?? "", "TIMEOUT"));
      }
    },
    jobs: () => queue.getJobCountByTypes("waiting", "active", "delayed", "completed", "failed", "prioritized"),
    answersKept: () => redis.keys(`${keys.questionAnswer("")}*`),
  };
}

test("a question is answered by a worker, each asker gets his own answer, and nothing of it is left", async () => {
  const { desk, work, jobs, answersKept } = await openWorld();
  await work(async ({ question }) => ({ type: "fits", status: question.kind === "task" ? question.taskId : "" }));
  const taskIds = ["1", "2", "3", "4", "5", "6", "7"];
  const answers = await Promise.all(taskIds.map((taskId) => desk.ask({ ...QUESTION, taskId })));
  expect(answers).toEqual(taskIds.map((status) => ({ type: "fits", status })));
  while ((await jobs()) > 0);
  expect(await answersKept()).toEqual([]);
});

test("where no worker is, the asker is told so, and the question is taken back: one that comes later answers nothing", async () => {
  const { desk, work, jobs, passTime } = await openWorld();
  const refused = expect(desk.ask(QUESTION)).rejects.toMatchObject({
    code: "nobody_to_ask",
    message: expect.stringContaining("hailuo worker poll"),
  });
  await passTime();
  await refused;
  expect(await jobs()).toBe(0);
  const asked: string[] = [];
  await work(async ({ questionId }) => {
    asked.push(questionId);
    return FITS;
  });
  expect(await desk.ask(QUESTION)).toEqual(FITS);
  expect(asked).toHaveLength(1);
});

test("a question that waits for room in the query window is asked again under its own id, and holds no worker", async () => {
  const { desk, work, queue, passTime } = await openWorld();
  const ids: string[] = [];
  await work(async ({ questionId }) => {
    ids.push(questionId);
    return ids.length === 1 ? { type: "later", inMs: 3_600_000 } : FITS;
  });
  const answer = desk.ask(QUESTION);
  while ((await queue.getDelayedCount()) === 0);
  // The time in which somebody must take it is over, and it was taken.
  await passTime();
  await (await queue.getDelayed())[0]?.promote();
  expect(await answer).toEqual(FITS);
  expect(ids).toEqual([ids[0], ids[0]]);
});

test("a provider that does not answer in time is told apart from nobody being there, and the worker lets go of the call", async () => {
  const { desk, work, jobs, passTime } = await openWorld({ takenWithinMs: 3_600_000, answeredWithinMs: 300 });
  let letGo: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await work(
    (_asked, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => {
          letGo();
          reject(signal.reason as Error);
        });
      }),
  );
  const refused = expect(desk.ask(QUESTION)).rejects.toMatchObject({ code: "provider_silent" });
  await gone;
  await passTime();
  await refused;
  while ((await jobs()) > 0);
});

test("a question whose worker is stopped goes to another one", async () => {
  const { desk, work } = await openWorld();
  let taken: () => void = () => undefined;
  const isTaken = new Promise<void>((resolve) => {
    taken = resolve;
  });
  const first = await work(
    (_asked, signal) =>
      new Promise((_resolve, reject) => {
        taken();
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      }),
  );
  const answer = desk.ask(QUESTION);
  await isTaken;
  await first.close();
  await work(async () => FITS);
  expect(await answer).toEqual(FITS);
});

test("a flood of questions that nobody takes is refused at its limit", async () => {
  const { desk, queue } = await openWorld();
  await queue.addBulk(Array.from({ length: 100 }, () => ({ name: "provider.question", data: {} })));
  await expect(desk.ask(QUESTION)).rejects.toMatchObject({
    code: "too_many_questions",
    message: expect.stringContaining("100 questions"),
  });
});
