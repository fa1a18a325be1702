import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type OpenedStageQueue, openStageQueue } from "@hailuo-queue/queue";
import { createKeys } from "@hailuo-queue/store";
import { type GatewayWorld, openWorld, type Reply } from "../__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const LATER_MS = 3_600_000;
/** As they are: milliseconds, counted up. */
const RUN = 1_795_427_387_320;
const PATH = "/callbacks/minimax";
const SUCCESS = {
  task_id: "421",
  status: "success",
  file_id: "7",
  base_resp: { status_code: 0, status_msg: "success" },
};

let world: GatewayWorld;
let queue: OpenedStageQueue;
beforeAll(async () => {
  world = await openWorld(redisUrl, { HAILUO_CALLBACK_URL: `https://video.example.com${PATH}` });
  queue = await openStageQueue({ redisUrl, keys: createKeys(world.prefix.slice(1, -1)) });
});
afterAll(async () => {
  await queue.close();
  await world[Symbol.asyncDispose]();
});

interface Poll {
  readonly generationId: string;
  readonly run: number;
}

/** A poll that waits for its time. */
async function addPoll(): Promise<Poll> {
  const poll = { generationId: `gen_${randomBytes(16).toString("hex")}`, run: RUN };
  await queue.add("poll", [{ ...poll, delayMs: LATER_MS }]);
  return poll;
}

async function stateOf({ generationId, run }: Poll): Promise<string | undefined> {
  return (await queue.queues.poll.getJob(`poll.${generationId}.${run}`))?.getState();
}

function send({ generationId, run }: Poll, body: unknown): Promise<Reply> {
  return world.call("POST", `${PATH}/${generationId}.${run}`, undefined, body);
}

async function untilWoken(poll: Poll): Promise<void> {
  while ((await stateOf(poll)) !== "waiting") await new Promise(setImmediate);
}

/** All callbacks before it have been worked on when this one has. */
async function settle(): Promise<void> {
  const last = await addPoll();
  await send(last, SUCCESS);
  await untilWoken(last);
}

test.each([
  ["as text", "f3a9"],
  ["as a number", 424242],
])("the provider's challenge comes back at once, %s, by POST and as a query", async (_name, challenge) => {
  const poll = await addPoll();
  const answer = await send(poll, { challenge });
  expect([answer.status, answer.body]).toEqual([200, { challenge }]);
  const query = await world.call("GET", `${PATH}/${poll.generationId}.${RUN}?challenge=${challenge}`, undefined);
  expect([query.status, query.body]).toEqual([200, { challenge: String(challenge) }]);
  expect(await stateOf(poll)).toBe("delayed");
});

test.each([
  ["v1 says success", SUCCESS],
  ["v1 says failed", { task_id: "421", status: "failed", base_resp: { status_code: 1027, status_msg: "output" } }],
  ["v2 says succeeded", { task: { id: "421", status: "succeeded", content: { url: "https://evil.example/x.mp4" } } }],
  ["v2 says cancelled", { task: { id: "421", status: "cancelled" } }],
  ["it says what nobody knows", { task_id: "421", status: "Vanished" }],
  ["it says nothing", {}],
])("a poll is brought forward when %s", async (_name, body) => {
  const poll = await addPoll();
  const answer = await send(poll, body);
  expect([answer.status, answer.body]).toEqual([200, { status: "ok" }]);
  await untilWoken(poll);
});

test.each([
  { status: "processing" },
  { status: "Preparing" },
  { task: { status: "queued" } },
  { task: { status: "running" } },
])("a task that goes on is not asked for: %j", async (body) => {
  const poll = await addPoll();
  expect((await send(poll, { task_id: "421", ...body })).status).toBe(200);
  await settle();
  expect(await stateOf(poll)).toBe("delayed");
});

test("twenty callbacks for one task wake it once, until ten seconds have passed", async () => {
  const poll = await addPoll();
  await Promise.all(Array.from({ length: 20 }, () => send(poll, SUCCESS)));
  await untilWoken(poll);
  // However long this test takes.
  expect(await world.redis.pexpire(`${world.prefix}:callback:${poll.generationId}:${RUN}`, 60_000)).toBe(1);
  // The poll has run and found the task running: it waits again.
  const job = await queue.queues.poll.getJob(`poll.${poll.generationId}.${RUN}`);
  await job?.remove();
  await queue.add("poll", [{ ...poll, delayMs: LATER_MS }]);
  await send(poll, SUCCESS);
  await settle();
  expect(await stateOf(poll)).toBe("delayed");
});

test("forged ones leave nothing behind: unknown generations, other runs, ended polls and odd names", async () => {
  const poll = await addPoll();
  await settle();
  const forged = [
    `gen_${"0".repeat(32)}.1`,
    `${poll.generationId}.${RUN + 1}`,
    poll.generationId,
    `${poll.generationId}.3.${RUN}`,
    `${poll.generationId}.0${RUN}`,
    "421",
    "..%2F..%2Fhealthz",
    "%00",
    "x".repeat(150),
  ];
  for (const name of forged) {
    const answer = await world.call("POST", `${PATH}/${name}`, undefined, SUCCESS);
    expect([answer.status, answer.body]).toEqual([200, { status: "ok" }]);
  }
  await settle();
  expect(await stateOf(poll)).toBe("delayed");
  const marks = (await world.redis.keys(`${world.prefix}:callback:*`)).join(" ");
  for (const id of ["0".repeat(32), poll.generationId, "healthz", "xxx"]) expect(marks).not.toContain(id);
  expect(await queue.depths()).toMatchObject([{}, { stage: "poll", counts: { failed: 0 } }, {}]);
});

test("what is too large, no JSON, or another kind is refused before anything is done", async () => {
  const poll = await addPoll();
  expect((await send(poll, { ...SUCCESS, more: "x".repeat(20_000) })).status).toBe(413);
  expect((await send(poll, '{"status":')).status).toBe(400);
  expect((await send(poll, { challenge: "x".repeat(2000) })).body).toEqual({ status: "ok" });
  const xml = await world.call("POST", `${PATH}/${poll.generationId}.${RUN}`, undefined, "<x/>", {
    "content-type": "application/xml",
  });
  expect(xml.status).toBe(415);
  expect((await world.call("GET", `${PATH}/${poll.generationId}.${RUN}`, undefined)).status).toBe(400);
  expect((await world.call("PUT", `${PATH}/${poll.generationId}.${RUN}`, undefined, SUCCESS)).status).toBe(401);
});

test("without a callback URL there is no such path", async () => {
  await using plain = await openWorld(redisUrl);
  expect((await plain.call("POST", `${PATH}/gen_${"0".repeat(32)}.1`, undefined, SUCCESS)).status).toBe(401);
});
