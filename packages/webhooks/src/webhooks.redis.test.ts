import { optional } from "@hailuo-queue/contracts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { Webhook } from "standardwebhooks";
import { RETRY_WAITS_MS } from "./deliver-webhook.ts";
import { openReceiver, openWebhookWorld, type Receiver } from "./__fixtures__/webhook-world.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

/** Answers with the given statuses in turn, and 200 when they are used up. */
function openAnswering(statuses: number[] = [], location?: string): Promise<Receiver> {
  return openReceiver(
    ({ response }) => void response.writeHead(statuses.shift() ?? 200, optional({ location })).end("thanks"),
  );
}

const hook = ({ port }: Receiver, path = "/hook"): string => `http://127.0.0.1:${port}${path}`;
const verified = (secret: string, { headers, body }: Receiver["calls"][number]): unknown =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

describe("a delivery", () => {
  test("is signed so that the Standard Webhooks library takes it, and listed without the query of its URL", async () => {
    const world = openWebhookWorld(redis, { describe: async () => ({ prompt: "猫" }) });
    const { secret } = await world.secrets.make("acme");
    await using receiver = await openAnswering();
    await world.tell("acme", hook(receiver, "/hook?token=secret"));
    await world.deliverOnce();
    expect(receiver.calls).toMatchObject([
      { path: "/hook?token=secret", headers: { "webhook-id": expect.stringMatching(/^evt_\d+-\d+$/) } },
    ]);
    expect(verified(secret, receiver.calls[0]!)).toMatchObject({
      type: "generation.succeeded",
      data: { prompt: "猫" },
    });
    expect(await world.log.list("acme", { limit: 10 })).toMatchObject([
      { state: "delivered", attempts: 1, lastResult: "HTTP 200", url: hook(receiver) },
    ]);
    expect(await world.log.list("other", { limit: 10 })).toEqual([]);
  });

  test("that is not taken is tried again with the same id and body, and then given up", async () => {
    let told = 0;
    const world = openWebhookWorld(redis, { waitsMs: [1, 1, 1], describe: async () => ({ told: (told += 1) }) });
    await using receiver = await openAnswering(Array.from({ length: 20 }, () => 503));
    await world.tell("acme", hook(receiver));
    const ended = world.settlements(1, (state) => state === "failed");
    await using _running = await world.start();
    await ended;
    expect(receiver.calls).toHaveLength(4);
    expect(new Set(receiver.calls.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(1);
    expect(await world.log.list("acme", { limit: 10 })).toMatchObject([
      { state: "failed", lastResult: "HTTP 503", attempts: 4 },
    ]);
    expect(Math.round(RETRY_WAITS_MS.reduce((sum, ms) => sum + ms, 0) / 3_600_000)).toBe(24);
  });

  test("follows no redirect", async () => {
    const world = openWebhookWorld(redis);
    await using other = await openAnswering();
    await using receiver = await openAnswering([307], hook(other, "/stolen"));
    await world.tell("acme", hook(receiver));
    await world.deliverOnce();
    expect(await world.log.list("acme", { limit: 1 })).toMatchObject([{ state: "pending", lastResult: "HTTP 307" }]);
    expect(other.calls).toEqual([]);
  });

  test("to a receiver that is gone (410) is given up at once", async () => {
    const world = openWebhookWorld(redis);
    await using receiver = await openAnswering([410]);
    await world.tell("acme", hook(receiver));
    await world.deliverOnce();
    expect(await world.log.list("acme", { limit: 1, state: "failed" })).toMatchObject([{ lastResult: "HTTP 410" }]);
  });

  test("that was delivered is not sent again; a replay is, under its old id, and for its tenant alone", async () => {
    const world = openWebhookWorld(redis);
    await using receiver = await openAnswering();
    await world.tell("acme", hook(receiver));
    for (let time = 0; time < 3; time += 1) await world.deliverOnce();
    expect(receiver.calls).toHaveLength(1);
    const [delivered] = await world.log.list("acme", { limit: 1 });
    expect(await world.deliveries.reopen("other", delivered!.eventId)).toBe(false);
    expect(await world.deliveries.reopen("acme", delivered!.eventId)).toBe(true);
    await world.deliverOnce();
    expect(receiver.calls.map(({ headers }) => headers["webhook-id"])).toEqual([
      delivered!.eventId,
      delivered!.eventId,
    ]);
    expect(await world.log.get(delivered!.eventId)).toMatchObject({ state: "delivered", run: 1, attempts: 2 });
  });

  test("of a process that died goes to another, with the same id and no attempt counted for it", async () => {
    const world = openWebhookWorld(redis);
    await using receiver = await openAnswering();
    await world.tell("acme", hook(receiver));
    const { granted } = await world.deliveries.take(10);
    expect(granted).toHaveLength(1);
    const [lease = ""] = await redis.zrange(world.keys.webhookLeases, "0", "-1");
    await redis.zadd(world.keys.webhookLeases, "XX", "1", lease);
    const ended = world.settlements(1);
    await using _running = await world.start();
    await ended;
    expect(receiver.calls[0]?.headers["webhook-id"]).toBe(granted[0]?.eventId);
    expect(await world.log.get(granted[0]!.eventId)).toMatchObject({ state: "delivered", attempts: 1 });
    // Who was taken for dead and comes back late changes nothing.
    await world.deliveries.settle(granted[0]!, { state: "pending", result: "late", at: 1, dueAt: 1 });
    expect((await world.deliveries.take(10)).granted).toEqual([]);
    expect(await world.log.get(granted[0]!.eventId)).toMatchObject({
      state: "delivered",
      attempts: 1,
      lastResult: "HTTP 200",
    });
  });

  test("under way in a process that closes is handed back, and no attempt is counted", async () => {
    const world = openWebhookWorld(redis);
    await using receiver = await openReceiver();
    await world.tell("acme", hook(receiver));
    await (async () => {
      await using _first = await world.start();
      await receiver.until(1);
    })();
    expect(await world.log.list("acme", { limit: 1 })).toMatchObject([{ state: "pending", attempts: 0 }]);
    await using _second = await world.start();
    await receiver.until(2);
    expect(receiver.calls[1]?.headers["webhook-id"]).toBe(receiver.calls[0]?.headers["webhook-id"]);
  });

  test("whose generation is not kept any more ends, and says so", async () => {
    const world = openWebhookWorld(redis, { describe: async () => undefined });
    await world.tell("acme", "http://127.0.0.1:8099/");
    await world.deliverOnce();
    expect(await world.log.list("acme", { limit: 1 })).toMatchObject([
      { state: "failed", lastResult: "its generation is not kept any more" },
    ]);
  });
});

describe("what is kept of deliveries", () => {
  test("is so many that wait for each tenant: beyond it the oldest are given up, and the list says why", async () => {
    const world = openWebhookWorld(redis, { deliveries: { pending: 5, listed: 3 } });
    await world.tell("acme", "http://127.0.0.1:9/", 8);
    await world.tell("other", "http://127.0.0.1:9/", 2);
    await world.deliveries.take(0);
    const failed = await world.log.list("acme", { limit: 100, state: "failed" });
    expect(failed).toHaveLength(3);
    expect(failed[0]).toMatchObject({ lastResult: "given up: more than 5 webhooks of the tenant were waiting" });
    const pending = await world.log.list("acme", { limit: 100, state: "pending" });
    expect(Math.min(...pending.map(({ createdAt }) => createdAt))).toBeGreaterThan(
      Math.max(...failed.map(({ createdAt }) => createdAt)),
    );
    expect((await world.deliveries.take(100)).granted.filter(({ tenant }) => tenant === "acme")).toHaveLength(5);
    expect(await world.log.list("other", { limit: 10, state: "failed" })).toEqual([]);
  });

  test("is so many bytes that wait, and no more than a tenant's own quota: long URLs are no way around it", async () => {
    const world = openWebhookWorld(redis, { deliveries: { pendingBytes: 6000, leastPendingBytes: 2000 } });
    await using receiver = await openAnswering();
    const long = `${hook(receiver)}?${"x".repeat(1000)}`;
    const waiting = async (tenant: string) => (await world.log.list(tenant, { limit: 100, state: "pending" })).length;
    const counted = async (tenant: string) => Number(await redis.hget(world.keys.tenant(tenant), "bytes.webhooks"));
    await redis.hset(world.keys.tenantQuotas("small"), "maxBytes", 4000);
    await redis.hset(world.keys.tenantQuotas("least"), "maxBytes", 1);
    for (const tenant of ["acme", "small", "least"]) await world.tell(tenant, long, 8);
    await world.deliveries.take(0);
    expect([await waiting("acme"), await waiting("small"), await waiting("least")]).toEqual([3, 2, 1]);
    const [failed] = await world.log.list("small", { limit: 1, state: "failed" });
    expect(failed?.lastResult).toBe("given up: the webhooks of the tenant that were waiting had more than 4000 bytes");
    expect(await counted("acme")).toBeLessThanOrEqual(6000);
    await world.deliverOnce();
    expect([await counted("acme"), await counted("small"), await counted("least")]).toEqual([0, 0, 0]);
    // Made pending again, they count again; twice is once.
    const [{ eventId } = { eventId: "" }] = await world.log.list("acme", { limit: 1 });
    await world.deliveries.reopen("acme", eventId);
    await world.deliveries.reopen("acme", eventId);
    expect(await counted("acme")).toBeGreaterThan(1700);
    expect(await counted("acme")).toBeLessThan(2000);
  });

  test("is no body that is long: it is made again for the next attempt", async () => {
    let told = "short";
    const world = openWebhookWorld(redis, { describe: async () => ({ told }), deliveries: { bodyBytes: 1000 } });
    await using receiver = await openAnswering([503, 503]);
    await world.tell("acme", hook(receiver));
    await world.deliverOnce();
    const [{ eventId } = { eventId: "" }] = await world.log.list("acme", { limit: 1 });
    expect(await redis.hexists(world.keys.webhookDelivery(eventId), "body")).toBe(1);
    told = "long".repeat(1000);
    await world.tell("other", hook(receiver));
    await world.deliverOnce();
    const [{ eventId: other } = { eventId: "" }] = await world.log.list("other", { limit: 1 });
    expect(await redis.hexists(world.keys.webhookDelivery(other), "body")).toBe(0);
  });

  test("is the list, once they have ended: what is older leaves nothing behind", async () => {
    const world = openWebhookWorld(redis, { deliveries: { listed: 2 } });
    await using receiver = await openAnswering();
    await world.tell("acme", hook(receiver), 5);
    await world.deliverOnce();
    expect(receiver.calls).toHaveLength(5);
    expect(await world.log.list("acme", { limit: 10 })).toHaveLength(2);
    const left = await redis.keys(`${world.keys.prefix}:webhooks:*`);
    expect(
      left.map((key) => key.slice(`${world.keys.prefix}:webhooks`.length).replace(/evt_.*/, "")).toSorted(),
    ).toEqual([":deliveries:acme", ":delivery:", ":delivery:", ":sequence", ":wake"]);
  });
});

test("what version 0.1 left, in its outbox and as jobs of BullMQ, is delivered under the same ids, and what it has under way is left to it", async () => {
  const world = openWebhookWorld(redis);
  await using receiver = await openAnswering();
  const { keys } = world;
  await redis.hset(keys.generation("gen_1"), "tenant", "acme");
  const outbox = keys.formerWebhookOutbox;
  const entry = await redis.xadd(
    outbox,
    "*",
    "event",
    "generation.failed",
    "generation",
    "gen_1",
    "url",
    hook(receiver, "/told"),
    "at",
    "5",
  );
  const jobs = `${keys.bull}:webhooks`;
  const held = async (event: string, state?: string): Promise<string> => {
    const delivery = {
      eventId: event,
      tenant: "acme",
      url: hook(receiver, `/${event}`),
      type: "batch.ended",
      body: `"${event}"`,
      createdAt: 7,
    };
    await redis.hset(keys.webhookDelivery(event), { delivery: JSON.stringify(delivery), ...optional({ state }) });
    const job = `webhook.${event}.0`;
    await redis.hset(`${jobs}:${job}`, "data", "{}");
    return job;
  };
  await redis.lpush(`${jobs}:wait`, await held("evt_1-0"), await held("evt_2-0", "delivered"));
  await redis.zadd(`${jobs}:delayed`, 8, await held("evt_3-0", "pending"));
  await redis.lpush(`${jobs}:active`, await held("evt_4-0"), await held("evt_5-0"));
  await redis.set(`${jobs}:webhook.evt_5-0.0:lock`, "its worker");

  await world.deliverOnce();
  const bodies = Object.fromEntries(receiver.calls.map(({ headers, body }) => [headers["webhook-id"], body]));
  expect(bodies).toEqual({
    [`evt_${entry}`]: expect.stringContaining("gen_1"),
    "evt_1-0": '"evt_1-0"',
    "evt_3-0": '"evt_3-0"',
    "evt_4-0": '"evt_4-0"',
  });
  expect(receiver.calls).toHaveLength(4);
  expect((await world.log.list("acme", { limit: 10 })).map(({ state }) => state)).toEqual(
    Array.from({ length: 4 }, () => "delivered"),
  );
  expect(await redis.exists(outbox, `${jobs}:wait`, `${jobs}:delayed`)).toBe(0);
  expect(await redis.lrange(`${jobs}:active`, 0, -1)).toEqual(["webhook.evt_5-0.0"]);
  await world.deliverOnce();
  expect(receiver.calls).toHaveLength(4);
});
