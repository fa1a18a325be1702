import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { chromium } from "playwright-core";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const CHROMIUM = process.env["HAILUO_TEST_CHROMIUM"] ?? "/usr/bin/chromium";
const inBrowser = existsSync(CHROMIUM) ? test : test.skip;
/** A guard against what hangs, no measure. */
const PATIENCE_MS = 180_000;

const pages = createServer((_request, response) => {
  response.setHeader("content-type", "text/html");
  response.end("<!doctype html><title>a page</title>");
});
let origin = "";
let world: GatewayWorld;
beforeAll(async () => {
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  world = await openWorld(redisUrl, { HAILUO_GATEWAY_ALLOWED_ORIGINS: `https://app.example.com,${origin}` });
});
afterAll(async () => {
  pages.closeAllConnections();
  pages.close();
  await world[Symbol.asyncDispose]();
});

async function makeGeneration(tenant: string): Promise<{ readonly id: string; readonly token: string }> {
  const token = await world.key(tenant);
  return { id: String((await world.call("POST", "/api/v1/generations", token, TEXT)).body["id"]), token };
}

/** The answer to a request whose stream nobody reads to its end. */
async function statusOf(path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const response = await world.fetch(path, undefined, { headers });
  await response.body?.cancel();
  return response.status;
}

test("a page of an allowed origin is answered, asks beforehand without a key, and no other is", async () => {
  const { token } = await makeGeneration("cors");
  const ask = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization, content-type",
  };
  const asked = await world.call("OPTIONS", "/api/v1/generations", undefined, undefined, { origin, ...ask });
  expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, origin]);
  expect(asked.headers.get("access-control-allow-headers")).toContain("authorization");
  const read = await world.call("GET", "/api/v1/generations", token, undefined, { origin });
  expect([read.status, read.headers.get("access-control-allow-origin")]).toEqual([200, origin]);
  for (const each of [asked, read]) {
    expect(each.headers.get("access-control-allow-credentials")).toBeNull();
    expect(each.headers.get("vary")).toBe("Origin");
  }
  // A refusal is read by the page, too.
  const refused = await world.call("GET", "/api/v1/generations", "wrong", undefined, { origin });
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, origin]);
  for (const other of [
    "https://evil.example.com",
    "null",
    `${origin}0`,
    "https://app.example.com.evil.example",
    "http://app.example.com",
  ]) {
    const foreign = await world.call("OPTIONS", "/api/v1/generations", undefined, undefined, { origin: other, ...ask });
    expect([other, foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([other, 401, null]);
    const got = await world.call("GET", "/api/v1/generations", token, undefined, { origin: other });
    expect([other, got.headers.get("access-control-allow-origin")]).toEqual([other, null]);
  }
});

test("without the setting no page is answered", async () => {
  await using closed = await openWorld(redisUrl);
  const answer = await closed.call("GET", "/api/v1/generations", await closed.key("t"), undefined, { origin });
  expect([answer.status, answer.headers.get("access-control-allow-origin"), answer.headers.get("vary")]).toEqual([
    200,
    null,
    null,
  ]);
});

test.each(["*", "https://a.example.com/", "a.example.com", "https://*.example.com", "https://a.example.com,*"])(
  "%s is refused as an allowed origin at the start",
  async (value) => {
    await expect(openWorld(redisUrl, { HAILUO_GATEWAY_ALLOWED_ORIGINS: value })).rejects.toThrow(
      "HAILUO_GATEWAY_ALLOWED_ORIGINS",
    );
  },
);

test("a token opens the events of its one thing, for its time, and nothing else", async () => {
  const { id, token } = await makeGeneration("tokens");
  const { id: second } = await makeGeneration("tokens");
  const askedAt = Date.now();
  const made = await world.call("POST", "/api/v1/tokens", token, { generation: id, minutes: 5 });
  const answeredAt = Date.now();
  expect(made).toMatchObject({
    status: 201,
    body: { object: "stream_token", url: expect.stringContaining(`/generations/${id}/events?token=hqs_`) },
  });
  const { url, token: text, expires_at: expiresAt } = made.body as { url: string; token: string; expires_at: string };
  // It may be rounded to whole seconds; however slow the machine is, it was made between these.
  expect(Date.parse(expiresAt)).toBeGreaterThanOrEqual(askedAt + 5 * 60_000 - 1000);
  expect(Date.parse(expiresAt)).toBeLessThanOrEqual(answeredAt + 5 * 60_000 + 1000);

  expect(await statusOf(url)).toBe(200);
  const [head = "", payload = "", signature = ""] = text.split(/_|\./);
  const forged = Buffer.from(JSON.stringify(["x", "generation", id, Date.now() + 1e6])).toString("base64url");
  const elsewhere: readonly (readonly [string, number])[] = [
    [`/api/v1/generations/${id}?token=${text}`, 401],
    [`/api/v1/generations?token=${text}`, 401],
    [`/api/v1/generations/${id}/explain?token=${text}`, 401],
    [`/api/v1/batches/tenant-tokens/events?token=${text}`, 401],
    [`/api/v1/generations/${second}/events?token=${text}`, 401],
    [`/api/v1/generations/${id}/events?token=${head}_${forged}.${signature}`, 401],
    [`/api/v1/generations/${id}/events?token=${head}_${payload}.${signature.slice(0, -2)}`, 401],
    [`/api/v1/generations/${id}/events?token=${text}.x`, 401],
    [`/api/v1/generations/${id}/events?token=${text}&token=${text}`, 401],
    [`/api/v1/generations/${id}/events?token=`, 401],
    [`/api/v1/generations/${id}/events`, 401],
  ];
  for (const [path, status] of elsewhere) expect([path, await statusOf(path)]).toEqual([path, status]);
  // It is no key.
  expect(await statusOf(`/api/v1/generations/${id}`, { authorization: `Bearer ${text}` })).toBe(401);
  for (const body of [
    {},
    { generation: id, batch: "b" },
    { generation: id, minutes: 61 },
    { generation: id, minutes: 0 },
  ])
    expect((await world.call("POST", "/api/v1/tokens", token, body)).status).toBe(400);
  const stranger = await world.key("stranger", "admin");
  expect(await world.call("POST", "/api/v1/tokens", stranger, { generation: id })).toMatchObject({
    status: 404,
    body: { code: "not_found" },
  });
  expect(world.output()).not.toContain(payload);
});

test("a token ends with the key that asked for it, also for a stream that is open", async () => {
  const { id, token } = await makeGeneration("revoked");
  const { body } = await world.call("POST", "/api/v1/tokens", token, { generation: id });
  const open = await world.fetch(String(body["url"]), undefined);
  expect(open.status).toBe(200);
  await world.revoke(token);
  expect(await statusOf(String(body["url"]))).toBe(401);
  // The open one is cut within seconds.
  await expect(open.text()).rejects.toThrow();
});

/** Runs in the page. */
const FOLLOW = `async ({ gateway, path, key, video }) => {
  const answer = await fetch(gateway + "/api/v1/generations/" + video, { headers: { authorization: "Bearer " + key } });
  const { state } = await answer.json();
  const source = new EventSource(gateway + path);
  const states = await new Promise((resolve, reject) => {
    const told = [];
    source.addEventListener("snapshot", () => {
      told.push("snapshot");
      document.title = "listening";
    });
    source.addEventListener("change", (event) => told.push(JSON.parse(event.data).to));
    source.addEventListener("end", () => resolve(told));
    source.addEventListener("error", () => reject(new Error("no stream")));
  });
  source.close();
  return { state, states };
}`;

inBrowser("a real page reads the API with a key, and follows a video by EventSource with a token", async () => {
  const { id, token } = await makeGeneration("page");
  const { body } = await world.call("POST", "/api/v1/tokens", token, { generation: id });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"], timeout: PATIENCE_MS });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(origin);
    const place = { gateway: world.url, path: String(body["url"]), key: token, video: id };
    const seen = page.evaluate(`(${FOLLOW})(${JSON.stringify(place)})`);
    await page.waitForFunction("document.title === 'listening'");
    await world.producer.cancel(id);
    expect(await seen).toEqual({ state: "queued", states: ["snapshot", "cancelled"] });
  } finally {
    await browser.close();
  }
});
