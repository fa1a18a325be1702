import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROLES } from "@hailuo-queue/access";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { imageFile } from "@hailuo-queue/testkit";
import { z } from "zod";
import { type GatewayWorld, openWorld, type Reply, TEXT } from "../__fixtures__/gateway-world.ts";
import type { RouteFacts } from "../http/route.ts";
import { API_ROUTES, MCP_ROUTES, MINIMAX_ROUTES, OPENAI_ROUTES } from "../routes/table.ts";

/** The table as it is served. */
const named = MINIMAX_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const);
/** What parameters may be called: each names a task or a file, by its number. */
const NUMBERS = ["task_id", "file_id", "filter.task_ids"];
/** Which choose among the caller's own, and name nothing. */
const CHOICES = ["purpose", "page_num", "page_size", "filter.status", "filter.model", "filter.task_type"];
/** Which name something of a tenant's, in path, query or body. */
const aboutOne = named.filter(
  ([, route]) => route.path.includes(":") || numbersOf(route).length > 0 || route.path.endsWith("/files/delete"),
);
/** What tells of all that is the caller's, without naming it. */
const ABOUT_ALL = ["/minimax/v1/files/list", "/minimax/account/query_balance", "/minimax/v1/token_plan/remains"];
const V2_TEXT = {
  model: "MiniMax-H3",
  content: [{ type: "text", text: TEXT.prompt }],
  resolution: "768P",
  duration: 5,
  ratio: "16:9",
} as const;

let world: GatewayWorld;
let mine: Things;
let theirs: Things;
/** A key of each role of the tenant `mine`. */
let tokens: Record<(typeof ROLES)[number], string>;

/** By their numbers. */
interface Things {
  /** Finished, with a video. */
  readonly task: string;
  readonly template: string;
  readonly input: string;
}

beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
  });
  tokens = {
    read: await world.key("mine", "read"),
    submit: await world.key("mine", "submit"),
    admin: await world.key("mine", "admin"),
  };
  mine = await makeThings("mine", tokens.submit);
  theirs = await makeThings("theirs", await world.key("theirs"));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function makeThings(tenant: string, token: string): Promise<Things> {
  const make = async (path: string, request: object): Promise<string> => {
    const number = String((await world.call("POST", path, token, request)).body["task_id"]);
    await world.end(await world.begin(), "succeeded");
    const record = await world.producer.forTenant(tenant).findByCustomId(`tenant-${tenant}`, number);
    const file = join(world.out, record?.objectKey ?? "");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `the video ${number}`);
    return number;
  };
  return {
    task: await make("/minimax/v2/video_generation", V2_TEXT),
    template: await make("/minimax/v1/video_template_generation", TEMPLATE),
    input: await makeInput(token),
  };
}

const TEMPLATE = { template_id: "394125185182695432", text_inputs: [{ value: "a lighthouse" }] } as const;
let pictures = 0;

async function makeInput(token: string): Promise<string> {
  const { body } = await upload("/minimax/v1/files/upload", token);
  return String((body["file"] as { readonly file_id: number }).file_id);
}

/** A picture that is like no other. */
async function upload(path: string, token: string | undefined): Promise<Reply> {
  pictures += 1;
  const form = new FormData();
  form.set("purpose", "video_generation_input");
  form.set("file", new Blob([imageFile("png", { width: 400 + pictures, height: 400 })]), "a.png");
  const response = await world.fetch(path, token, { method: "POST", body: form });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Reply["body"] };
}

function fieldsOf({ query }: RouteFacts): string[] {
  return query instanceof z.ZodObject ? Object.keys(query.shape) : [];
}

function numbersOf(route: RouteFacts): string[] {
  return fieldsOf(route).filter((name) => !CHOICES.includes(name));
}

/** What the route is about. */
function thingOf({ path }: RouteFacts, things: Things): string {
  if (path.includes("template")) return things.template;
  return path.endsWith("/files/delete") ? things.input : things.task;
}

/** The route about one thing, and a body that fits. */
function ask(route: RouteFacts, number: string, token: string | undefined): Promise<Reply> {
  const query = new URLSearchParams(numbersOf(route).map((name): [string, string] => [name, number]));
  const path = `${route.path.replace(":id", number)}?${query.toString()}`;
  if (route.streams !== undefined) return upload(path, token);
  const body = route.path.includes("template")
    ? TEMPLATE
    : route.path.endsWith("/delete")
      ? { file_id: Number(number) }
      : TEXT;
  return world.call(route.method, path, token, route.body === undefined ? undefined : body);
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

/** What this route can do something with: deleted is what waits, and an input that nobody has deleted. */
async function ownFor(route: RouteFacts, token: string): Promise<string> {
  if (route.path.endsWith("/files/delete")) return makeInput(token);
  if (route.method !== "DELETE") return thingOf(route, mine);
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
    expect([...NUMBERS, ...CHOICES]).toEqual(expect.arrayContaining(fieldsOf(route)));
    if (route.method === "GET") expect([...ABOUT_ALL, ...aboutOne.map(([, { path }]) => path)]).toContain(route.path);
  });

  test.each(named)("%s says 1004 or 2049 and nothing else without a good key", async (_name, route) => {
    const revoked = await world.key("mine", "admin");
    await world.revoke(revoked);
    const wrong = `${tokens.admin.slice(0, -1)}${tokens.admin.endsWith("A") ? "B" : "A"}`;
    const unknown = tokens.admin.replace(/^hq_[0-9a-f]{16}/, "hq_0123456789abcdef");
    const before = await count();
    for (const token of [undefined, wrong, unknown, revoked, "x", tokens.admin.slice(0, 20)]) {
      const refused = await ask(route, thingOf(route, mine), token);
      const code = token === undefined ? 1004 : 2049;
      expect([codeOf(refused), [200, 401]]).toEqual([code, expect.arrayContaining([refused.status])]);
      expect(
        Object.keys(refused.body).filter(
          (name) => !["base_resp", "error", "type", "request_id"].includes(name) && refused.body[name] !== "",
        ),
      ).toEqual([]);
      for (const number of Object.values(mine)) expect(refused.text).not.toContain(number);
    }
    expect(await count()).toBe(before);
  });

  test.each(named)("%s is refused to each role below its own", async (_name, route) => {
    const before = await count();
    for (const role of ROLES.slice(0, ROLES.indexOf(route.role ?? "read")))
      expect(codeOf(await ask(route, thingOf(route, mine), tokens[role]))).toBe(2038);
    expect(await count()).toBe(before);
  });

  test.each(aboutOne)(
    "%s answers of another tenant's as of one that is not there, to every role",
    async (_name, route) => {
      const foreigner = thingOf(route, theirs);
      const nobodys = String(BigInt(foreigner) + 1n);
      for (const role of ROLES.slice(ROLES.indexOf(route.role ?? "read"))) {
        const ours = await ownFor(route, tokens[role]);
        const [own, foreign, unknown] = [
          await ask(route, ours, tokens[role]),
          await ask(route, foreigner, tokens[role]),
          await ask(route, nobodys, tokens[role]),
        ];
        // Else nobody's would be all that this route ever answers.
        expect([own.status, codeOf(own) ?? 0]).toEqual([200, 0]);
        expect(own.text).toContain(ours);
        const isList = foreign.body["items"] !== undefined;
        expect([foreign.status, codeOf(foreign)]).toEqual([unknown.status, isList ? undefined : 2013]);
        expect(plain(foreign, foreigner)).toBe(plain(unknown, nobodys));
      }
    },
  );
});

test.each(ABOUT_ALL)("%s tells of the caller's own alone", async (path) => {
  await world.producer.backlog.setTenantBudget("theirs", 7_654_321);
  const [own, foreign] = [
    await world.call("GET", path, tokens.read),
    await world.call("GET", path, await world.key("theirs", "read")),
  ];
  expect([own.status, codeOf(own)]).toEqual([200, 0]);
  for (const number of [...Object.values(theirs), ":765,"]) expect(own.text).not.toContain(number);
  expect(foreign.text).toMatch(path.endsWith("list") ? theirs.task : /"7\.\d\d"|:765,/);
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
  const tables = [...API_ROUTES, ...MINIMAX_ROUTES, ...OPENAI_ROUTES, ...MCP_ROUTES].map(
    ({ method, path }) => `${method} ${path}`,
  );
  expect(served).toEqual(expect.arrayContaining(tables));
  // Each GET answers HEAD by the same route.
  const beside = served.filter((route) => !tables.includes(route.replace(/^HEAD /, "GET ")));
  expect(beside.filter((route) => !/^(GET|HEAD) \/api\/v1\/(docs|openapi\.json)/.test(route))).toEqual([]);
});
