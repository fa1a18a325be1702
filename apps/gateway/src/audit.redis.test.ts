import { AUDIT_VERBS } from "@hailuo-queue/contracts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";
import type { RouteFacts } from "./http/route.ts";
import { API_ROUTES, CALLBACK_ROUTES, MINIMAX_ROUTES, OPENAI_ROUTES } from "./routes/table.ts";
import { tellLive } from "./minimax/tell-problem.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
/** The tables as they are served. */
const routes: readonly RouteFacts[] = [...API_ROUTES, ...MINIMAX_ROUTES, ...OPENAI_ROUTES, ...CALLBACK_ROUTES];
const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const);
const CHANGES = named.filter(([, route]) => route.method !== "GET" && typeof route.audit === "string");

interface Entry {
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly tenant: string | null;
  readonly about: Readonly<Record<string, string>>;
  readonly details: Readonly<Record<string, string>>;
  readonly outcome: string;
  readonly code: string | null;
}

let world: GatewayWorld;
let admin: string;
beforeAll(async () => {
  world = await openWorld(redisUrl, {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
    HAILUO_WEBHOOK_ALLOW_PRIVATE: "true",
  });
  admin = await world.key("operators", "admin");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function audit(query = ""): Promise<readonly Entry[]> {
  const { status, body } = await world.call("GET", `/api/v1/audit?limit=1000&${query}`, admin);
  expect(status).toBe(200);
  return body["data"] as readonly Entry[];
}

const idOf = (token: string): string => token.split("_")[1] ?? "";

describe("the table of routes", () => {
  test.each(named)("%s says what it is called in the audit, or why it is not in there", (_name, route) => {
    if (route.method === "GET") return expect(route.audit).toBeUndefined();
    if (typeof route.audit === "string") return expect(Object.keys(AUDIT_VERBS)).toContain(route.audit);
    return expect(route.audit?.none).toMatch(/\w+ \w+/);
  });

  test.each(CHANGES)(
    "%s, refused to a key of a lower role, is in the audit with who, what and which",
    async (_name, route) => {
      const token = await world.key("mine", route.role === "admin" ? "submit" : "read");
      const path = route.path.replace(":id", "thing-7").replace(":name", "thing-7");
      // The v1 API tells refusals within a 200.
      expect((await world.call(route.method, path, token)).status).toBe(route.tellProblem === tellLive ? 200 : 403);
      const [entry] = (await audit()).filter(({ who }) => who === `key ${idOf(token)}`);
      expect(entry).toMatchObject({ what: route.audit, outcome: "refused", code: "forbidden" });
      expect(Object.values(entry?.about ?? {})).toEqual(route.path.includes("/:") ? ["thing-7"] : []);
      if (route.scope !== "deployment") expect(entry?.tenant).toBe("mine");
    },
  );
});

test("each change of a tenant's is told with its ids, what was set and what came of it; prompts and secrets are not", async () => {
  const token = await world.key("studio");
  const call = async (method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> => {
    const { status, body: answer } = await world.call(method, path, token, body);
    expect([path, Math.floor(status / 100)]).toEqual([path, 2]);
    return answer;
  };
  const one = String(
    (await call("POST", "/api/v1/generations", { ...TEXT, prompt: "a very private lighthouse" }))["id"],
  );
  const batch = String((await call("POST", "/api/v1/batches", {}))["id"]);
  const lines = `${JSON.stringify({ ...TEXT, prompt: "a very private boat" })}\nnonsense\n`;
  await world.call("POST", `/api/v1/batches/${batch}/items`, token, lines, { "content-type": "application/x-ndjson" });
  await call("PATCH", `/api/v1/batches/${batch}`, { priority: "high", budget_usd: 5 });
  await call("POST", `/api/v1/batches/${batch}/pause`);
  await call("POST", `/api/v1/batches/${batch}/resume`);
  await call("POST", `/api/v1/batches/${batch}/seal`, { total: 2 });
  await call("POST", `/api/v1/batches/${batch}/retry`, { rebuy: false });
  await call("POST", `/api/v1/batches/${batch}/resolve`, { fail: true, dry_run: true });
  await call("POST", `/api/v1/batches/${batch}/cancel`);
  const begun = await world.begin();
  await world.park(begun);
  await call("POST", `/api/v1/generations/${begun}/resolve`, { fail: true });
  await call("POST", `/api/v1/generations/${begun}/retry`, { rebuy: true });
  await call("POST", `/api/v1/generations/${one}/cancel`);
  await call("POST", `/api/v1/generations/${one}/edit`, { prompt: "a private lighthouse by day" });
  const { secret } = await call("POST", "/api/v1/webhooks/secret");

  const told = (await audit("tenant=studio")).toReversed();
  for (const entry of told)
    expect([entry.what, entry.who, entry.outcome]).toEqual([entry.what, `key ${idOf(token)}`, "done"]);
  expect(begun).toBe(one);
  expect(told.map(({ what, about, details }) => [what, about, details])).toEqual([
    ["generation.create", { generation: one }, {}],
    ["batch.create", { batch }, {}],
    ["batch.items", { batch }, { received: "2", created: "1", invalid: "1", seal: "false" }],
    ["batch.set", { batch }, { priority: "none -> high", budget_usd: "none -> 5" }],
    ["batch.pause", { batch }, {}],
    ["batch.resume", { batch }, {}],
    ["batch.seal", { batch }, { result: "rejected", received: "1" }],
    ["batch.retry", { batch }, { rebuy: "false" }],
    ["batch.resolve", { batch }, { action: "fail", dry_run: "true", resolved: "0", waiting: "0" }],
    ["batch.cancel", { batch }, { cancelled: "0", cancelling: "0" }],
    ["generation.resolve", { generation: one }, { action: "fail" }],
    ["generation.retry", { generation: one }, { rebuy: "true", result: "queued" }],
    ["generation.cancel", { generation: one }, {}],
    ["generation.edit", { generation: one }, { take: "2" }],
    ["webhook.secret", {}, {}],
  ]);
  const kept = JSON.stringify(await Promise.all(["changes", "submissions", "overflow"].map(stream)));
  for (const word of ["private", String(secret), token.slice(20)]) expect(kept).not.toContain(word);
});

function stream(partition: string): Promise<unknown> {
  return world.redis.xrange(`${world.prefix}:audit:${partition}`, "-", "+");
}

test("an admin's changes of accounts and tenants are told with before, after and why, without secrets in the words", async () => {
  const why = "as in https://desk.example.com/t?token=abcdef and Bearer abcdefghijklmnop";
  await world.call("PATCH", "/api/v1/accounts/default", admin, { max_in_flight: 50, why });
  await world.call("POST", "/api/v1/accounts/default/drain", admin, { why: "moves out" });
  expect((await world.call("POST", "/api/v1/accounts/default/probe", admin, {})).body).toMatchObject({
    status: 409,
    code: "paused",
  });
  await world.call("POST", "/api/v1/accounts/default/resume", admin, {});
  await world.call("POST", "/api/v1/accounts/default/probe", admin, { why: "topped up" });
  await world.call("PATCH", "/api/v1/tenants/acme", admin, {
    weight: 2,
    paused: true,
    budget_usd: null,
    max_unfinished: 9,
  });
  const told = (await audit("what=account.")).filter(({ outcome }) => outcome === "done");
  expect(told.map(({ what, tenant, about, details }) => [what, tenant, about, details])).toEqual([
    ["account.probe", null, { account: "default" }, { why: "topped up" }],
    ["account.resume", null, { account: "default" }, {}],
    ["account.drain", null, { account: "default" }, { why: "moves out" }],
    [
      "account.set",
      null,
      { account: "default" },
      { why: "as in https://desk.example.com/t?[redacted] and Bearer [redacted]", maxInFlight: "100 -> 50" },
    ],
  ]);
  expect(await audit("tenant=acme")).toMatchObject([
    {
      what: "tenant.set",
      about: { tenant: "acme" },
      details: { weight: "1 -> 2", paused: "false -> true", budget_usd: "none -> none", max_unfinished: "none -> 9" },
    },
  ]);
});

test("what is another tenant's, in the wrong state or too early is told as refused; what was not understood is not told", async () => {
  const [token, other] = [await world.key("first"), await world.key("second")];
  const { body } = await world.call("POST", "/api/v1/generations", other, TEXT);
  const id = String(body["id"]);
  expect((await world.call("POST", `/api/v1/generations/${id}/cancel`, token)).status).toBe(404);
  expect((await world.call("POST", `/api/v1/generations/${id}/resolve`, other, { resubmit: true })).status).toBe(409);
  expect((await world.call("POST", `/api/v1/generations/${id}/resolve`, other, { task_id: "a b" })).status).toBe(400);
  expect((await world.call("POST", `/api/v1/generations/${id}/resolve`, other, "{")).status).toBe(400);
  expect((await world.call("POST", `/api/v1/generations/${id}/cancel`, undefined)).status).toBe(401);
  expect(await audit("tenant=first")).toMatchObject([
    {
      who: `key ${idOf(token)}`,
      what: "generation.cancel",
      about: { generation: id },
      outcome: "refused",
      code: "not_found",
    },
  ]);
  expect((await audit("tenant=second")).map(({ what, outcome, code }) => [what, outcome, code])).toEqual([
    ["generation.resolve", "refused", "not_waiting"],
    ["generation.create", "done", null],
  ]);
});

test("pages of the audit hold together, and a cursor that none gave is refused", async () => {
  const whole = await audit();
  const seen: Entry[] = [];
  let cursor = "";
  do {
    const { body } = await world.call("GET", `/api/v1/audit?limit=7${cursor}`, admin);
    seen.push(...(body["data"] as Entry[]));
    const next = body["next_cursor"] as string | null;
    cursor = next === null ? "" : `&cursor=${encodeURIComponent(next)}`;
  } while (cursor !== "");
  expect(seen).toEqual(whole);
  const since = whole[10]?.at ?? "";
  expect((await audit(`since=${encodeURIComponent(since)}`)).every(({ at }) => at >= since)).toBe(true);
  for (const bad of ["cursor=x", "since=yesterday", "what=%00", "tenant=a/b", "limit=0", "cursor=1-1.9"])
    expect([bad, (await world.call("GET", `/api/v1/audit?${bad}`, admin)).status]).toEqual([bad, 400]);
});

test("a change that was made is answered so, though the audit could not be written; the log has it", async () => {
  const token = await world.key("unlucky");
  await world.redis.rename(`${world.prefix}:audit:changes`, `${world.prefix}:kept`);
  await world.redis.set(`${world.prefix}:audit:changes`, "no stream");
  try {
    const made = await world.call("POST", "/api/v1/webhooks/secret", token);
    expect(made.status).toBe(201);
    expect(world.output()).toMatch(/"what":"webhook\.secret".*the audit could not be written/);
    expect(world.output()).not.toContain(String(made.body["secret"]));
  } finally {
    await world.redis.rename(`${world.prefix}:kept`, `${world.prefix}:audit:changes`);
  }
});
