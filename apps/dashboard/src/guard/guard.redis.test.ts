import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { request } from "node:http";
import { type DashboardWorld, openWorld } from "../__fixtures__/dashboard-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const withPassword = { HAILUO_DASHBOARD_HOST: "127.0.0.1", HAILUO_DASHBOARD_PASSWORD: "pass:wörd" };

function basic(user: string, password: string): { readonly headers: Record<string, string> } {
  return { headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` } };
}

const GUARDED = [
  "/",
  "/batches/b",
  "/app.css",
  "/overview.js",
  "/api/overview.json",
  "/api/batches/b",
  "/metrics",
  "/readyz",
  "/queues",
  "/queues/api/queues",
  "/nothing-here",
];

/** Nothing here changes anything, so two dashboards serve all. */
let guarded: DashboardWorld;
let local: DashboardWorld;
beforeAll(async () => {
  [guarded, local] = await Promise.all([openWorld(redisUrl, { env: withPassword }), openWorld(redisUrl)]);
});
afterAll(async () => {
  await Promise.all([guarded, local].map((world) => world[Symbol.asyncDispose]()));
});

describe("with a password", () => {
  test("nothing but /healthz answers without it, not even that a page is missing", async () => {
    const world = guarded;
    for (const path of [...GUARDED, "/healthz/", "/queues/static/favicon-32x32.png"]) {
      const reply = await world.fetch(path);
      expect([path, reply.status]).toEqual([path, 401]);
      expect(reply.headers.get("www-authenticate")).toContain('Basic realm="hailuo-queue"');
    }
    expect((await world.fetch("/healthz")).status).toBe(200);
  });

  test("all of it answers with it, and a wrong user or password is refused", async () => {
    const world = guarded;
    for (const path of ["/", "/api/overview.json", "/metrics", "/readyz", "/queues", "/queues/api/queues"]) {
      expect([path, (await world.fetch(path, basic("admin", "pass:wörd"))).status]).toEqual([path, 200]);
    }
    for (const [user, password] of [
      ["admin", "wrong"],
      ["other", "pass:wörd"],
      ["admin", ""],
      ["", ""],
      ["admin", "pass:wörd "],
    ] as const) {
      expect((await world.fetch("/", basic(user, password))).status).toBe(401);
    }
  });
});

describe("without a password", () => {
  test("it listens on the loopback address", async () => {
    const world = local;
    expect(new URL(world.url).hostname).toBe("127.0.0.1");
    expect((await world.fetch("/")).status).toBe(200);
  });

  test("a name that was made to resolve to this machine is refused", async () => {
    const world = local;
    const { port } = new URL(world.url);
    expect(await statusFor(port, { host: "rebound.example" })).toBe(403);
    expect(await statusFor(port, { host: `rebound.example:${port}` })).toBe(403);
    expect(await statusFor(port, { host: "127.0.0.1.example" })).toBe(403);
    expect(await statusFor(port, { host: `localhost:${port}` })).toBe(200);
    expect(await statusFor(port, { host: `[::1]:${port}` })).toBe(200);
  });
});

test("a page of another site cannot send anything that changes something", async () => {
  const world = local;
  const change = (headers: Record<string, string>): Promise<Response> =>
    world.fetch("/queues/api/queues/pause", { method: "PUT", headers });
  expect((await change({ "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await change({ "sec-fetch-site": "same-site" })).status).toBe(403);
  expect((await change({ origin: "http://other.example" })).status).toBe(403);
  expect((await change({ origin: new URL(world.url).origin })).status).not.toBe(403);
});

test("nothing changes anything, whatever bull-board offers and whether it is there or not", async () => {
  const queue = "/queues/api/queues/poll";
  const paths = [
    "/queues/api/queues/pause",
    "/queues/api/queues/resume",
    `${queue}/pause`,
    `${queue}/obliterate`,
    `${queue}/clean/completed`,
    `${queue}/promote`,
    `${queue}/retry/failed`,
    `${queue}/add`,
    `${queue}/job.1/retry/failed`,
    `${queue}/job.1/update-data`,
    "/",
    "/api/overview.json",
    "/nothing-here",
  ];
  for (const path of paths) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const reply = await local.fetch(path, { method });
      expect([method, path, reply.status, reply.headers.get("allow")]).toEqual([method, path, 405, "GET, HEAD"]);
      expect([path, (await guarded.fetch(path, { method })).status]).toEqual([path, 401]);
    }
  }
});

test("every answer forbids scripts that are not files of the dashboard, and frames", async () => {
  const world = local;
  for (const path of ["/", "/batches/b", "/api/overview.json", "/queues", "/nothing-here"]) {
    const { headers } = await world.fetch(path);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
  expect((await world.fetch("/")).headers.get("content-security-policy")).not.toContain("unsafe");
});

/** `fetch` does not let its caller name the host. */
function statusFor(port: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path: "/", headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end();
  });
}
