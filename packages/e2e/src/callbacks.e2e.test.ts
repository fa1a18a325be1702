import { expect, test } from "@jest/globals";
import { createMetrics } from "@hailuo-queue/runtime";
import { createKeys, createUsageReader } from "@hailuo-queue/store";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { expectCleanBooks, readTasks } from "./stand/books.ts";
import { examine } from "./stand/examine.ts";
import { jsonLines, openStand, type Stand, textPrompts } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { PATIENCE_MS, until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

const PATH = "/callbacks/minimax";
/** So slow that no poll comes by itself while a test runs. */
const SLOW_POLLS = { HAILUO_POLL_MIN_MS: "900000", HAILUO_POLL_MAX_MS: "900000" };

const LIFETIME_MS = 100_000;

async function startGateway(stand: Stand): Promise<string> {
  const env = { HAILUO_CALLBACK_URL: `http://127.0.0.1:1${PATH}` };
  const gateway = stand.start(["gateway", "--port", "0", "--json"], { env });
  return `${String((await gateway.jsonLine(({ type }) => type === "gateway"))["url"])}${PATH}`;
}

/** How many polls wait for their time. A callback that comes before its poll is there wakes nobody. */
async function waitingPolls(redis: RedisClient): Promise<number> {
  const [key] = await redis.keys("*poll:delayed");
  return key === undefined ? 0 : redis.zcard(key);
}

test("each video is found by the one poll that its callback woke; news that it goes on, and callbacks that come again, cost nothing", async () => {
  // The provider's time goes on when the test says so, and each callback comes three times.
  let nowMs = Date.now();
  await using stand = await openStand({
    dialects: ["minimax-v1"],
    maxInFlight: 8,
    lifetime: { fixedMs: LIFETIME_MS },
    now: () => nowMs,
    callbackDelaysMs: [0, 0, 0],
    callbackTimeoutMs: PATIENCE_MS,
  });
  Object.assign(stand.env, SLOW_POLLS);
  const { url } = await shareRedis(stand);
  await shareStorage(stand);
  const base = await startGateway(stand);
  await startWorker(stand, "all", { HAILUO_CALLBACK_URL: base });
  const said = await examine(stand, { env: { HAILUO_CALLBACK_URL: base } });
  expect(said.stdout).toMatch(/^ok {4}callbacks +127\.0\.0\.1:\d+ answers the provider's challenge$/m);
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(6)));
  await stand.run(["submit", file, "--batch", "boats"]);
  const watch = stand.start(["watch", "boats", "--json"]);

  const redis = await openRedis(url, { role: "client" });
  stand.defer(() => closeRedis(redis));
  const told = (): number => stand.simulator.stats().callbacks["answered"] ?? 0;
  const queries = async (): Promise<readonly number[]> =>
    (await readTasks(stand.simulator)).map((task) => task.queries);
  await until(
    "all are told to be made, and their polls wait",
    async () => told() === 18 && (await waitingPolls(redis)) === 6,
  );
  expect(await queries()).toEqual([0, 0, 0, 0, 0, 0]);
  nowMs += LIFETIME_MS;
  // Looks at all tasks anew.
  stand.simulator.configure({});
  const watched = await watch.ended;

  expect(watched.json.at(-1)).toMatchObject({ type: "summary", total: 6, succeeded: 6 });
  await until("all are told to be done", () => told() === 36);
  expect(stand.creates.map(({ body }) => body["callback_url"])).toEqual(
    Array.from({ length: 6 }, () => expect.stringMatching(/\/gen_[0-9a-f]{32}\.\d+$/)),
  );
  expect(stand.simulator.stats().callbacks).toMatchObject({ challenged: 6, echoed: 6 });
  // One whose worker stood still for ten seconds is asked for a second time.
  for (const count of await queries()) expect([1, 2]).toContain(count);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 6, succeeded: 6, billed: 6 });
  expectCleanBooks(stand.simulator);
});

test("a forged success is asked about and not believed, and the video still comes", async () => {
  await using stand = await openStand({
    dialects: ["minimax-v1"],
    lifetime: { fixedMs: 3_600_000 },
    callbackDelaysMs: [],
  });
  Object.assign(stand.env, SLOW_POLLS);
  const { url } = await shareRedis(stand);
  const storage = await shareStorage(stand);
  const base = await startGateway(stand);
  await startWorker(stand, "all", { HAILUO_CALLBACK_URL: base });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(1)));
  await stand.run(["submit", file, "--batch", "boats"]);
  const watch = stand.start(["watch", "boats", "--json"]);
  await watch.jsonLine((line) => line["generating"] === 1);
  const callbackUrl = String(stand.creates[0]?.body["callback_url"]);

  const forge = (): Promise<Response> =>
    fetch(callbackUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"task_id":"1","status":"success"}',
    });
  const queries = async (): Promise<number> => (await readTasks(stand.simulator))[0]?.queries ?? 0;
  const startedAt = Date.now();
  // The first may come before there is a poll to wake; after one has woken it, the others are too many.
  while ((await queries()) === 0) await Promise.all([forge(), forge(), forge()]);
  for (let count = 0; count < 20; count += 1) expect((await forge()).status).toBe(200);
  expect(await queries()).toBeLessThanOrEqual(1 + 2 * Math.floor((Date.now() - startedAt) / 10_000));
  expect(storage.keys()).toEqual([]);

  stand.simulator.configure({ speed: 36_000 });
  const redis = await openRedis(url, { role: "client" });
  stand.defer(() => closeRedis(redis));
  let over = false;
  const ended = watch.ended.finally(() => (over = true));
  await until("a callback passes, and the batch ends", async () => {
    // As if ten seconds had gone by since the last wake.
    await redis.del("-", ...(await redis.keys("*:callback:*")));
    await forge();
    return over;
  });
  expect((await ended).json.at(-1)).toMatchObject({ type: "summary", succeeded: 1 });
  expect(await queries()).toBeGreaterThanOrEqual(2);
  expectCleanBooks(stand.simulator);
});

test("a callback that the provider cannot verify costs no video, and doctor, status, accounts and metrics of every process tell of it", async () => {
  await using stand = await openStand({
    dialects: ["minimax-v1"],
    lifetime: { fixedMs: 100 },
    faults: { create2013Callback: 1 },
  });
  const { url } = await shareRedis(stand);
  await shareStorage(stand);
  const base = await startGateway(stand);
  await startWorker(stand, "all", { HAILUO_CALLBACK_URL: base });
  const file = await stand.write("boats.jsonl", jsonLines(textPrompts(3)));
  await stand.run(["submit", file, "--batch", "boats"]);
  const watched = await stand.run(["watch", "boats", "--json"]);
  expect(watched.json.at(-1)).toMatchObject({ type: "summary", total: 3, succeeded: 3 });

  const words =
    /callbacks refused since \S+Z: MiniMax could not verify the callback URL \(2013\).*; creates go without one until \S+Z, and polls find the videos/;
  const options = { env: { HAILUO_CALLBACK_URL: base } };
  for (const command of [["status"], ["accounts"]]) expect((await stand.run(command, options)).stdout).toMatch(words);
  expect((await examine(stand, options)).stdout).toMatch(words);
  const metrics = createMetrics();
  const redis = await openRedis(url, { role: "client" });
  stand.defer(() => closeRedis(redis));
  metrics.watchAccounts(createUsageReader({ redis, keys: createKeys("hailuo") }));
  expect((await metrics.render()).body).toContain('hailuo_callback_refused{account="default"} 1');
  metrics.close();
  expectCleanBooks(stand.simulator);
});

test("doctor warns of a callback address that nobody answers at, and of one that answers something else", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await shareRedis(stand);
  const closed = await stand.run(["doctor"], { env: { HAILUO_CALLBACK_URL: `http://127.0.0.1:1${PATH}` } });
  expect(closed.stdout).toMatch(
    /^warn {2}callbacks +127\.0\.0\.1:1 cannot be reached from here \(.*\) -> start `hailuo gateway`/m,
  );
  const wrong = await stand.run(["doctor"], { env: { HAILUO_CALLBACK_URL: `${stand.simulator.url}${PATH}` } });
  expect(wrong.stdout).toMatch(/^warn {2}callbacks +.* does not answer the provider's challenge \(HTTP 404\)/m);
  expect([closed.code, wrong.code]).toEqual([0, 0]);
});
