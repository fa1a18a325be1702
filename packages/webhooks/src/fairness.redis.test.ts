import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { WEBHOOK_LIMITS } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { openReceiver, openWebhookWorld, type Receiver } from "./__fixtures__/webhook-world.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

const { permitsOfTenant, permitsOfOrigin, permitsOfAddress } = WEBHOOK_LIMITS;
const hook = ({ port }: Receiver, host = "127.0.0.1"): string => `http://${host}:${port}/`;
const ok = ({ response }: Receiver["calls"][number]): void => void response.writeHead(204).end();

/** One server, which answers nothing, under many names of many addresses. */
const loopback = {
  addressesOf: async (host: string) => [{ address: host.replace(/^h(\d+)\.example$/, "127.0.1.$1"), family: 4 }],
};

test("sixty receivers of a tenant that hang take its own permits, and another tenant's webhook is delivered while they do", async () => {
  const world = openWebhookWorld(redis);
  const hanging = await Promise.all(Array.from({ length: 60 }, () => openReceiver()));
  await using receiver = await openReceiver(ok);
  await using _first = await world.start();
  await using _second = await world.start();
  for (const one of hanging) await world.tell("hostile", hook(one), 5);
  await Promise.all(Array.from({ length: permitsOfTenant }, (_value, at) => untilCalled(hanging, at + 1)));
  await world.tell("honest", hook(receiver));
  await receiver.until(1);
  // All that hang still do, and no more of them were called.
  const calls = hanging.flatMap((one) => one.calls);
  expect(calls).toHaveLength(permitsOfTenant);
  expect(calls.some(({ response }) => response.writableEnded || response.destroyed)).toBe(false);
  await Promise.all(hanging.map((one) => one[Symbol.asyncDispose]()));
});

async function untilCalled(receivers: readonly Receiver[], count: number): Promise<void> {
  while (receivers.reduce((sum, { calls }) => sum + calls.length, 0) < count)
    await Promise.race(receivers.map((receiver) => receiver.until(receiver.calls.length + 1)));
}

test("a receiver that hangs waits behind itself: another one of the same tenant gets its webhooks", async () => {
  const world = openWebhookWorld(redis);
  await using hanging = await openReceiver();
  await using receiver = await openReceiver(ok);
  await using _running = await world.start();
  await world.tell("acme", hook(hanging), 50);
  await hanging.until(permitsOfOrigin);
  await world.tell("acme", hook(receiver), 20);
  await receiver.until(20);
  expect(hanging.calls).toHaveLength(permitsOfOrigin);
});

test("many names that lead to one address have the permits of one, and all are delivered in the end without an attempt lost", async () => {
  const world = openWebhookWorld(redis);
  await using receiver = await openReceiver();
  await using other = await openReceiver(ok);
  await using _running = await world.start();
  for (let name = 0; name < 100; name += 1) await world.tell("acme", hook(receiver, `n${name}.wildcard.example`));
  await receiver.until(permitsOfAddress);
  await world.tell("acme", hook(other, "good.example"));
  await other.until(1);
  expect(receiver.calls).toHaveLength(permitsOfAddress);
  const ended = world.settlements(100, (state) => state === "delivered");
  for (let at = 0; at < 100; at += 1) {
    await receiver.until(at + 1);
    expect(receiver.calls.filter(({ response }) => !response.writableEnded).length).toBeLessThanOrEqual(
      permitsOfAddress,
    );
    ok(receiver.calls[at]!);
  }
  await ended;
  const deliveries = await world.log.list("acme", { limit: 1000 });
  expect(deliveries.filter(({ attempts, state }) => attempts === 1 && state === "delivered")).toHaveLength(101);
});

test("receivers that did not answer have few permits, apart from those that do", async () => {
  const world = openWebhookWorld(redis, {
    limits: { connectMs: 100, answerMs: 100 },
    waitsMs: [60_000],
    resolver: loopback,
  });
  await using hanging = await openReceiver();
  const slow = world.settlements(40, (state) => state === "pending");
  await using running = await world.start();
  for (let name = 1; name <= 40; name += 1) await world.tell("acme", hook(hanging, `h${name}.example`), 1);
  await slow;
  await running[Symbol.asyncDispose]();
  for (let name = 1; name <= 40; name += 1) await world.tell("acme", hook(hanging, `h${name}.example`), 3);
  await world.tell("acme", "http://never-called.example/", 30);
  const { granted } = await world.deliveries.take(500);
  const toSlow = granted.filter(({ origin }) => origin.startsWith("http://h"));
  expect(toSlow).toHaveLength(WEBHOOK_LIMITS.slowPermitsOfTenant);
  expect(new Set(toSlow.map(({ origin }) => origin)).size).toBe(WEBHOOK_LIMITS.slowPermitsOfTenant);
  expect(granted.filter(({ origin }) => origin === "http://never-called.example")).toHaveLength(permitsOfOrigin);
});

test("a tenant's flood of events holds up nobody else's on its way out of the outbox", async () => {
  const world = openWebhookWorld(redis);
  await world.tell("hostile", "http://a.example/", 100_000);
  await world.tell("honest", "http://b.example/");
  const first = await world.deliveries.take(500);
  const second = await world.deliveries.take(500);
  expect([...first.granted, ...second.granted].filter(({ tenant }) => tenant === "honest")).toHaveLength(1);
  expect(await redis.xlen(world.keys.webhookOutbox("hostile"))).toBeGreaterThan(99_000);
  expect(await redis.exists(world.keys.webhookOutbox("honest"))).toBe(0);
});

test("what waits is not looked at again before its time: ten thousand that find no permit cost nothing", async () => {
  const world = openWebhookWorld(redis);
  for (let name = 0; name < 200; name += 1) await world.tell("acme", `http://n${name}.example/`, 50);
  let taken = await world.deliveries.take(500);
  const granted = [...taken.granted];
  while (taken.nextInMs === 0) {
    taken = await world.deliveries.take(500);
    granted.push(...taken.granted);
  }
  expect(granted).toHaveLength(permitsOfTenant);
  // Not before a permit is free, or its lease has ended.
  expect(taken.nextInMs).toBeGreaterThan(WEBHOOK_LIMITS.answerMs);
});

test("tenants have turns: where there is room for one of each, each has one", async () => {
  const world = openWebhookWorld(redis);
  const tenants = Array.from({ length: 10 }, (_value, at) => `tenant${at}`);
  for (const tenant of tenants) await world.tell(tenant, "http://a.example/", 5);
  await world.deliveries.take(0);
  const { granted } = await world.deliveries.take(10);
  expect(granted.map(({ tenant }) => tenant).toSorted()).toEqual(tenants);
});

test("a process that is nearly full keeps room for those who have nothing under way", async () => {
  const world = openWebhookWorld(redis, { resolver: loopback });
  for (let name = 1; name <= 40; name += 1) await world.tell("hostile", `http://h${name}.example/`, 10);
  const { granted } = await world.deliveries.take(8);
  expect(granted).toHaveLength(2);
  await world.tell("honest", "http://b.example/");
  expect((await world.deliveries.take(8 - granted.length)).granted.map(({ tenant }) => tenant)).toEqual(["honest"]);
});

test("any number of processes share the work, and each webhook is delivered once", async () => {
  const world = openWebhookWorld(redis);
  await using receiver = await openReceiver(ok);
  const ended = world.settlements(300);
  await using _first = await world.start({ atOnce: 5 });
  await using _second = await world.start({ atOnce: 5 });
  await using _third = await world.start({ atOnce: 5 });
  await Promise.all([
    world.tell("a", hook(receiver), 100),
    world.tell("b", hook(receiver), 100),
    world.tell("c", hook(receiver), 100),
  ]);
  await ended;
  expect(new Set(receiver.calls.map(({ headers }) => headers["webhook-id"])).size).toBe(300);
  expect(receiver.calls).toHaveLength(300);
  expect(world.faults).toEqual([]);
});
