import { ROLES } from "@hailuo-queue/access";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, type Reply, TEXT } from "../__fixtures__/gateway-world.ts";
import type { RouteFacts } from "../http/route.ts";
import { OPENAI_ROUTES } from "../routes/table.ts";

/** The table as it is served. */
const named = OPENAI_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const);
/** Whose path names a video. */
const aboutOne = named.filter(([, { path }]) => path.includes("/videos/:id"));

let world: GatewayWorld;
/** Videos that wait. */
let mine: string;
let theirs: string;
let tokens: Record<(typeof ROLES)[number], string>;

beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
  });
  tokens = {
    read: await world.key("mine", "read"),
    submit: await world.key("mine", "submit"),
    admin: await world.key("mine", "admin"),
  };
  mine = await makeVideo(tokens.submit);
  theirs = await makeVideo(await world.key("theirs"));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function makeVideo(token: string): Promise<string> {
  return String((await world.call("POST", "/openai/v1/videos", token, TEXT)).body["id"]);
}

function ask(route: RouteFacts, id: string, token: string | undefined): Promise<Reply> {
  return world.call(route.method, route.path.replace(":id", id), token, route.body === undefined ? undefined : TEXT);
}

const errorOf = ({ body }: Reply): Readonly<Record<string, unknown>> =>
  (body["error"] ?? {}) as Readonly<Record<string, unknown>>;

const count = async (): Promise<number> => (await world.producer.forTenant("mine").list({ limit: 1000 })).items.length;

describe("every route of the door", () => {
  test.each(named)("%s asks for a key of a tenant", (_name, route) => {
    expect(route.path).toMatch(/^\/openai\/v1\//);
    expect(route.role).toBe(route.method === "GET" ? "read" : "submit");
    expect(["tenant", "generation"]).toContain(route.scope);
    expect(route.scope === "generation").toBe(route.path.includes("/videos/:id"));
  });

  test.each(named)("%s says 401 and nothing else without a good key", async (_name, route) => {
    const revoked = await world.key("mine", "admin");
    await world.revoke(revoked);
    const unknown = tokens.admin.replace(/^hq_[0-9a-f]{16}/, "hq_0123456789abcdef");
    const before = await count();
    for (const token of [undefined, unknown, revoked, "x", "sk-proj-0123456789", tokens.admin.slice(0, 20)]) {
      const refused = await ask(route, mine, token);
      expect([refused.status, errorOf(refused)["code"]]).toEqual([401, "invalid_api_key"]);
      expect(Object.keys(refused.body)).toEqual(["error"]);
      expect(refused.text).not.toContain(mine);
    }
    expect(await count()).toBe(before);
  });

  test.each(named)("%s is refused to each role below its own", async (_name, route) => {
    const before = await count();
    for (const role of ROLES.slice(0, ROLES.indexOf(route.role ?? "read")))
      expect((await ask(route, mine, tokens[role])).status).toBe(403);
    expect(await count()).toBe(before);
  });

  test.each(aboutOne)("%s answers of another tenant's as of one that is not there", async (_name, route) => {
    const nobodys = theirs.replace(/.{8}$/, "00000000");
    for (const role of ROLES.slice(ROLES.indexOf(route.role ?? "read"))) {
      const [foreign, unknown] = [await ask(route, theirs, tokens[role]), await ask(route, nobodys, tokens[role])];
      expect([foreign.status, foreign.text]).toEqual([404, unknown.text]);
    }
    expect((await world.producer.get(theirs))?.state).toBe("queued");
    // Else a 404 would be all that this route ever answers.
    const own = await makeVideo(tokens.submit);
    expect((await ask(route, own, tokens.submit)).status).not.toBe(404);
  });
});

test("a list shows what is its caller's, and goes on behind nobody else's", async () => {
  const { text } = await world.call("GET", "/openai/v1/videos?limit=100", tokens.read);
  expect([text.includes(mine), text.includes(theirs)]).toEqual([true, false]);
  for (const after of [theirs, "gen_00000000000000000000000000000000", "tenant-theirs"]) {
    const refused = await world.call("GET", `/openai/v1/videos?after=${after}`, tokens.read);
    expect([refused.status, errorOf(refused)["param"]]).toEqual([400, "after"]);
  }
});

test("what no path serves is refused in the door's shape", async () => {
  for (const [method, path, status] of [
    ["GET", "/openai/v1/nix", 404],
    ["GET", "/openai", 404],
    ["POST", "/openai/v1/chat/completions", 404],
    ["PUT", "/openai/v1/videos", 405],
    ["POST", "/openai/v1/videos/edits", 405],
    ["GET", "/openai/v1/videos/%ff", 400],
  ] as const) {
    const refused = await world.call(method, path, tokens.read);
    expect([path, refused.status, errorOf(refused)["type"]]).toEqual([path, status, "invalid_request_error"]);
    expect((await world.call(method, path, undefined)).status).toBe(path.endsWith("%ff") ? 400 : 401);
  }
});
