import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type HeldRedis, openHeldRedis } from "./__fixtures__/held-redis.ts";
import { startGatewayProcess } from "./__fixtures__/gateway-process.ts";
import { type GatewayWorld, openWorld, type Reply } from "./__fixtures__/gateway-world.ts";
import { closed, sendRaw } from "./__fixtures__/raw-call.ts";

/** Connections break after the create was enqueued and before it was answered; nothing here is waited for by time. */

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let redis: HeldRedis;
let world: GatewayWorld;
let token: string;
let tenant: string;

beforeAll(async () => {
  redis = await openHeldRedis(redisUrl);
  world = await openWorld(redisUrl, { REDIS_URL: redis.url, HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000" });
  tenant = `t-${randomUUID().slice(0, 8)}`;
  token = await world.key(tenant);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const made = async (prompt: string): Promise<number> =>
  (await world.producer.list({ limit: 1000 })).items.filter(({ request }) => request.prompt === prompt).length;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}

interface Create {
  readonly path: string;
  readonly body: (prompt: string) => object;
  readonly idOf: (reply: Reply) => unknown;
}

/** Sends it, and is gone as soon as it is enqueued. */
async function lose({ path, body }: Create, prompt: string, headers = {}, key = token): Promise<void> {
  const before = await made(prompt);
  redis.holdFrom(prompt);
  const text = JSON.stringify(body(prompt));
  const socket = await sendRaw(world.url, {
    method: "POST",
    path,
    token: key,
    headers: { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)), ...headers },
    body: text,
  });
  await until(async () => (await made(prompt)) > before);
  const gone = closed(socket);
  socket.destroy();
  await gone;
  redis.release();
}

const taskId = ({ body }: Reply): unknown => body["task_id"];
const OURS: Create = {
  path: "/api/v1/generations",
  body: (prompt) => ({ model: "MiniMax-Hailuo-2.3", prompt }),
  idOf: ({ body }) => body["id"],
};
const content = (text: string) => [{ type: "text", text }];
const CREATES: readonly (readonly [string, Create])[] = [
  ["the API", OURS],
  ["OpenAI's door", { ...OURS, path: "/openai/v1/videos" }],
  ["MiniMax's v1", { ...OURS, path: "/minimax/v1/video_generation", idOf: taskId }],
  ["MiniMax's old path", { ...OURS, path: "/minimax/v3/async/minimax-video-01", idOf: taskId }],
  [
    "MiniMax's v2",
    {
      path: "/minimax/v2/video_generation",
      body: (prompt) => ({
        model: "MiniMax-H3",
        content: content(prompt),
        resolution: "768P",
        duration: 5,
        ratio: "16:9",
      }),
      idOf: taskId,
    },
  ],
];

describe.each(CREATES)("at %s", (_name, create) => {
  const send = (prompt: string, headers = {}, key = token): Promise<Reply> =>
    world.call("POST", create.path, key, create.body(prompt), headers);
  const saysSame = ({ headers }: Reply): boolean => headers.get("hailuo-resend") === "same";

  test("a create whose answer was lost is the same when it is sent again, once; then it is one more", async () => {
    const prompt = `lost ${randomUUID()}`;
    await lose(create, prompt);
    const again = await send(prompt);
    expect([again.status < 300, saysSame(again), await made(prompt)]).toEqual([true, true, 1]);
    const more = await send(prompt);
    expect([saysSame(more), await made(prompt)]).toEqual([false, 2]);
    expect(create.idOf(more)).not.toBe(create.idOf(again));
  });

  test("one that is refused when it is sent again is the same still, once there is room", async () => {
    const prompt = `full ${randomUUID()}`;
    await lose(create, prompt);
    await world.quotas.set(tenant, { maxUnfinished: 1 });
    const refused = await send(prompt);
    expect([saysSame(refused), await made(prompt)]).toEqual([false, 1]);
    await world.quotas.set(tenant, { maxUnfinished: 100_000 });
    const again = await send(prompt);
    expect([again.status < 300, saysSame(again), await made(prompt)]).toEqual([true, true, 1]);
  });

  test("two that were lost are two, and their resends are these two", async () => {
    const prompt = `twice ${randomUUID()}`;
    await lose(create, prompt, { "hailuo-resend": "new" });
    await lose(create, prompt, { "hailuo-resend": "new" });
    const again = await Promise.all([send(prompt), send(prompt)]);
    expect([again.map(saysSame), await made(prompt)]).toEqual([[true, true], 2]);
    expect(new Set(again.map(create.idOf)).size).toBe(2);
  });

  test("whose answers came are each one of their own: one after the other, at once, and counted by an SDK", async () => {
    const prompt = `wanted ${randomUUID()}`;
    const one = await send(prompt);
    const others = await Promise.all(Array.from({ length: 5 }, () => send(prompt)));
    const counted = await send(prompt, { "x-stainless-retry-count": "1" });
    const all = [one, ...others, counted];
    expect([new Set(all.map(create.idOf)).size, all.some(saysSame), await made(prompt)]).toEqual([7, false, 7]);
  });

  test("another key, another content and one more are creates of their own", async () => {
    const prompt = `own ${randomUUID()}`;
    await lose(create, prompt);
    expect(saysSame(await send(prompt, {}, await world.key(tenant)))).toBe(false);
    expect(saysSame(await send(prompt, { "hailuo-resend": "new" }))).toBe(false);
    expect(saysSame(await send(`${prompt}!`))).toBe(false);
    expect([saysSame(await send(prompt)), await made(prompt)]).toEqual([true, 3]);
  });

  test("an Idempotency-Key is enough by itself, and a word that is none is refused before anything is made", async () => {
    const prompt = `named ${randomUUID()}`;
    const named = { "idempotency-key": randomUUID() };
    await lose(create, prompt, named);
    expect(saysSame(await send(prompt))).toBe(false);
    expect([saysSame(await send(prompt, named)), await made(prompt)]).toEqual([false, 2]);
    const odd = await send(prompt, { "hailuo-resend": "yes" });
    expect([odd.text.includes("hailuo-resend is"), await made(prompt)]).toEqual([true, 2]);
  });
});

test("a caller who is gone before anything was enqueued gets nothing", async () => {
  const prompt = `gone ${randomUUID()}`;
  // Its key is looked up first.
  const stranger = await world.key(tenant);
  redis.holdFrom(world.prefix);
  const text = JSON.stringify(OURS.body(prompt));
  const socket = await sendRaw(world.url, {
    method: "POST",
    path: OURS.path,
    token: stranger,
    headers: { "content-type": "application/json", "content-length": String(text.length) },
    body: text,
  });
  const gone = closed(socket);
  socket.destroy();
  await gone;
  redis.release();
  const again = await world.call("POST", OURS.path, stranger, OURS.body(prompt));
  expect([again.status, await made(prompt)]).toEqual([201, 1]);
});

test("a gateway that is killed after it has enqueued a create: another one knows it again", async () => {
  const prompt = `killed ${randomUUID()}`;
  const env = { REDIS_URL: redis.url, HAILUO_PREFIX: world.prefix.slice(1, -1), HAILUO_GATEWAY_PORT: "0" };
  const dying = await startGatewayProcess({ ...env, HAILUO_LOG_LEVEL: "debug", HAILUO_OUT: world.out });
  redis.holdFrom(prompt);
  const text = JSON.stringify(OURS.body(prompt));
  const socket = await sendRaw(dying.url, {
    method: "POST",
    path: OURS.path,
    token,
    headers: { "content-type": "application/json", "content-length": String(text.length) },
    body: text,
  });
  await until(async () => (await made(prompt)) === 1);
  const gone = closed(socket);
  process.kill(dying.pid, "SIGKILL");
  await gone;
  redis.release();
  const again = await world.call("POST", OURS.path, token, OURS.body(prompt), { "x-stainless-retry-count": "1" });
  expect([again.status, again.headers.get("hailuo-resend"), await made(prompt)]).toEqual([200, "same", 1]);
});
