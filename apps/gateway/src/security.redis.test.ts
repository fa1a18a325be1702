import { ROLES } from "@hailuo-queue/access";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { imageFile } from "@hailuo-queue/testkit";
import { type GatewayWorld, openWorld, type Reply, TEXT } from "./__fixtures__/gateway-world.ts";
import type { RouteFacts } from "./http/route.ts";
import { API_ROUTES, CALLBACK_ROUTES, MCP_ROUTES } from "./routes/table.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
/** The table as it is served. */
const routes: readonly RouteFacts[] = [...API_ROUTES, ...MCP_ROUTES, ...CALLBACK_ROUTES];
const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const);
const LOCKED = named.filter(([, { role }]) => role !== undefined);

let world: GatewayWorld;
let mine: Things;
let theirs: Things;
/** A key of each role of the tenant `mine`. */
let tokens: Record<(typeof ROLES)[number], string>;

interface Things {
  readonly generation: string;
  readonly batch: string;
  /** Hash of a picture. */
  readonly input: string;
  readonly token: string;
}

beforeAll(async () => {
  world = await openWorld(redisUrl, {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
    HAILUO_CALLBACK_URL: "https://video.example.com/callbacks/minimax",
  });
  [mine, theirs] = [await makeThings("mine"), await makeThings("theirs")];
  tokens = {
    read: await world.key("mine", "read"),
    submit: await world.key("mine", "submit"),
    admin: await world.key("mine", "admin"),
  };
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function makeThings(tenant: string): Promise<Things> {
  const token = await world.key(tenant);
  const generation = await world.call("POST", "/api/v1/generations", token, {
    ...TEXT,
    custom_id: `secret-of-${tenant}`,
  });
  const batch = String((await world.call("POST", "/api/v1/batches", token, {})).body["id"]);
  const line = JSON.stringify({ ...TEXT, prompt: `secret of ${tenant}` });
  await world.call("POST", `/api/v1/batches/${batch}/items`, token, line, { "content-type": "application/x-ndjson" });
  const picture = imageFile("png", { width: 800, height: tenant === "mine" ? 600 : 601 });
  const upload = await world.fetch("/api/v1/inputs", token, {
    method: "POST",
    headers: { "content-type": "image/png" },
    body: picture,
  });
  const { sha256: input } = (await upload.json()) as { readonly sha256: string };
  return { generation: String(generation.body["id"]), batch, input, token };
}

/** The route about one thing: a path without parameters left, and a body that fits. */
function ask(route: RouteFacts, id: string, token: string | undefined): Promise<Reply> {
  const path = route.path.replace(":id", id).replace(":name", "default");
  if (route.streams !== undefined)
    return world.call(route.method, path, token, "", { "content-type": route.streams[0] ?? "" });
  const body = route.path.endsWith("/resolve") ? { fail: true } : {};
  return world.call(route.method, path, token, route.body === undefined ? undefined : body);
}

describe("who may ask what", () => {
  test.each(LOCKED)("%s says 401 and nothing else without a good key", async (_name, route) => {
    const revoked = await world.key("mine", "admin");
    await world.revoke(revoked);
    const wrong = `${tokens.admin.slice(0, -1)}${tokens.admin.endsWith("A") ? "B" : "A"}`;
    const unknown = tokens.admin.replace(/^hq_[0-9a-f]{16}/, "hq_0123456789abcdef");
    for (const token of [undefined, wrong, unknown, revoked, "x", tokens.admin.slice(0, 20)]) {
      const { status, headers, body } = await ask(route, idFor(route, mine), token);
      expect([status, headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="hailuo-queue"']);
      expect(body).toEqual({
        type: "urn:hailuo-queue:unauthorized",
        title: "No valid API key",
        status: 401,
        code: "unauthorized",
        detail: "Send a valid key as `Authorization: Bearer KEY`; `hailuo keys create` makes one.",
      });
    }
  });

  test.each(LOCKED)("%s is refused to each role below its own, with 403", async (_name, route) => {
    const below = ROLES.slice(0, ROLES.indexOf(route.role ?? "read"));
    for (const role of below) {
      const { status, body } = await ask(route, idFor(route, mine), tokens[role]);
      expect([status, body["code"]]).toEqual([403, "forbidden"]);
    }
  });

  test("unknown paths say 401 without a key, too", async () => {
    for (const path of ["/api/v1/nix", "/nix", "/api/v1/generations/a/b/c", "/api/v2/generations"]) {
      expect((await world.call("GET", path, undefined)).status).toBe(401);
      expect((await world.call("GET", path, tokens.read)).status).toBe(404);
    }
  });

  test("what is open tells nothing of anybody's work", async () => {
    const open = named.filter(([, { role }]) => role === undefined).map(([name]) => name);
    expect(open.toSorted((left, right) => (left < right ? -1 : 1))).toEqual([
      "GET /api/v1/videos/:id",
      "GET /callbacks/minimax/:id",
      "GET /healthz",
      "GET /readyz",
      "POST /callbacks/minimax/:id",
    ]);
    // A callback is answered alike whatever it names.
    for (const id of [mine.generation, theirs.generation, "nix"]) {
      const { status, body } = await world.call("POST", `/callbacks/minimax/${id}.1`, undefined, { status: "success" });
      expect([status, body]).toEqual([200, { status: "ok" }]);
    }
    for (const path of ["/healthz", "/readyz"])
      expect((await world.call("GET", path, undefined)).body).toEqual({ status: "ok" });
    // A video needs its link's signature.
    const forged = [mine.generation, "nix"].map(
      (id) => `/api/v1/videos/${id}?Expires=9999999999&Signature=${"A".repeat(43)}`,
    );
    for (const path of [...forged, `/api/v1/videos/${mine.generation}`])
      expect((await world.call("GET", path, undefined)).status).toBe(404);
  });
});

describe("a tenant's things", () => {
  test.each(named)("%s says whose things it is about, as its path does", (_name, { path, scope, role }) => {
    const wanted = path.includes("/generations/:id")
      ? ["generation"]
      : path.includes("/batches/:id")
        ? ["batch"]
        : path.includes("/inputs/:id")
          ? ["input"]
          : ["tenant", "deployment", "public"];
    expect(wanted).toContain(scope);
    // Whatever is named by something else than :id or an admin's :name needs a test of its own here.
    expect(path.replace(":id", "").replace(":name", "")).not.toContain(":");
    if (path.includes(":name")) expect([scope, role]).toEqual(["deployment", "admin"]);
    if (scope === "deployment") expect(role).toBe("admin");
  });

  const UNKNOWN: Partial<Record<RouteFacts["scope"], string>> = {
    generation: `gen_${"0".repeat(32)}`,
    batch: `batch_${"0".repeat(32)}`,
    input: "0".repeat(64),
  };
  const aboutOne = LOCKED.filter(([, { scope }]) => scope === "generation" || scope === "batch" || scope === "input");
  test.each(aboutOne)(
    "%s answers of another tenant's as of one that is not there, to every role",
    async (_name, route) => {
      for (const role of ROLES.slice(ROLES.indexOf(route.role ?? "read"))) {
        const foreign = await ask(route, idFor(route, theirs), tokens[role]);
        const unknown = await ask(route, UNKNOWN[route.scope] ?? "", tokens[role]);
        expect([foreign.status, foreign.text]).toEqual([404, unknown.text]);
        expect(headersOf(foreign)).toEqual(headersOf(unknown));
      }
    },
  );

  test("no list shows another tenant's, whatever it is asked for", async () => {
    const paths = [
      "/api/v1/generations",
      `/api/v1/generations?batch=${theirs.batch}`,
      "/api/v1/generations?batch=tenant-theirs",
      `/api/v1/generations?cursor=${theirs.batch}`,
      `/api/v1/generations?cursor=${theirs.batch}:0`,
      "/api/v1/generations?cursor=tenant-theirs",
      "/api/v1/generations?cursor=tenant-theirs:0",
      "/api/v1/batches",
      `/api/v1/batches?cursor=${theirs.batch}`,
      "/api/v1/inputs",
      `/api/v1/inputs?cursor=${theirs.input}`,
    ];
    for (const path of paths) {
      for (const role of ROLES) {
        const { text, status, body } = await world.call("GET", path, tokens[role]);
        // A cursor that no page gave is refused alike, whatever it names.
        expect([path, status, body["code"]]).toEqual([
          path,
          ...(path.includes("cursor") ? [400, "bad_cursor"] : [200, undefined]),
        ]);
        expect(text).not.toContain(theirs.generation);
        expect(text).not.toContain(theirs.input);
        expect(text).not.toMatch(/of.theirs/);
        if (!path.includes("cursor")) expect(text).not.toContain(theirs.batch);
      }
    }
  });

  test.each(["./cat.png", "/etc/passwd", `input://sha256-${"a".repeat(64)}.png`])(
    "%s is refused by name wherever a picture may stand: a request reads no file and names no stored input",
    async (image) => {
      const request = { model: "MiniMax-Hailuo-2.3", image_url: image };
      const single = await world.call("POST", "/api/v1/generations", mine.token, request);
      expect([single.status, single.body.errors]).toEqual([400, [{ field: "image_url", message: expect.any(String) }]]);
      const batch = String((await world.call("POST", "/api/v1/batches", mine.token, {})).body["id"]);
      const lines = { "content-type": "application/x-ndjson" };
      const items = await world.call(
        "POST",
        `/api/v1/batches/${batch}/items`,
        mine.token,
        JSON.stringify(request),
        lines,
      );
      expect(items.text).toContain("image_url");
      expect((await world.call("GET", `/api/v1/batches/${batch}`, mine.token)).body).toMatchObject({
        total: 0,
        invalid: 1,
      });
      const door = await world.call("POST", "/minimax/v1/video_generation", mine.token, {
        ...request,
        first_frame_image: image,
      });
      expect(door.body).toMatchObject({ task_id: "", base_resp: { status_code: 2013 } });
    },
  );

  test("another tenant's things are as they were after all that was asked", async () => {
    expect((await world.call("GET", `/api/v1/generations/${theirs.generation}`, theirs.token)).body["state"]).toBe(
      "queued",
    );
    expect((await world.call("GET", `/api/v1/batches/${theirs.batch}`, theirs.token)).body).toMatchObject({
      phase: "open",
      total: 1,
      paused: false,
    });
  });

  test("the same Idempotency-Key of two tenants stands for two things", async () => {
    const send = (token: string, path: string, body: object) =>
      world.call("POST", path, token, body, { "idempotency-key": "order 7" });
    for (const [path, body] of [
      ["/api/v1/generations", TEXT],
      ["/api/v1/batches", {}],
    ] as const) {
      const [first, second] = [await send(mine.token, path, body), await send(theirs.token, path, body)];
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(first.body["id"]).not.toBe(second.body["id"]);
    }
  });
});

describe("bodies", () => {
  test.each([
    ["no JSON", "{", 400, "not_json"],
    ["nothing", "", 400, "not_json"],
    ["a list", "[1]", 400, "invalid_request"],
    ["null", "null", 400, "invalid_request"],
    ["a text", '"x"', 400, "invalid_request"],
    ["a prototype", '{"__proto__": {"role": "admin"}, "prompt": "x"}', 422, "forbidden_name"],
    [
      "deep nesting",
      `{"model": "MiniMax-Hailuo-2.3", "prompt": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`,
      422,
      "too_deep",
    ],
    ["half a character", '{"model": "MiniMax-Hailuo-2.3", "prompt": "\\ud83c"}', 400, "invalid_request"],
    ["2,001 astral characters", JSON.stringify({ ...TEXT, prompt: "🌊".repeat(2001) }), 400, "invalid_request"],
    ["a custom_id of 129 characters", JSON.stringify({ ...TEXT, custom_id: "🌊".repeat(129) }), 400, "invalid_request"],
    ["a header in a custom_id", JSON.stringify({ ...TEXT, custom_id: "a\r\nset-cookie: x" }), 400, "invalid_request"],
    ["31 MB", JSON.stringify({ ...TEXT, image_url: "x".repeat(31 * 1024 * 1024) }), 413, "body_too_large"],
  ])("%s: a problem, and nothing is enqueued", async (_what, body, status, code) => {
    const before = (await world.producer.overview()).counts.queued;
    const reply = await world.call("POST", "/api/v1/generations", mine.token, body);
    expect([reply.status, reply.body["code"], reply.headers.get("content-type")]).toEqual([
      status,
      code,
      "application/problem+json; charset=utf-8",
    ]);
    expect((await world.producer.overview()).counts.queued).toBe(before);
  });

  test("a path as custom_id names the video, and leads nowhere", async () => {
    const made = await world.call("POST", "/api/v1/generations", mine.token, {
      ...TEXT,
      custom_id: "../../etc/passwd",
    });
    expect([made.status, made.body["custom_id"]]).toEqual([201, "../../etc/passwd"]);
    const record = await world.producer.get(String(made.body["id"]));
    expect(record?.objectKey).toMatch(/^tenant-mine\/etc-passwd~[a-z2-7]{12}\.mp4$/);
  });

  test.each([
    ["control characters", "a\u0000b\u001b[31m\r\nset-cookie: x=1\u2028\u202e"],
    ["2,000 astral characters", "🌊".repeat(2000)],
  ])("a prompt of %s is kept to the letter", async (_what, prompt) => {
    const made = await world.call("POST", "/api/v1/generations", mine.token, { ...TEXT, prompt });
    expect([made.status, made.headers.get("set-cookie")]).toEqual([201, null]);
    const got = await world.call("GET", made.headers.get("location") ?? "", mine.token);
    expect(got.body["request"]).toMatchObject({ prompt });
  });

  test("every other body has a limit of 64 KiB, and takes nothing it does not know", async () => {
    // Of the first two the body is a request, which may hold an image, and is judged by the model's rules; the last
    // takes requests within messages, which have tests of their own.
    const requests = ["POST /api/v1/generations", "POST /api/v1/generations/:id/edit", "POST /mcp"];
    const others = LOCKED.filter(([name, { body }]) => body !== undefined && !requests.includes(name));
    for (const [, route] of others) {
      const path = route.path.replace(":id", idFor(route, mine)).replace(":name", "default");
      const large = await world.call(route.method, path, tokens.admin, { why: "x".repeat(70_000) });
      expect([route.path, large.status]).toEqual([route.path, 413]);
      const odd = await world.call(route.method, path, tokens.admin, { nix: 1 });
      expect([route.path, odd.status, odd.body.errors?.map(({ field }) => field)]).toEqual([
        route.path,
        400,
        expect.arrayContaining(["nix"]),
      ]);
    }
  });

  test("a line that is too long, deep or no UTF-8 is one bad line; its neighbours are taken", async () => {
    const batch = String((await world.call("POST", "/api/v1/batches", mine.token, { invalid: "skip" })).body["id"]);
    const good = JSON.stringify(TEXT);
    const deep = `{"prompt": ${"[".repeat(200_000)}${"]".repeat(200_000)}}`;
    const bytes = Buffer.concat([
      Buffer.from(`${good}\n${deep}\n"${"x".repeat(1_100_000)}"\n`),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from(`${good}\n`),
    ]);
    const response = await world.fetch(`/api/v1/batches/${batch}/items`, mine.token, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: bytes,
    });
    expect([response.status, await response.json()]).toMatchObject([200, { received: 5, created: 2, invalid: 3 }]);
  });
});

test("no key's secret is in Redis, in a log or in an answer", async () => {
  const told: string[] = [];
  for (const token of [...Object.values(tokens), mine.token]) {
    const secret = token.slice("hq_0123456789abcdef_".length);
    for (const path of [
      `/api/v1/${token}`,
      `/api/v1/generations/${token}`,
      `/api/v1/generations?cursor=${token}`,
      `/api/v1/batches?nix=${token}`,
    ])
      told.push((await world.call("GET", path, token)).text);
    told.push((await world.call("POST", "/api/v1/generations", token, { ...TEXT, [token]: token })).text);
    told.push((await world.call("POST", "/api/v1/generations", token, { ...TEXT, custom_id: `${token}\n` })).text);
    expect(told.filter((text) => text.includes(secret)).map((text) => text.slice(0, 300))).toEqual([]);
    expect(world.output()).not.toContain(secret);
    for (const name of await world.redis.keys(`${world.prefix}*`))
      expect((await dump(name)).includes(secret)).toBe(false);
  }
});

async function dump(name: string): Promise<string> {
  const { redis } = world;
  switch (await redis.type(name)) {
    case "hash":
      return name + JSON.stringify(await redis.hgetall(name));
    case "zset":
      return name + JSON.stringify(await redis.zrange(name, "0", "-1"));
    case "list":
      return name + JSON.stringify(await redis.lrange(name, 0, -1));
    case "set":
      return name + JSON.stringify(await redis.smembers(name));
    case "stream":
      return name + JSON.stringify(await redis.xrange(name, "-", "+"));
    default:
      return name + String(await redis.get(name));
  }
}

function idFor({ scope }: RouteFacts, things: Things): string {
  if (scope === "input") return things.input;
  return scope === "batch" ? things.batch : things.generation;
}

function headersOf({ headers }: Reply): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name !== "date"));
}
