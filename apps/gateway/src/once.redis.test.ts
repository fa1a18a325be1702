import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startGatewayProcess } from "./__fixtures__/gateway-process.ts";
import { type GatewayWorld, openWorld, type Reply, TEXT } from "./__fixtures__/gateway-world.ts";

/** Changes that may buy, sent twice under one key, while what they bought has failed again in between. */

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let world: GatewayWorld;
let token: string;
let tenant: string;
beforeAll(async () => {
  world = await openWorld(redisUrl, { HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000" });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
beforeEach(async () => {
  tenant = `t-${randomUUID().slice(0, 8)}`;
  token = await world.key(tenant);
});

const stateOf = async (id: string): Promise<string | undefined> => (await world.producer.get(id))?.state;

async function failed(): Promise<string> {
  const { body } = await world.call("POST", "/api/v1/generations", token, TEXT, { "idempotency-key": randomUUID() });
  await failNext(String(body["id"]));
  return String(body["id"]);
}
async function failNext(id: string): Promise<void> {
  expect(await world.begin()).toBe(id);
  await world.end(id, "failed");
}
async function lost(): Promise<string> {
  const { body } = await world.call("POST", "/api/v1/generations", token, TEXT, { "idempotency-key": randomUUID() });
  await loseNext(String(body["id"]));
  return String(body["id"]);
}
async function loseNext(id: string): Promise<void> {
  expect(await world.begin()).toBe(id);
  await world.park(id);
}

/** As if the gateway had been killed between the change and its note of it. */
async function breakOff(): Promise<void> {
  const [name = ""] = await world.redis.keys(`${world.prefix}:access:once:${tenant}|*`);
  expect(await world.redis.hdel(name, "answer")).toBe(1);
  await world.redis.hset(name, "until", "0");
}

interface Change {
  readonly path: (id: string) => string;
  readonly body: object;
  readonly make: () => Promise<string>;
  readonly again: (id: string) => Promise<void>;
  readonly waits: string;
}
const bulk = { where: "state=failed", dry_run: false, rebuy: true, most: 5, max_cost_usd: 10 };
const CHANGES: readonly (readonly [string, Change])[] = [
  [
    "one retry",
    {
      path: (id) => `/api/v1/generations/${id}/retry`,
      body: { rebuy: true },
      make: failed,
      again: failNext,
      waits: "failed",
    },
  ],
  ["a bulk retry", { path: () => "/api/v1/bulk/retry", body: bulk, make: failed, again: failNext, waits: "failed" }],
  [
    "a retry of a batch",
    {
      path: () => `/api/v1/batches/tenant-${tenant}/retry`,
      body: { rebuy: true },
      make: failed,
      again: failNext,
      waits: "failed",
    },
  ],
  [
    "a resubmit",
    {
      path: (id) => `/api/v1/generations/${id}/resolve`,
      body: { resubmit: true, force: true },
      make: lost,
      again: loseNext,
      waits: "submission_unknown",
    },
  ],
  [
    "a resubmit of a batch",
    {
      path: () => `/api/v1/batches/tenant-${tenant}/resolve`,
      body: { resubmit: true, force: true },
      make: lost,
      again: loseNext,
      waits: "submission_unknown",
    },
  ],
];

describe.each(CHANGES)("%s under a key", (_name, { path, body, make, again, waits }) => {
  const send = (id: string, key: string, changes: object = {}): Promise<Reply> =>
    world.call("POST", path(id), token, { ...body, ...changes }, { "idempotency-key": key });

  test("is done once, and sent again has the same answer, whatever has happened since", async () => {
    const id = await make();
    const first = await send(id, "k");
    expect([first.status, await stateOf(id)]).toEqual([200, "queued"]);
    await again(id);
    const second = await send(id, "k");
    expect([second.status, second.headers.get("hailuo-resend"), second.body, await stateOf(id)]).toEqual([
      200,
      "same",
      first.body,
      waits,
    ]);
    const other = await send(id, "other");
    expect([other.status, await stateOf(id)]).toEqual([200, "queued"]);
    await again(id);
  });

  test("that broke off goes on, and buys nothing that it had bought before", async () => {
    const id = await make();
    await send(id, "k");
    await breakOff();
    await send(id, "k");
    expect(await stateOf(id)).toBe("queued");
    await again(id);
    await breakOff().catch(() => undefined);
    // Refused or not, it stays known when it was sent first.
    for (let times = 0; times < 3; times += 1) {
      await send(id, "k");
      expect(await stateOf(id)).toBe(waits);
    }
  });

  test("is refused for another request, and another tenant's key is its own", async () => {
    const id = await make();
    await send(id, "k");
    const conflict = await world.call(
      "POST",
      `/api/v1/generations/${id}/retry`,
      token,
      { rebuy: false },
      { "idempotency-key": "k" },
    );
    expect([conflict.status, conflict.body["code"]]).toEqual([409, "idempotency_conflict"]);
    const stranger = await world.call("POST", "/api/v1/bulk/retry", await world.key(`${tenant}-2`), bulk, {
      "idempotency-key": "k",
    });
    expect([stranger.status, stranger.headers.get("hailuo-resend")]).toEqual([200, null]);
    await again(id);
  });

  test("at once, many times, is done once", async () => {
    const id = await make();
    const all = await Promise.all(Array.from({ length: 8 }, () => send(id, "k")));
    const codes = all.map(({ status, body: answer }) => (status === 200 ? 200 : answer["code"]));
    expect(codes).toContain(200);
    expect(codes.every((code) => code === 200 || code === "idempotency_pending")).toBe(true);
    expect(await stateOf(id)).toBe("queued");
    await again(id);
    expect((await send(id, "k")).headers.get("hailuo-resend")).toBe("same");
  });
});

test("a retry without a body buys nothing, and with force it has to say rebuy", async () => {
  const id = await failed();
  const path = `/api/v1/generations/${id}/retry`;
  const bare = await world.fetch(path, token, { method: "POST" });
  expect([bare.status, await stateOf(id)]).toEqual([409, "failed"]);
  const forced = await world.call("POST", path, token, { force: true });
  expect([forced.status, forced.text]).toEqual([400, expect.stringContaining("is for rebuy only")]);
});

test("what was refused leaves its key free, and a key that is none is refused", async () => {
  const { body } = await world.call("POST", "/api/v1/generations", token, TEXT, { "idempotency-key": "c" });
  const path = `/api/v1/generations/${String(body["id"])}/retry`;
  const send = (key: string): Promise<Reply> =>
    world.call("POST", path, token, { rebuy: true }, { "idempotency-key": key });
  expect((await send("k")).status).toBe(409);
  await failNext(String(body["id"]));
  expect((await send("k")).status).toBe(200);
  expect((await send("x".repeat(256))).body["code"]).toBe("bad_idempotency_key");
  expect(await world.begin()).toBe(body["id"]);
});

test("a gateway that is killed in the middle of a bulk purchase: another one goes on, and both buy what was agreed", async () => {
  const count = 120;
  const ids = new Set<string>();
  for (let at = 0; at < count; at += 1) ids.add(await failed());
  const env = { REDIS_URL: redisUrl, HAILUO_PREFIX: world.prefix.slice(1, -1), HAILUO_GATEWAY_PORT: "0" };
  const dying = await startGatewayProcess({ ...env, HAILUO_LOG_LEVEL: "debug", HAILUO_OUT: world.out });
  const most = 100;
  const request = { ...bulk, most, max_cost_usd: 0.28 * most };
  const headers = { "idempotency-key": "k", "content-type": "application/json", authorization: `Bearer ${token}` };
  const sent = fetch(`${dying.url}/api/v1/bulk/retry`, { method: "POST", headers, body: JSON.stringify(request) });
  const answered = sent.then(
    () => true,
    () => false,
  );
  let isOver = false;
  void answered.then(() => (isOver = true));
  // Wherever it is then: before, within or behind any of its groups.
  while (!isOver && (await notedOf()) === undefined) await new Promise((resolve) => setImmediate(resolve));
  process.kill(dying.pid, "SIGKILL");
  await answered;
  const [name = ""] = await world.redis.keys(`${world.prefix}:access:once:${tenant}|*`);
  await world.redis.hset(name, "until", "0");

  const again = await world.call("POST", "/api/v1/bulk/retry", token, request, { "idempotency-key": "k" });
  expect([again.status, again.body]).toEqual([
    200,
    expect.objectContaining({ matched: most, changed: most, refused: {}, cost_usd: 28, more: true }),
  ]);
  const states = await Promise.all([...ids].map(stateOf));
  expect([states.filter((state) => state === "queued").length, states.length]).toEqual([most, count]);
});

async function notedOf(): Promise<string | undefined> {
  const [name] = await world.redis.keys(`${world.prefix}:access:once:${tenant}|*`);
  return name === undefined ? undefined : ((await world.redis.hget(name, "noted")) ?? undefined);
}
