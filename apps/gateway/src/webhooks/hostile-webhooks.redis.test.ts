import { WEBHOOK_LIMITS } from "@hailuo-queue/contracts";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type GatewayWorld, openWorld } from "../__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const wanted = { model: "MiniMax-Hailuo-2.3", prompt: "a cat" };
const PERMITS_OF_TENANT = WEBHOOK_LIMITS.permitsOfTenant;

let open: GatewayWorld;
let closed: GatewayWorld;
beforeAll(async () => {
  open = await openWorld(redisUrl, {
    HAILUO_WEBHOOK_ALLOW_PRIVATE: "true",
    HAILUO_SECRETS_KEY: `${randomBytes(32).toString("base64")},${randomBytes(32).toString("hex")}`,
  });
  closed = await openWorld(redisUrl);
});
const servers: Server[] = [];
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await open[Symbol.asyncDispose]();
  await closed[Symbol.asyncDispose]();
});

const heard = new EventEmitter();

/** Leaves every call open. */
async function openReceiver(calls: ServerResponse[]): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    calls.push(response);
    heard.emit("call");
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

async function cancelOne(world: GatewayWorld, token: string, webhook: string): Promise<void> {
  const { body } = await world.call("POST", "/api/v1/generations", token, { ...wanted, webhook });
  await world.call("POST", `/api/v1/generations/${String(body["id"])}/cancel`, token);
}

test("while a tenant's receivers hang, another tenant's webhook comes", async () => {
  const [hostile, honest] = [await open.key("hostile"), await open.key("honest")];
  for (const token of [hostile, honest]) await open.call("POST", "/api/v1/webhooks/secret", token);
  const hanging: ServerResponse[] = [];
  const startedAt = performance.now();
  const urls = await Promise.all(Array.from({ length: 60 }, () => openReceiver(hanging)));
  for (const url of urls) await cancelOne(open, hostile, url);
  while (hanging.length < PERMITS_OF_TENANT) await once(heard, "call");
  const received: ServerResponse[] = [];
  await cancelOne(open, honest, await openReceiver(received));
  while (received.length === 0) await once(heard, "call");
  received[0]?.writeHead(204).end();
  // Before any of them was given up, after which others take their places.
  if (performance.now() - startedAt < WEBHOOK_LIMITS.answerMs) expect(hanging).toHaveLength(PERMITS_OF_TENANT);
});

test("a refused target reads the same over HTTP, whatever it is refused for", async () => {
  const token = await closed.key("acme");
  expect((await closed.call("POST", "/api/v1/webhooks/secret", token)).status).toBe(201);
  const refusals = await Promise.all(
    [
      "http://10.0.0.7/",
      "http://localhost:8080/",
      "http://nobody.invalid/",
      "http://redis/",
      "http://metadata.google.internal/",
    ].map(async (webhook) => closed.call("POST", "/api/v1/generations", token, { ...wanted, webhook })),
  );
  for (const refusal of refusals)
    expect([refusal.status, refusal.body]).toMatchObject([
      400,
      { code: "bad_webhook", detail: "The webhook cannot be called: its host does not lead to a public address." },
    ]);
});

test("without a secret no name is looked up, so that nobody learns from it", async () => {
  const token = await closed.key("fresh");
  const { body } = await closed.call("POST", "/api/v1/generations", token, {
    ...wanted,
    webhook: "http://nobody.invalid/",
  });
  expect(body["code"]).toBe("webhook_secret_missing");
});

test("the answer says how the secret stands in Redis, and it does; ten are made in a day and no more", async () => {
  const plain = await closed.call("POST", "/api/v1/webhooks/secret", await closed.key("plain"));
  expect(plain.body).toMatchObject({ stored: "plain", note: expect.stringContaining("HAILUO_SECRETS_KEY") });
  const token = await open.key("studio");
  for (let time = 0; time < 10; time += 1) {
    const { status, body } = await open.call("POST", "/api/v1/webhooks/secret", token);
    expect([status, body]).toMatchObject([201, { stored: "encrypted" }]);
    expect(body).not.toHaveProperty("note");
  }
  expect(await open.redis.hget(`${open.prefix}:webhooks:secrets`, "studio")).not.toContain("whsec_");
  const refused = await open.call("POST", "/api/v1/webhooks/secret", token);
  expect([refused.status, refused.body["code"]]).toEqual([429, "too_many_secrets"]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(86_000);
});

test("neither secrets nor a URL's query are in the gateway's log", async () => {
  const token = await open.key("quiet");
  const { body } = await open.call("POST", "/api/v1/webhooks/secret", token);
  await cancelOne(open, token, "http://127.0.0.1:8099/hook?token=5ecret");
  for (;;) {
    const { body: list } = await open.call("GET", "/api/v1/webhooks/deliveries?state=pending", token);
    const [delivery] = list["data"] as {
      readonly attempts: number;
      readonly url: string;
      readonly last_result: string;
    }[];
    if (delivery?.attempts !== 1) continue;
    expect(delivery).toMatchObject({
      url: "http://127.0.0.1:8099/hook",
      last_result: "the connection failed (ECONNREFUSED)",
    });
    break;
  }
  expect(open.output()).not.toMatch(/5ecret/);
  expect(open.output()).not.toContain(String(body["secret"]).slice(6));
});
