import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type DashboardWorld, openWorld, type SignedIn, textItem } from "../__fixtures__/dashboard-world.ts";
import { ACTS } from "./mount-acts.ts";

const LOOK_EVERY_MS = 50;
const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const env = { HAILUO_DASHBOARD_HOST: "127.0.0.1", HAILUO_DASHBOARD_PASSWORD: "pass:wörd" };
const PRICE = 280_000;

let world: DashboardWorld;
let admin: SignedIn;
beforeAll(async () => {
  world = await openWorld(redisUrl, { env });
  admin = await world.signIn({ password: env.HAILUO_DASHBOARD_PASSWORD });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function submitFor(tenant: string, batchId: string, count: number): Promise<readonly string[]> {
  const items = Array.from({ length: count }, (_, at) => textItem(`clip ${at}`, `c${at}`));
  await world.producer.submitBatch(items, { batchId, tenant });
  return (await world.producer.list({ batchId })).items.map(({ id }) => id);
}

/** A session as it is, with some of what it sends changed. */
function send(session: SignedIn, name: string, headers: Record<string, string>, body: object = {}): Promise<Response> {
  return world.fetch(`/api/act/${name}`, {
    method: "POST",
    headers: { cookie: session.cookie, "x-csrf-token": session.csrf, "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

describe("nothing is changed", () => {
  test.each(ACTS.map(({ name }) => name))("by %s without a session, its token, or from another site", async (name) => {
    const basic = `Basic ${Buffer.from("admin:pass:wörd").toString("base64")}`;
    for (const [headers, status] of [
      [{ cookie: "" }, 401],
      [{ cookie: "", authorization: basic }, 401],
      [{ cookie: `hailuo_console=${"A".repeat(43)}` }, 401],
      [{ "x-csrf-token": "" }, 403],
      [{ "x-csrf-token": `${admin.csrf}x` }, 403],
      [{ "sec-fetch-site": "cross-site" }, 403],
      [{ origin: "http://other.example" }, 403],
    ] as const)
      expect([headers, (await send(admin, name, headers)).status]).toEqual([headers, status]);
    expect((await world.fetch(`/api/act/${name}`, { headers: { cookie: admin.cookie } })).status).toBe(404);
  });

  test("by a key of a lower role, which is in the audit", async () => {
    const reader = await world.signIn({ key: await world.key("studio", "read") });
    const operator = await world.signIn({ key: await world.key("studio", "submit") });
    for (const { name, role } of ACTS) {
      if (role === "submit") expect([name, (await reader.act(name, {})).status]).toEqual([name, 403]);
      if (role === "admin") expect([name, (await operator.act(name, {})).status]).toEqual([name, 403]);
    }
    const refused = (await world.audit()).filter(({ outcome }) => outcome === "refused");
    expect(new Set(refused.map(({ what }) => what))).toEqual(
      new Set(ACTS.map(({ audit }) => audit).filter((audit) => audit !== null)),
    );
  });

  test("by what cannot be read, and the answer says which field", async () => {
    for (const { name } of ACTS) {
      const { status, body } = await admin.act(name, { nonsense: true });
      expect([name, status]).toEqual([name, 400]);
      expect(body["error"]).toMatch(/\w+: /);
    }
    expect((await admin.act("bulk.preview", { where: "colour=red", action: "retry" })).body["error"]).toMatch(
      /fields are/,
    );
  });
});

describe("a tenant's key", () => {
  test("sees and changes its own, and what another has is not there", async () => {
    const [mine = ""] = await submitFor("studio", "mine", 2);
    const [theirs = ""] = await submitFor("rival", "theirs", 1);
    const session = await world.signIn({ key: await world.key("studio", "submit") });
    const found = (await session.get("/api/find")).body["items"] as { id: string; batchId: string }[];
    expect(new Set(found.map(({ batchId }) => batchId))).toEqual(new Set(["mine"]));
    for (const [path, status] of [
      [`/api/generations/${mine}`, 200],
      [`/api/generations/${theirs}`, 404],
      [`/api/generations/${theirs}/video`, 400],
      ["/api/batches/mine", 200],
      ["/api/batches/theirs", 404],
      ["/api/live/batches/theirs", 404],
      ["/api/tenants", 403],
      ["/api/accounts/default/slots", 403],
      ["/queues", 403],
      ["/queues/api/queues", 403],
      ["/metrics", 403],
    ] as const)
      expect([path, (await world.fetch(path, { headers: { cookie: session.cookie } })).status]).toEqual([path, status]);
    const overview = (await session.get("/api/overview.json")).body;
    expect(Object.keys(overview).toSorted()).toEqual(["at", "attention", "batches", "failures", "needs"]);
    expect(JSON.stringify(overview)).not.toContain("theirs");
    for (const [name, body] of [
      ["generation.cancel", { id: theirs }],
      ["generation.edit", { id: theirs, fields: { prompt: "mine now" } }],
      ["generation.resolve", { id: theirs, action: "fail" }],
      ["batch.pause", { id: "theirs" }],
      ["batch.set", { id: "theirs", budget_usd: 1 }],
      ["batch.cancel", { id: "theirs" }],
    ] as const)
      expect([name, (await session.act(name, body)).status]).toEqual([name, 400]);
    expect((await session.act("bulk.cancel", { where: "state=queued", most: 10 })).body).toMatchObject({
      data: { changed: 2 },
    });
    expect((await world.producer.get(theirs))?.state).toBe("queued");
  });

  test("is signed out once it is revoked", async () => {
    const token = await world.key("studio", "submit");
    const session = await world.signIn({ key: token });
    expect((await session.get("/api/session")).body).toMatchObject({ role: "submit", tenant: "studio" });
    await world.revoke(token);
    // It is looked up every few seconds.
    while ((await session.get("/api/find")).status !== 401) await pause(LOOK_EVERY_MS);
  });

  test("with the role admin changes accounts, and makes no keys", async () => {
    const session = await world.signIn({ key: await world.key("operators", "admin") });
    expect((await session.act("account.set", { name: "default", max_in_flight: 5 })).status).toBe(200);
    expect((await session.act("key.create", { tenant: "rival", role: "admin" })).status).toBe(400);
    expect((await session.get("/api/tenants")).status).toBe(200);
    expect((await session.get("/api/generations/gen_nix")).status).toBe(404);
  });
});

describe("the one on call", () => {
  test("changes what stands still, with a reason in the audit, and takes it back by the answer", async () => {
    await submitFor("studio", "stopped", 1);
    for (const [name, body, seen] of [
      ["batch.pause", { id: "stopped", why: "a look" }, async () => (await world.producer.batch("stopped"))?.paused],
      [
        "batch.set",
        { id: "stopped", budget_usd: 2.5, priority: "high" },
        async () => (await world.producer.batch("stopped"))?.budgetMicroUsd,
      ],
      [
        "account.set",
        { name: "default", max_in_flight: 7, why: "new contract" },
        async () => (await world.producer.overview()).accounts[0]?.slotsAllowed,
      ],
      ["account.drain", { name: "default" }, async () => (await world.producer.overview()).accounts[0]?.draining],
      ["tenant.set", { name: "studio", weight: 3 }, async () => (await world.producer.backlog.tenant("studio")).weight],
      ["tenant.pause", { name: "studio" }, async () => (await world.producer.backlog.tenant("studio")).paused],
    ] as const) {
      const before = await seen();
      const { status, body: answer } = await admin.act(name, body);
      expect([name, status]).toEqual([name, 200]);
      expect([name, await seen()]).not.toEqual([name, before]);
      const [entry] = await world.audit();
      expect(entry).toMatchObject({ who: "dashboard admin", what: name, outcome: "done" });
      expect(entry?.details?.["why"]).toBe("why" in body ? body.why : undefined);
      const undo = answer["undo"] as { act: string; body: object };
      expect((await admin.act(undo.act, undo.body)).status).toBe(200);
      expect([name, await seen()]).toEqual([name, before]);
    }
  });

  test("takes a limit back to the workers' own, and not to the number that it happened to be", async () => {
    const name = "default";
    const account = world.producer.account(name);
    await account.setLimits({ maxInFlight: null, createPerMinute: null }, { who: "the test" });
    const first = (await admin.act("account.set", { name, max_in_flight: 7, create_per_minute: 20 })).body;
    const second = (await admin.act("account.set", { name, max_in_flight: 8 })).body;
    const undo = async ({ undo: back }: Record<string, unknown>) => {
      const { act, body } = back as { act: string; body: object };
      expect((await admin.act(act, body)).status).toBe(200);
    };
    await undo(second);
    expect(await account.limits()).toEqual({ maxInFlight: 7, createPerMinute: 20 });
    await undo(first);
    expect(await account.limits()).toEqual({});
    await account.setLimits({ maxInFlight: 20 }, { who: "the test" });
  });

  test("tries an account that rests after refusals, and none that a person has paused", async () => {
    await admin.act("account.pause", { name: "default" });
    expect(await admin.act("account.probe", { name: "default" })).toMatchObject({ status: 409 });
    await admin.act("account.resume", { name: "default" });
    expect((await admin.act("account.probe", { name: "default", why: "topped up" })).status).toBe(200);
    const [entry] = await world.audit();
    expect(entry).toMatchObject({ what: "account.probe", outcome: "done", details: { why: "topped up" } });
  });

  test("decides on what was lost, and buys again only what was shown", async () => {
    await submitFor("studio", "buys", 3);
    const ids: string[] = [];
    while (ids.length < 3) {
      const { id } = await world.begin();
      if ((await world.producer.get(id))?.batchId === "buys") ids.push(id);
    }
    const [lost = "", ...failed] = ids;
    await world.park(lost);
    for (const id of failed) await world.fail(id, "video_flagged");
    expect((await admin.act("generation.retry", { id: failed[0] })).body).toMatchObject({
      refused: true,
      data: { code: "needs_rebuy" },
    });
    const where = "batch=buys code=video_flagged";
    const preview = await admin.act("bulk.preview", { where, action: "retry", rebuy: true });
    expect(preview.body["data"]).toMatchObject({ matched: 2, needRebuy: 2, priceMicroUsd: 2 * PRICE });
    expect((await admin.act("bulk.retry", { where, most: 2 })).body["data"]).toMatchObject({ changed: 0 });
    expect(
      (await admin.act("bulk.retry", { where, most: 2, rebuy: true, most_micro_usd: PRICE, why: "new rules" })).body[
        "data"
      ],
    ).toMatchObject({ changed: 1, priceMicroUsd: PRICE, cut: "agreed" });
    const [bought, free] = (await world.audit()).filter(({ what }) => what === "bulk.retry");
    expect(bought?.details).toEqual({
      where,
      rebuy: "true",
      why: "new rules",
      matched: "1",
      changed: "1",
      max_cost_usd: "0.28",
      cost_usd: "0.28",
    });
    expect(free?.details).toEqual({ where, rebuy: "false", matched: "2", changed: "0" });
    expect((await admin.act("generation.resolve", { id: lost, action: "fail" })).body["told"]).toBe("It is given up.");
    expect((await world.producer.get(lost))?.state).toBe("failed");
  });

  test("makes a key, whose token is in no log and no audit", async () => {
    const { body } = await admin.act("key.create", { tenant: "studio", role: "read" });
    const { token } = body["data"] as { token: string };
    expect(await world.signIn({ key: token })).toBeDefined();
    const [entry] = (await world.audit()).filter(({ what }) => what === "key.create");
    expect(JSON.stringify(await world.audit())).not.toContain(token);
    expect((await admin.act("key.revoke", { id: entry?.about?.["key"] })).status).toBe(200);
    await expect(world.signIn({ key: token })).rejects.toThrow("401");
  });
});

test("a session is a cookie that no script reads, and over once it is signed out", async () => {
  const reply = await world.fetch("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ password: env.HAILUO_DASHBOARD_PASSWORD }),
  });
  const cookie = reply.headers.getSetCookie().find((text) => text.startsWith("hailuo_console=")) ?? "";
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict$/);
  const headers = { cookie: cookie.split(";")[0] ?? "" };
  expect((await world.fetch("/api/session", { headers })).status).toBe(200);
  expect(
    (await world.fetch("/api/session", { method: "DELETE", headers: { ...headers, "sec-fetch-site": "cross-site" } }))
      .status,
  ).toBe(403);
  expect((await world.fetch("/api/session", { method: "DELETE", headers })).status).toBe(200);
  expect((await world.fetch("/api/session", { headers })).status).toBe(401);
  expect(
    (await world.fetch("/api/session", { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" }))
      .status,
  ).toBe(400);
});

test("without a password all is shown and nothing changed, until a key signs in", async () => {
  await using local = await openWorld(redisUrl);
  await local.submit("b", [textItem("x")]);
  expect((await local.json("/api/session")) as object).toEqual({
    who: "anybody on this machine",
    role: "read",
    has_password: false,
  });
  const bare = await local.fetch("/api/act/batch.pause", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ id: "b" }),
  });
  expect([bare.status, ((await bare.json()) as { error: string }).error]).toEqual([
    403,
    expect.stringMatching(/sign in/),
  ]);
  await expect(local.signIn({ password: "" })).rejects.toThrow("400");
  await expect(local.signIn({ password: "x" })).rejects.toThrow("401");
  const session = await local.signIn({ key: await local.key("default", "submit") });
  expect((await session.act("batch.pause", { id: "b" })).status).toBe(200);
  expect((await local.producer.batch("b"))?.paused).toBe(true);
});
