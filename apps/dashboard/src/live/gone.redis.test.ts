import { connect } from "node:net";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type DashboardWorld, openWorld } from "../__fixtures__/dashboard-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let world: DashboardWorld;
beforeAll(async () => {
  world = await openWorld(redisUrl);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

test("pages whose browser is gone before they are answered take no place", async () => {
  const { hostname, port, host } = new URL(world.url);
  for (let at = 0; at < 520; at += 1) {
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.write(`GET /api/live/history/hour?page=${at} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
  }
  const gone = new AbortController();
  const answer = await world.fetch("/api/live/history/hour", { signal: gone.signal });
  expect(answer.status).toBe(200);
  gone.abort();
});
