import { once } from "node:events";
import type { Socket } from "node:net";
import { CONNECTION_LIMITS } from "@hailuo-queue/contracts";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openSocket, type RawReply, readReply, sendRaw } from "./__fixtures__/raw-request.ts";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";

/** Callers that send slowly, send too much, or only hold what they have. */

let world: GatewayWorld;
let auth: string;

beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
    HAILUO_CALLBACK_URL: "https://video.example.com/callbacks/minimax",
  });
  auth = `Authorization: Bearer ${await world.key("mine")}\r\n`;
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const CALLBACK = `/callbacks/minimax/gen_${"0".repeat(32)}.1`;
const head = (method: string, path: string, lines: string): string =>
  `${method} ${path} HTTP/1.1\r\nHost: a\r\n${lines}\r\n`;
const json = (length: number): string => `Content-Type: application/json\r\nContent-Length: ${length}\r\n`;

/** One byte each 100 ms until the connection is closed; what was answered by then. */
async function drip(socket: Socket): Promise<RawReply> {
  const timer = setInterval(() => socket.write(" "), 100);
  try {
    const reply = await readReply(socket);
    await once(socket.resume(), "close");
    return reply;
  } finally {
    clearInterval(timer);
  }
}

test.each([
  ["a callback of 1 MB", () => head("POST", CALLBACK, json(1_000_000)), 413],
  ["a request of 100 MB", () => head("POST", "/api/v1/generations", `${auth}${json(100_000_000)}`), 413],
  ["a request of 1 GB without a key", () => head("POST", "/api/v1/generations", json(1_000_000_000)), 401],
  [
    "an upload without a key",
    () => head("POST", "/api/v1/batches/x/items", "Content-Type: text/csv\r\nContent-Length: 1000\r\n"),
    401,
  ],
  ["a body to an unknown path", () => head("POST", "/nix", json(1000)), 401],
  ["a body to a path that takes none", () => head("GET", "/healthz", json(1_000_000)), 413],
])("%s is answered before any of it is read, and closed", async (_what, lines, status) => {
  const socket = await openSocket(world.url);
  socket.write(lines());
  const reply = await readReply(socket);
  expect([reply.status, reply.headers["connection"]]).toEqual([status, "close"]);
  await once(socket.resume(), "close");
});

test("a callback whose length is not told is read to the limit, and no further", async () => {
  const socket = await openSocket(world.url);
  socket.write(head("POST", CALLBACK, "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"));
  const writer = setInterval(() => socket.write(`3e8\r\n${" ".repeat(1000)}\r\n`), 1);
  const reply = await readReply(socket);
  await once(socket.resume(), "close");
  clearInterval(writer);
  expect([reply.status, JSON.parse(reply.text)]).toMatchObject([
    413,
    { code: "body_too_large", detail: expect.stringContaining("16 KiB") },
  ]);
});

test("headers, callbacks, JSON and uploads that drip end by themselves, and say what was too slow", async () => {
  const dripped = [
    "GET /api/v1/generations HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    head("POST", CALLBACK, json(1000)),
    head("POST", "/api/v1/generations", `${auth}${json(1000)}`),
    head("POST", "/api/v1/batches/dry-run", `${auth}Content-Type: text/plain\r\nContent-Length: 1000000\r\n`),
  ];
  const replies = await Promise.all(
    dripped.map(async (lines) => {
      const socket = await openSocket(world.url);
      socket.write(lines);
      return drip(socket);
    }),
  );
  expect(replies.map(({ status, text }) => [status, (JSON.parse(text) as { code: string }).code])).toEqual(
    dripped.map(() => [408, "too_slow"]),
  );
  expect(replies.map(({ text }) => (JSON.parse(text) as { detail: string }).detail)).toEqual([
    "The headers of a request must come within 10 s.",
    "A body of this size must come within 11 s.",
    "A body of this size must come within 11 s.",
    "The body came with less than 1024 bytes a second for 20 s. Send the rest again.",
  ]);
});

test("a crowd that says nothing is closed, oldest first, and keeps nobody out", async () => {
  const crowd: Socket[] = [];
  const closed: Promise<unknown>[] = [];
  for (let at = 0; at < CONNECTION_LIMITS.maxUnknownPerAddress + 100; at += 1) {
    const socket = await openSocket(world.url);
    crowd.push(socket);
    closed.push(once(socket.resume(), "close"));
  }
  const { status } = await sendRaw(world.url, head("GET", "/api/v1/generations", auth));
  expect(status).toBe(200);
  await Promise.all(closed.slice(0, 90));
  for (const socket of crowd) socket.destroy();
});

test("a thousand calls that wait are a tenant's share; another tenant waits on", async () => {
  const waiter = await world.key("waiter");
  const body = JSON.stringify(TEXT);
  const lines =
    head("POST", "/api/v1/generations", `Authorization: Bearer ${waiter}\r\nPrefer: wait=60\r\n${json(body.length)}`) +
    body;
  const sockets: Socket[] = [];
  let isOver = false;
  /** Waits for nothing but a refusal: what ends otherwise, or is closed on a machine that stood still, is asked again. */
  async function refusalOn(first: Socket): Promise<RawReply> {
    for (let socket = first; ;) {
      try {
        socket.write(lines);
        const reply = await readReply(socket);
        if (reply.status === 429) return reply;
      } catch (error) {
        if (isOver) throw error;
        socket = await openSocket(world.url);
        sockets.push(socket);
        if (isOver) socket.destroy();
      }
    }
  }
  const waiting: Promise<RawReply>[] = [];
  for (let at = 0; at < 1001; at += 1) {
    const socket = await openSocket(world.url);
    sockets.push(socket);
    waiting.push(refusalOn(socket));
  }
  const refused = await Promise.any(waiting);
  expect([refused.status, refused.headers["retry-after"], JSON.parse(refused.text)]).toMatchObject([
    429,
    "15",
    { code: "too_many_streams", detail: expect.stringContaining("allowed are 1000") },
  ]);
  const other = await openSocket(world.url);
  other.write(head("GET", "/api/v1/generations", auth));
  expect((await readReply(other)).status).toBe(200);
  isOver = true;
  for (const socket of [...sockets, other]) socket.destroy();
  await Promise.allSettled(waiting);
});

test("a flood of keys that do not exist is told to wait, and a caller with a key behind the same address is served", async () => {
  const told = new Set<number>();
  let asked = 0;
  async function flood(): Promise<void> {
    const socket = await openSocket(world.url);
    for (; asked < 1500 || !told.has(429); asked += 1) {
      const key = `hq_${String(asked).padStart(16, "0")}_${"x".repeat(43)}`;
      socket.write(head("GET", "/api/v1/generations", `Authorization: Bearer ${key}\r\n`));
      const { status, headers } = await readReply(socket);
      // 503: the machine stood still, and Redis with it.
      if (status !== 503) told.add(status);
      if (status === 429) expect(Number(headers["retry-after"])).toBeGreaterThan(0);
    }
    socket.destroy();
  }
  await Promise.all([flood(), flood(), flood(), flood()]);
  expect(told).toEqual(new Set([401, 429]));
  const ask = async () => (await sendRaw(world.url, head("GET", "/api/v1/generations", auth))).status;
  let status = await ask();
  while (status === 503) status = await ask();
  expect(status).toBe(200);
});
