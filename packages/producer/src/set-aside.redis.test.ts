import { afterEach, expect, test } from "@jest/globals";
import { begun, setAside } from "@hailuo-queue/contracts";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys, createRedisAdmission, createRedisLedger } from "@hailuo-queue/store";
import { randomUUID } from "node:crypto";
import { openProducer } from "./open-producer.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const model = "MiniMax-Hailuo-2.3";
const HOUR_MS = 3_600_000;
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

/** An account with one slot. */
async function openWorld() {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix, quotas: { maxUnfinished: 100, maxBytes: 1_000_000 } });
  opened.push(() => producer.close());
  const redis = await openRedis(redisUrl, { role: "client" });
  opened.push(() => closeRedis(redis));
  const keys = createKeys(prefix);
  const ledger = createRedisLedger({ redis, keys });
  const accounts = [{ name: "default", maxInFlight: 1, windows: { create: [], query: [], files: [] } }];
  const admission = createRedisAdmission({ redis, keys, accounts });

  /** Submits so many to a batch and has each of them refused, to be tried again in an hour. */
  async function enqueueRefused(batchId: string, count: number): Promise<readonly string[]> {
    const items = Array.from({ length: count }, (_, at) => ({ request: { model, prompt: `${batchId} ${at}` } }));
    await producer.submitBatch(items, { batchId });
    const refused: string[] = [];
    while (refused.length < count) {
      const [{ generationId, run, account } = noGrant()] = (await admission.admit(1)).grants;
      const of = { run, account, batchId };
      await ledger.transition(generationId, begun(of, { holdMs: 1000, taskDeadlineMs: 1000, token: "t" }));
      await ledger.transition(generationId, setAside(of, "creating", "return", { asideMs: HOUR_MS }));
      refused.push(generationId);
    }
    return refused;
  }
  /** The hour is over, for one after the other. */
  async function passHour(): Promise<void> {
    const places = await redis.zrange(keys.aside(model), "0", "-1");
    for (const [at, place] of places.entries()) await redis.zadd(keys.aside(model), String(at), place);
  }
  const admit = async (): Promise<readonly string[]> =>
    (await admission.admit(10)).grants.map(({ generationId }) => generationId);
  return { producer, redis, keys, accounts, admit, enqueueRefused, passHour };
}

function noGrant(): never {
  throw new Error("nothing was granted");
}

test("those of a batch that may not go on hold up no other one that was set aside behind them", async () => {
  const { producer, admit, enqueueRefused, passHour } = await openWorld();
  await enqueueRefused("a", 5);
  await producer.backlog.pauseBatch("a");
  const mine = await enqueueRefused("b", 1);
  await passHour();
  expect(await admit()).toEqual(mine);
  // The others are where they belong, and go on with their batch.
  expect(
    (await producer.list({ state: "queued" })).items
      .map(({ batchId }) => batchId)
      .toSorted()
      .join(""),
  ).toBe("aaaaab");
});

test("nor do they hold up a run that works on its own batch alone", async () => {
  const { keys, redis, accounts, enqueueRefused, passHour } = await openWorld();
  await enqueueRefused("a", 5);
  const mine = await enqueueRefused("b", 1);
  await passHour();
  const own = createRedisAdmission({ redis, keys, accounts, onlyBatch: "b" });
  expect((await own.admit(10)).grants.map(({ generationId }) => generationId)).toEqual(mine);
});

test("an account in doubt is tried with one that may go on, whoever was set aside before it", async () => {
  const { producer, keys, redis, admit, enqueueRefused, passHour } = await openWorld();
  await enqueueRefused("a", 5);
  await producer.backlog.pauseBatch("a");
  const mine = await enqueueRefused("b", 1);
  await passHour();
  await redis.hset(keys.account("default"), "strikes", "1");
  expect(await admit()).toEqual(mine);
});

test("where several may be tried with an account in doubt, one is, and the others stay aside", async () => {
  const { keys, redis, admit, enqueueRefused, passHour } = await openWorld();
  const [first] = await enqueueRefused("a", 5);
  await passHour();
  await redis.hset(keys.account("default"), "strikes", "1");
  expect(await admit()).toEqual([first]);
  expect(await redis.zcard(keys.aside(model))).toBe(4);
});

test("cancelled, it is nowhere any more, and what it took is given back", async () => {
  const { producer, keys, redis, admit, enqueueRefused } = await openWorld();
  const [id = ""] = await enqueueRefused("a", 1);
  expect(await producer.explain(id)).toMatchObject({ waitsFor: "set_aside" });
  expect(await producer.cancel(id)).toMatchObject({ result: "cancelled" });
  expect(await redis.exists(keys.asideModels, keys.aside(model), keys.lanes, keys.slots("default"))).toBe(0);
  expect(await redis.hmget(keys.tenant("default"), "unfinished", "money.reserved")).toEqual(["0", "0"]);
  expect(await redis.get(keys.queued)).toBe("0");
  expect(await admit()).toEqual([]);
});

test("it comes back in the class that its batch was given meanwhile, and takes its price of the budget again", async () => {
  const { producer, keys, redis, admit, enqueueRefused, passHour } = await openWorld();
  const mine = await enqueueRefused("a", 1);
  await producer.setBatchLimits("a", { budgetMicroUsd: 1 });
  await producer.backlog.setBatchPriority("a", "high");
  await passHour();
  expect(await admit()).toEqual([]);
  expect(await redis.smembers(keys.lanes)).toEqual([`high|${model}|default|a`]);
  expect(await producer.batch("a")).toMatchObject({ stopped: "budget", reservedMicroUsd: 0 });
  await producer.setBatchLimits("a", { budgetMicroUsd: null });
  expect(await admit()).toEqual(mine);
  expect((await producer.batch("a"))?.reservedMicroUsd).toBeGreaterThan(0);
});
