import { randomUUID } from "node:crypto";
import { createApiKeys, createTenantQuotas } from "@hailuo-queue/access";
import { createKeys, createRedisAdmission } from "@hailuo-queue/store";
import { openProducer, type Producer } from "@hailuo-queue/producer";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createScope, createSharedRead } from "@hailuo-queue/runtime";
import { expect, test } from "@jest/globals";
import { openCommandMeter } from "../__fixtures__/command-meter.ts";
import { textItem } from "../__fixtures__/dashboard-world.ts";
import type { Identity } from "../guard/identity.ts";
import { readOverview } from "../read/read-overview.ts";
import { listViews } from "../routes.ts";
import { createLiveTopics } from "./live-topics.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const MINUTE_MS = 60_000;
/** Most that the front page may ask a minute, while nothing changes and while something always does. */
const COMMANDS = { idle: 320, busy: 900 };
const ADMIN: Identity = { who: "dashboard admin", role: "admin" };

/** The console's samplers on a real Redis, in a time that passes when the test says so. */
async function openWorld() {
  const scope = createScope();
  const prefix = `test-${randomUUID()}`;
  const keys = createKeys(prefix);
  const meter = scope.use(await openCommandMeter(redisUrl));
  const redis = await openRedis(redisUrl, { role: "client" });
  scope.defer(() => closeRedis(redis));
  const windows = { create: [{ limit: 10, windowMs: 60_000 }], query: [], files: [] };
  await createRedisAdmission({
    redis,
    keys,
    accounts: [{ name: "default", maxInFlight: 3, windows }],
  }).publishLimits();
  const feeder = scope.use(await openProducer({ redisUrl, prefix }));
  const producer = scope.use(await openProducer({ redisUrl: meter.url, prefix }));
  let now = 0;
  let waiting: { readonly work: () => void; readonly at: number }[] = [];
  const topics = createLiveTopics({
    later: (work, ms) => {
      const entry = { work, at: now + ms };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    redact: (text) => text,
  });
  const clock = { now: () => now };
  const views = listViews({
    ask: (_identity, question) => question(producer),
    overview: createSharedRead(() => readOverview(producer, now), { clock, maxAgeMs: 500 }),
    clock,
    quotas: createTenantQuotas({ redis, keys }),
    apiKeys: createApiKeys({ redis, keys }),
  } as Parameters<typeof listViews>[0]);

  /** Follows a page as a browser does; resolves with what it is told first. */
  function follow(path: string, parameters: Record<string, string> = {}): Promise<string> {
    const view = views.find((each) => each.path === path);
    const question = { parameters, query: {}, identity: ADMIN };
    return new Promise((resolve) => {
      topics.listen(
        { topic: JSON.stringify([path, parameters]), leastMs: view?.leastMs },
        async () => view?.read(question),
        ({ data }) => resolve(data),
      );
    });
  }

  /** Lets so much time pass; each read is over before the next begins. */
  async function pass(ms: number): Promise<void> {
    const end = now + ms;
    for (;;) {
      const next = waiting.toSorted((one, other) => one.at - other.at)[0];
      if (next === undefined || next.at > end) break;
      waiting = waiting.filter((other) => other !== next);
      now = next.at;
      const before = waiting.length;
      next.work();
      // A round that is over has asked for the next one.
      while (waiting.length === before) await new Promise((resolve) => setImmediate(resolve));
    }
    now = end;
  }

  return { feeder, meter, follow, pass, [Symbol.asyncDispose]: scope.close };
}

async function costOf(pages: number, fill: (feeder: Producer) => Promise<unknown>): Promise<number> {
  await using world = await openWorld();
  await fill(world.feeder);
  for (let at = 0; at < pages; at += 1)
    await Promise.all([world.follow("/api/overview.json"), world.follow("/api/history/:span", { span: "hour" })]);
  // Until it knows that nothing changes.
  await world.pass(MINUTE_MS);
  const before = world.meter.count();
  await world.pass(MINUTE_MS);
  return world.meter.count() - before;
}

const waitingBatch = (feeder: Producer): Promise<unknown> =>
  feeder.submitBatch(
    Array.from({ length: 200 }, (_, at) => textItem(`clip ${at}`)),
    { batchId: "waits" },
  );

test("the front page open all day costs Redis few commands a minute, and twenty of them cost what one does", async () => {
  const one = await costOf(1, waitingBatch);
  const twenty = await costOf(20, waitingBatch);
  expect(twenty).toBe(one);
  expect(one).toBeLessThanOrEqual(COMMANDS.idle);
});

test("a hundred batches in the list cost as few commands as one", async () => {
  const many = await costOf(1, async (feeder) => {
    for (let at = 0; at < 100; at += 1) await feeder.submitBatch([textItem("x")], { batchId: `b${at}` });
  });
  expect(many).toBeLessThanOrEqual(COMMANDS.idle);
});

test("while something always changes, a page costs three times as much and no more", async () => {
  await using world = await openWorld();
  await world.follow("/api/overview.json");
  const before = world.meter.count();
  for (let second = 0; second < 60; second += 1) {
    await world.feeder.submitBatch([textItem(`${second}`)], { batchId: "grows" });
    await world.pass(1000);
  }
  expect(world.meter.count() - before).toBeLessThanOrEqual(COMMANDS.busy);
});
