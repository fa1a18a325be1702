import { ROLES } from "@hailuo-queue/access";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { type GatewayWorld, openWorld, type Reply, TEXT } from "../__fixtures__/gateway-world.ts";
import type { RouteFacts } from "../http/route.ts";
import { API_ROUTES, MINIMAX_ROUTES, OPENAI_ROUTES } from "../routes/table.ts";

/** The table as it is served. */
const named = MINIMAX_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const);
/** Whose path or query names something. */
const aboutOne = named.filter(([, route]) => route.path.includes(":") || fieldsOf(route).length > 0);
/** What its parameters may be called: each names a task or its file, and both have the task's number. */
const NUMBERS = ["task_id", "file_id", "filter.task_ids"];
/** And what names nothing. */
const PLAIN = ["page_num", "page_size", "filter.status", "filter.model", "filter.task_type"];
const V2_TEXT = {
  model: "MiniMax-H3",
  content: [{ type: "text", text: TEXT.prompt }],
  resolution: "768P",
  duration: 5,
  ratio: "16:9",
} as const;

let world: GatewayWorld;
let mine: string;
let theirs: string;
/** A key of each role of the tenant `mine`. */
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

/** A finished task's number: it has a file, too. */
async function makeVideo(token: string): Promise<string> {
  const made = await world.call("POST", "/minimax/v2/video_generation", token, V2_TEXT);
  await world.end(await world.begin(), "succeeded");
  return String(made.body["task_id"]);
}

function fieldsOf({ query }: RouteFacts): string[] {
  return query instanceof z.ZodObject ? Object.keys(query.shape) : [];
}

/** The route about one thing, and a body that fits. */
function ask(route: RouteFacts, number: string, token: string | undefined): Promise<Reply> {
  const names = fieldsOf(route).filter((name) => !PLAIN.includes(name));
  const query = new URLSearchParams(names.map((name): [string, string] => [name, number]));
  return world.call(
    route.method,
    `${route.path.replace(":id", number)}?${query.toString()}`,
    token,
    route.body === undefined ? undefined : route.path.startsWith("/minimax/v2/") ? V2_TEXT : TEXT,
  );
}

/** The provider's code, wherever its shape of the API puts it. */
function codeOf({ body }: Reply): unknown {
  const { message } = (body["error"] ?? {}) as { readonly message?: string };
  const trailing = /\((\d{4})\)$/.exec(message ?? "")?.[1];
  if (trailing !== undefined) return Number(trailing);
  return (body["base_resp"] as { readonly status_code?: number } | undefined)?.status_code;
}

/** Without what differs between any two answers. */
function plain({ text }: Reply, number: string): string {
  return text.replaceAll(number, "N").replaceAll(/"request_id":"[0-9a-f]{32}"/g, "");
}

/** What this route can do something with: deleted is what waits. */
async function ownFor({ method }: RouteFacts): Promise<string> {
  if (method !== "DELETE") return mine;
  return String((await world.call("POST", "/minimax/v2/video_generation", tokens.submit, V2_TEXT)).body["task_id"]);
}

const count = async (): Promise<number> => (await world.producer.forTenant("mine").list({ limit: 1000 })).items.length;

describe("every route of the door", () => {
  test.each(named)("%s asks for a key of a tenant, and names nothing but tasks and files", (_name, route) => {
    expect(route.path).toMatch(/^\/minimax\//);
    expect(route.role).toBe(route.method === "GET" ? "read" : "submit");
    expect(route.scope).toBe("tenant");
    // Whatever is named otherwise needs a test of its own here.
    expect(route.path.replace(":id", "")).not.toContain(":");
    expect([...NUMBERS, ...PLAIN]).toEqual(expect.arrayContaining(fieldsOf(route)));
    // What reads is about something that it names; the list without a name has a test of its own.
    if (route.method === "GET") expect(aboutOne.map(([, { path }]) => path)).toContain(route.path);
  });

  test.each(named)("%s says 1004 and nothing else without a good key", async (_name, route) => {
    const revoked = await world.key("mine", "admin");
    await world.revoke(revoked);
    const wrong = `${tokens.admin.slice(0, -1)}${tokens.admin.endsWith("A") ? "B" : "A"}`;
    const unknown = tokens.admin.replace(/^hq_[0-9a-f]{16}/, "hq_0123456789abcdef");
    const before = await count();
    for (const token of [undefined, wrong, unknown, revoked, "x", tokens.admin.slice(0, 20)]) {
      const refused = await ask(route, mine, token);
      expect([codeOf(refused), [200, 401]]).toEqual([1004, expect.arrayContaining([refused.status])]);
      expect(
        Object.keys(refused.body).filter(
          (name) => !["base_resp", "error", "type", "request_id"].includes(name) && refused.body[name] !== "",
        ),
      ).toEqual([]);
      expect(refused.text).not.toContain(mine);
    }
    expect(await count()).toBe(before);
  });

  test.each(named)("%s is refused to each role below its own", async (_name, route) => {
    const before = await count();
    for (const role of ROLES.slice(0, ROLES.indexOf(route.role ?? "read")))
      expect(codeOf(await ask(route, mine, tokens[role]))).toBe(2038);
    expect(await count()).toBe(before);
  });

  test.each(aboutOne)(
    "%s answers of another tenant's as of one that is not there, to every role",
    async (_name, route) => {
      const nobodys = String(BigInt(theirs) + 1n);
      for (const role of ROLES.slice(ROLES.indexOf(route.role ?? "read"))) {
        const ours = await ownFor(route);
        const [own, foreign, unknown] = [
          await ask(route, ours, tokens[role]),
          await ask(route, theirs, tokens[role]),
          await ask(route, nobodys, tokens[role]),
        ];
        // Else nobody's would be all that this route ever answers.
        expect([own.status, codeOf(own) ?? 0]).toEqual([200, 0]);
        expect(own.text).toContain(ours);
        const isList = foreign.body["items"] !== undefined;
        expect([foreign.status, codeOf(foreign)]).toEqual([unknown.status, isList ? undefined : 2013]);
        expect(plain(foreign, theirs)).toBe(plain(unknown, nobodys));
      }
    },
  );
});

test("what the door makes is its caller's: no other tenant sees it", async () => {
  const made = String((await world.call("POST", "/minimax/v1/video_generation", tokens.submit, TEXT)).body["task_id"]);
  expect((await world.call("GET", "/api/v1/generations", tokens.read)).text).toContain(made);
  expect((await world.call("GET", "/api/v1/generations", await world.key("theirs", "admin"))).text).not.toContain(made);
});

test("a list of the door has the caller's tasks alone", async () => {
  const their = await world.key("theirs", "admin");
  const [made, others] = await Promise.all(
    [tokens.submit, their].map(async (token) =>
      String((await world.call("POST", "/minimax/v2/video_generation", token, V2_TEXT)).body["task_id"]),
    ),
  );
  const [own, foreign] = await Promise.all(
    [tokens.read, their].map((token) => world.call("GET", "/minimax/v2/query/video_generation?page_size=100", token)),
  );
  expect([own?.text.includes(made ?? ""), own?.text.includes(others ?? "")]).toEqual([true, false]);
  expect([foreign?.text.includes(made ?? ""), foreign?.text.includes(others ?? "")]).toEqual([false, true]);
});

test("nothing is served beside the tables that the tests of security go through, and their documentation", () => {
  const line = world
    .output()
    .split("\n")
    .find((text) => text.includes('"routes mounted"'));
  const { served } = JSON.parse(line ?? "{}") as { readonly served: readonly string[] };
  const tables = [...API_ROUTES, ...MINIMAX_ROUTES, ...OPENAI_ROUTES].map(({ method, path }) => `${method} ${path}`);
  expect(served).toEqual(expect.arrayContaining(tables));
  // Each GET answers HEAD by the same route.
  const beside = served.filter((route) => !tables.includes(route.replace(/^HEAD /, "GET ")));
  expect(beside.filter((route) => !/^(GET|HEAD) \/api\/v1\/(docs|openapi\.json)/.test(route))).toEqual([]);
});
