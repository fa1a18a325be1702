import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createAccountControl } from "../accounts/account-control.ts";
import { account, MODEL, openAdmissionWorld } from "./__fixtures__/admission-world.ts";
import { createRedisAdmission } from "./redis-admission.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));

const OTHER_MODEL = "MiniMax-Hailuo-02";

/** Two batches of one tenant, and one of another tenant, that wait together. */
async function openWorld() {
  const world = openAdmissionWorld(redis, account({ maxInFlight: 20 }));
  const { keys, enqueue } = world;
  await redis.hset(keys.batch("mine"), "tenant", "default");
  await enqueue(2, { batch: "theirs", name: "t" });
  await enqueue(2, { batch: "mine", name: "m" });
  await enqueue(2, { batch: "theirs", name: "t", model: OTHER_MODEL });
  await enqueue(2, { batch: "mine", name: "m", model: OTHER_MODEL });
  await enqueue(2, { tenant: "other", batch: "others", name: "o" });
  const mine = createRedisAdmission({ redis, keys, accounts: [account({ maxInFlight: 20 })], onlyBatch: "mine" });
  const take = async (count = 10): Promise<string[]> =>
    (await mine.admit(count)).grants.map(({ generationId }) => generationId);
  return { ...world, mine, take };
}

test("who works on one batch is granted its generations alone, in their order over all models, and then nobody waits", async () => {
  const { mine, take, admission } = await openWorld();
  expect(await take(3)).toEqual(["m3", "m4", "m7"]);
  expect(await take()).toEqual(["m8"]);
  expect(await mine.admit(10)).toEqual({ grants: [], backlogEmpty: true });
  const { grants } = await admission.admit(20);
  expect(grants.map(({ generationId }) => generationId).toSorted()).toEqual(
    ["o10", "o9", "t1", "t2", "t5", "t6"].toSorted(),
  );
});

test("its pauses hold: of the batch and of the tenant", async () => {
  const { take, backlog } = await openWorld();
  await backlog.pauseBatch("mine");
  expect(await take()).toEqual([]);
  await backlog.resumeBatch("mine");
  await backlog.pauseTenant("default");
  expect(await take()).toEqual([]);
  await backlog.resumeTenant("default");
  expect(await take(1)).toEqual(["m3"]);
});

test("a batch that nobody has heard of has nothing, whatever waits", async () => {
  const { keys } = await openWorld();
  const none = createRedisAdmission({ redis, keys, accounts: [account()], onlyBatch: "none" });
  expect(await none.admit(10)).toEqual({ grants: [], backlogEmpty: true });
});

test("what it takes counts in the slots that all share", async () => {
  const { keys, enqueue } = openAdmissionWorld(redis, account({ maxInFlight: 2 }));
  await redis.hset(keys.batch("mine"), "tenant", "default");
  await enqueue(3, { batch: "mine", model: MODEL });
  const mine = createRedisAdmission({ redis, keys, accounts: [account({ maxInFlight: 2 })], onlyBatch: "mine" });
  expect((await mine.admit(10)).grants).toHaveLength(2);
  expect(await mine.admit(10)).toMatchObject({ grants: [], backlogEmpty: false });
});

test("those who wait for their turn lose nothing to who takes turns for one batch", async () => {
  const world = openAdmissionWorld(redis, account({ maxInFlight: 100, create: [1000, 60_000] }));
  const { keys, enqueue, take } = world;
  await redis.hset(keys.batch("mine"), "tenant", "default");
  await enqueue(60, { batch: "mine", name: "m" });
  await enqueue(60, { tenant: "other", batch: "others", name: "o" });
  const mine = createRedisAdmission({
    redis,
    keys,
    accounts: [account({ maxInFlight: 100, create: [1000, 60_000] })],
    onlyBatch: "mine",
  });
  expect((await mine.admit(20)).grants).toHaveLength(20);
  expect((await take(20)).filter((id) => id.startsWith("o")).length).toBeGreaterThanOrEqual(19);
});

test("nor does another class lose its share to it", async () => {
  const { keys, enqueue, take } = openAdmissionWorld(redis, account({ maxInFlight: 200, create: [1000, 60_000] }));
  await redis.hset(keys.batch("mine"), "tenant", "default");
  await enqueue(60, { batch: "mine", name: "m", priority: "low" });
  await enqueue(40, { batch: "theirs", name: "t", priority: "normal" });
  const mine = createRedisAdmission({
    redis,
    keys,
    accounts: [account({ maxInFlight: 200, create: [1000, 60_000] })],
    onlyBatch: "mine",
  });
  expect((await mine.admit(20)).grants).toHaveLength(20);
  expect((await take(40)).filter((id) => id.startsWith("t")).length).toBeGreaterThanOrEqual(39);
});

test("a wake reaches who works on one batch and the fleet, each by a token of its own", async () => {
  const { keys, enqueue, backlog } = await openWorld();
  const mine = createRedisAdmission({ redis, blockingRedis: redis, keys, accounts: [account()], onlyBatch: "mine" });
  await mine.admit(1);
  await redis.del(keys.wake, keys.wakeOf("mine"));
  await enqueue(1, { batch: "mine", name: "m" });
  await backlog.pauseBatch("theirs");
  await backlog.resumeBatch("theirs");
  await mine.waitForWake(60_000, new AbortController().signal);
  expect(await redis.llen(keys.wake)).toBe(1);
  expect(await redis.exists(keys.wakeOf("mine"))).toBe(0);
});

test("a change of the account wakes who works on one batch too", async () => {
  const { keys } = await openWorld();
  const mine = createRedisAdmission({ redis, blockingRedis: redis, keys, accounts: [account()], onlyBatch: "mine" });
  await mine.admit(1);
  await redis.del(keys.wake, keys.wakeOf("mine"));
  await createAccountControl({ redis, keys, account: "default" }).pause({ who: "a user" });
  expect([await redis.llen(keys.wake), await redis.llen(keys.wakeOf("mine"))]).toEqual([1, 1]);
  expect(await redis.pttl(keys.wakeOf("mine"))).toBeGreaterThan(0);
});
