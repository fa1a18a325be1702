import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld } from "./__fixtures__/gateway-world.ts";

let world: GatewayWorld;
let port: number;
beforeAll(async () => {
  let opened: GatewayWorld | undefined;
  while (opened === undefined) {
    port = await freePort();
    const env = { HAILUO_GATEWAY_METRICS_PORT: String(port), HAILUO_METRICS_TENANTS: "acme, studio" };
    // Somebody may take the port meanwhile.
    opened = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", env).catch((error: unknown) => {
      if (!String(error).includes("HAILUO_GATEWAY_METRICS_PORT")) throw error;
      return undefined;
    });
  }
  world = opened;
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Asked until it stands there: an answer is counted after it was sent. */
async function until(line: string | RegExp, before: () => Promise<unknown> = async () => undefined): Promise<void> {
  for (;;) {
    await before();
    const body = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    if (body.split("\n").some((one) => (typeof line === "string" ? one === line : line.test(one)))) return;
    await delay(50);
  }
}

test("what is answered is counted by route and status; a path that a caller makes up is no label", async () => {
  const token = await world.key("acme");
  await world.call("GET", "/api/v1/generations/gen_1", token);
  await world.call("GET", "/api/v1/batches?limit=1", token);
  await world.call("GET", `/nowhere/${"x".repeat(50)}`, token);
  await world.call("GET", "/api/v1/batches", undefined);
  await until('hailuo_http_requests_total{method="GET",route="/api/v1/generations/:id",status="404"} 1');
  await until('hailuo_http_requests_total{method="GET",route="/api/v1/batches",status="200"} 1');
  await until('hailuo_http_requests_total{method="GET",route="/api/v1/batches",status="401"} 1');
  await until('hailuo_http_requests_total{method="GET",route="(unknown)",status="404"} 1');
  await until('hailuo_http_request_seconds_count{method="GET",route="/api/v1/batches"} 2');
  await until('hailuo_tenant_unfinished{tenant="studio"} 0');
});

test("an open stream and a webhook that waits are told while they do", async () => {
  const token = await world.key("acme");
  const { body: made } = await world.call("POST", "/api/v1/generations", token, {
    model: "MiniMax-Hailuo-2.3",
    prompt: "a cat",
  });
  const stop = new AbortController();
  const stream = await world.fetch(`/api/v1/generations/${String(made["id"])}/events`, token, { signal: stop.signal });
  expect(stream.status).toBe(200);
  await until("hailuo_http_streams 1");
  stop.abort();
  await until("hailuo_http_streams 0");
  await world.redis.zadd(`${world.prefix}:webhooks:pending:acme`, Date.now() - 3_600_000, "evt_1");
  // Anew before each look: the gateway's own deliveries find nothing to send for this tenant, and take it off the list.
  const tell = () => world.redis.zadd(`${world.prefix}:webhooks:told`, 1, "acme");
  await until("hailuo_webhooks_pending 1", tell);
  await until(/^hailuo_webhook_oldest_seconds (3[6-9]|[4-9]\d)\d\d/, tell);
});

test("a gateway signs as workers do, and is none of them", async () => {
  let found: object | undefined;
  while (found === undefined) found = (await world.producer.fleet()).workers.find(({ stage }) => stage === "gateway");
  expect(found).toMatchObject({ stage: "gateway", underWay: 0, version: expect.stringMatching(/^\d+\./) });
  await until('hailuo_workers{stage="create"} 0');
});

test("without a key /metrics is on no port that callers reach", async () => {
  expect((await world.call("GET", "/metrics", undefined)).status).toBe(401);
  expect((await world.call("GET", "/metrics", await world.key("acme", "submit"))).status).toBe(403);
  expect((await world.call("GET", "/metrics", await world.key("acme", "admin"))).text).toContain("hailuo_workers");
});
