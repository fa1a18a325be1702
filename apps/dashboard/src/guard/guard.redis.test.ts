import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { LOGIN_LIMITS } from "@hailuo-queue/contracts";
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
  "/main.js",
  "/vendor/preact.js",
  "/find",
  "/api/find",
  "/api/live/overview.json",
  "/api/tenants",
  "/api/audit",
  "/api/generations/gen_1/video",
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

  test("six hundred guesses are told to wait, while the right password from another address and a known browser are let in", async () => {
    await using world = await openWorld(redisUrl, { env: withPassword });
    const { port } = new URL(world.url);
    const right = basic("admin", "pass:wörd").headers;
    const cookie = (await world.fetch("/", { headers: right })).headers.get("set-cookie")?.split(";")[0] ?? "";
    const told = new Map<number, number>();
    const startedAt = performance.now();
    for (let at = 0; at < 600; at += 1) {
      const { status, headers } = await world.fetch("/", basic("admin", `guess ${at}`));
      told.set(status, (told.get(status) ?? 0) + 1);
      if (status === 429) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(new Set(told.keys())).toEqual(new Set([401, 429]));
    const { perAddress, perAddressPerSecond } = LOGIN_LIMITS;
    const most = perAddress + 1 + ((performance.now() - startedAt) / 1000) * perAddressPerSecond;
    expect(told.get(401)).toBeLessThanOrEqual(most);
    // A right guess among them is not told, unless so much time went by before it that a guess was free again.
    const statusOf = async (headers: Record<string, string>): Promise<number> =>
      (await world.fetch("/", { headers })).status;
    const wrong = basic("admin", "guess").headers;
    do await statusOf(wrong);
    while ((await statusOf(wrong)) !== 429 || (await statusOf(right)) !== 429);
    expect(await statusFor(port, right, "127.0.0.2")).toBe(200);
    expect(await statusFor(port, { ...right, cookie })).toBe(200);
    // Who sends none guesses nothing.
    expect([(await world.fetch("/")).status, (await world.fetch("/healthz")).status]).toEqual([401, 200]);
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
  expect((await change({ origin: new URL(world.url).origin })).status).toBe(405);
});

test("nothing but reading is served: every way in which bull-board changes queues is closed before it is reached", async () => {
  const world = local;
  const [id = ""] = await world.submit("b", [{ request: { model: "MiniMax-Hailuo-2.3", prompt: "x" } }]);
  const changes = [
    "pause",
    "resume",
    "create/pause",
    "create/empty",
    "create/add",
    "create/obliterate",
    "create/clean/completed",
    `create/${id}/retry`,
  ];
  for (const method of ["PUT", "POST", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
    for (const path of ["/", ...changes.map((change) => `/queues/api/queues/${change}`)]) {
      const { status, headers } = await world.fetch(path, { method });
      expect([method, path, status, headers.get("allow")]).toEqual([method, path, 405, "GET, HEAD"]);
    }
  }
});

test("odd requests get a sentence without a word of what the dashboard is made of", async () => {
  const world = local;
  for (const [path, status] of [
    ["/batches/%ff", 400],
    [`/batches/${"a".repeat(300)}`, 414],
    [`/?${"a".repeat(6000)}`, 414],
    [`/?${"a".repeat(20_000)}`, 414],
    ["/queues/static/..%2f..%2fpackage.json", 404],
    ["/queues/static/%00", 403],
  ] as const) {
    const reply = await world.fetch(path);
    const text = await reply.text();
    expect([path.slice(0, 60), reply.status, reply.headers.get("x-content-type-options")]).toEqual([
      path.slice(0, 60),
      status,
      "nosniff",
    ]);
    expect(text).not.toMatch(/FST_|HPE_|fastify|node|\/(?:tmp|home)\//i);
  }
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
      expect([path, (await guarded.fetch(path, { method })).status]).toEqual([path, 405]);
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
function statusFor(port: string, headers: Record<string, string>, localAddress = "127.0.0.1"): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path: "/", headers, localAddress }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end();
  });
}
