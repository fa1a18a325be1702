import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openSocket, type RawReply, readReply, sendRaw } from "./__fixtures__/raw-request.ts";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";

/** Requests as no library sends them, written to the socket byte by byte. */

let world: GatewayWorld;
let token: string;
let auth: string;

beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
    HAILUO_CALLBACK_URL: "https://video.example.com/callbacks/minimax",
  });
  token = await world.key("mine");
  auth = `Authorization: Bearer ${token}\r\n`;
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Words of what we are made of, and of places on our disk. */
const INSIDE =
  /FST_|HPE_|\bERR_|fastify|llhttp|node:|node_modules|nodejs|Parse Error|_events|highWaterMark|SyntaxError|TypeError|\bat .{1,80}\(.{1,200}:\d+:\d+\)|\/(?:tmp|home|root|app|usr|var|etc)\//i;

function expectProblem(reply: RawReply, status: number, code: string): void {
  expect([reply.status, reply.headers["content-type"]]).toEqual([status, "application/problem+json; charset=utf-8"]);
  expect(JSON.parse(reply.text)).toMatchObject({
    type: `urn:hailuo-queue:${code}`,
    title: expect.any(String),
    status,
    code,
  });
  expectClean(reply);
}

function expectClean({ headers, text }: RawReply): void {
  expect(headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(text).not.toMatch(INSIDE);
}

const LIST = "/api/v1/generations";
const get = (target: string, lines = "Host: a\r\n"): string => `GET ${target} HTTP/1.1\r\n${lines}\r\n`;
const post = (target: string, lines: string, body: string): string =>
  `POST ${target} HTTP/1.1\r\nHost: a\r\n${auth}${lines}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
const JSON_TYPE = "Content-Type: application/json\r\n";

describe("each is answered as a problem", () => {
  test.each<[string, () => string | Buffer, number, string]>([
    ["no Host", () => get(LIST, auth), 400, "bad_host"],
    ["an empty Host", () => get(LIST, `Host:\r\n${auth}`), 400, "bad_host"],
    ["a Host that is a bracket", () => get(LIST, `Host: [\r\n${auth}`), 400, "bad_host"],
    ["a Host of two words", () => get(LIST, `Host: a b\r\n${auth}`), 400, "bad_host"],
    ["a Host with a path", () => get(LIST, `Host: a/evil\r\n${auth}`), 400, "bad_host"],
    ["a Host with a user", () => get(LIST, `Host: user@evil\r\n${auth}`), 400, "bad_host"],
    ["a Host with a query", () => get(LIST, `Host: a?x\r\n${auth}`), 400, "bad_host"],
    ["a Host of 5,000 characters", () => get(LIST, `Host: ${"a".repeat(5000)}\r\n${auth}`), 400, "bad_host"],
    ["two Hosts", () => get(LIST, `Host: a\r\nHost: b\r\n${auth}`), 400, "two_headers"],
    [
      "a target on another server with a user",
      () => get(`http://u@evil${LIST}`, `Host: a\r\n${auth}`),
      400,
      "bad_host",
    ],
    ["a target that is no path", () => get("generations", `Host: a\r\n${auth}`), 400, "bad_http"],
    ["a target of another scheme", () => get("ftp://a/x", `Host: a\r\n${auth}`), 400, "bad_url"],
    ["a lone percent", () => get(`${LIST}/%`, `Host: a\r\n${auth}`), 400, "bad_url"],
    ["a percent with no UTF-8", () => get(`${LIST}/%ff`, `Host: a\r\n${auth}`), 400, "bad_url"],
    ["a zero in the path", () => get(`${LIST}/%00`, `Host: a\r\n${auth}`), 404, "not_found"],
    ["a zero in the path, raw", () => get(`${LIST}/\0`, `Host: a\r\n${auth}`), 400, "bad_http"],
    ["a name of 201 characters", () => get(`${LIST}/${"a".repeat(201)}`, `Host: a\r\n${auth}`), 414, "url_too_long"],
    ["a URL of 5 kB", () => get(`${LIST}?cursor=${"a".repeat(5000)}`, `Host: a\r\n${auth}`), 414, "url_too_long"],
    ["a URL of 20 kB", () => get(`${LIST}?cursor=${"a".repeat(20_000)}`, `Host: a\r\n${auth}`), 414, "url_too_long"],
    ["a URL of 200 kB", () => get(`${LIST}?cursor=${"a".repeat(200_000)}`, `Host: a\r\n${auth}`), 414, "url_too_long"],
    ["a header of 20 kB", () => get(LIST, `Host: a\r\n${auth}X: ${"a".repeat(20_000)}\r\n`), 431, "headers_too_large"],
    ["200 headers", () => get(LIST, `Host: a\r\n${auth}${"X: a\r\n".repeat(200)}`), 431, "headers_too_large"],
    ["5,000 headers", () => get(LIST, `Host: a\r\n${auth}${"X: a\r\n".repeat(5000)}`), 431, "headers_too_large"],
    ["a parameter twice", () => get(`${LIST}?limit=1&limit=2`, `Host: a\r\n${auth}`), 400, "invalid_request"],
    [
      "80 parameters",
      () => get(`${LIST}?${"a=1&".repeat(20)}${range(60)}`, `Host: a\r\n${auth}`),
      400,
      "invalid_request",
    ],
    ["a limit that is no number", () => get(`${LIST}?limit=NaN`, `Host: a\r\n${auth}`), 400, "invalid_request"],
    ["two keys", () => get(LIST, `Host: a\r\n${auth}${auth}`), 400, "two_headers"],
    ["an unknown path", () => get("/nix", `Host: a\r\n${auth}`), 404, "not_found"],
    ["an unknown path without a key", () => get("/nix"), 401, "unauthorized"],
    ["OPTIONS", () => `OPTIONS ${LIST} HTTP/1.1\r\nHost: a\r\n${auth}\r\n`, 405, "method_not_allowed"],
    ["OPTIONS *", () => `OPTIONS * HTTP/1.1\r\nHost: a\r\n${auth}\r\n`, 404, "not_found"],
    [
      "OPTIONS without a key",
      () => `OPTIONS ${LIST} HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n\r\n`,
      401,
      "unauthorized",
    ],
    ["TRACE", () => `TRACE ${LIST} HTTP/1.1\r\nHost: a\r\n${auth}\r\n`, 405, "method_not_allowed"],
    ["DELETE of a list", () => `DELETE ${LIST} HTTP/1.1\r\nHost: a\r\n${auth}\r\n`, 405, "method_not_allowed"],
    ["PROPFIND", () => `PROPFIND ${LIST} HTTP/1.1\r\nHost: a\r\n${auth}\r\n`, 405, "method_not_allowed"],
    ["QUERY", () => `QUERY ${LIST} HTTP/1.1\r\nHost: a\r\n${auth}\r\n`, 405, "method_not_allowed"],
    ["FOO", () => `FOO ${LIST} HTTP/1.1\r\nHost: a\r\n${auth}\r\n`, 405, "method_not_allowed"],
    ["get in small letters", () => `get ${LIST} HTTP/1.1\r\nHost: a\r\n\r\n`, 405, "method_not_allowed"],
    ["CONNECT", () => "CONNECT evil:443 HTTP/1.1\r\nHost: evil:443\r\n\r\n", 405, "method_not_allowed"],
    ["garbage", () => "garbage\r\n\r\n", 400, "bad_http"],
    ["zeros", () => "\0\0\0\0\r\n\r\n", 400, "bad_http"],
    ["TLS", () => Buffer.from("16030100f1010000ed0303", "hex"), 400, "bad_http"],
    ["HTTP/2", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "bad_http"],
    ["HTTP/9.9", () => `GET ${LIST} HTTP/9.9\r\nHost: a\r\n\r\n`, 400, "bad_http"],
    ["HTTP/0.9", () => `GET ${LIST}\r\n\r\n`, 400, "bad_http"],
    ["a space before the colon", () => get(LIST, "Host : a\r\n"), 400, "bad_http"],
    ["a line that folds", () => get(LIST, `Host: a\r\n${auth} folded\r\n`), 400, "bad_http"],
    ["a header with a zero", () => get(LIST, "Host: a\r\nX: \0\r\n"), 400, "bad_http"],
    ["both lengths", () => post(LIST, `${JSON_TYPE}Transfer-Encoding: chunked\r\n`, "0\r\n\r\n"), 400, "bad_http"],
    ["two Content-Lengths", () => post(LIST, `${JSON_TYPE}Content-Length: 3\r\n`, "{}"), 400, "bad_http"],
    [
      "a Content-Length with a sign",
      () => `POST ${LIST} HTTP/1.1\r\nHost: a\r\n${auth}Content-Length: +2\r\n\r\n{}`,
      400,
      "bad_http",
    ],
    [
      "a negative Content-Length",
      () => `POST ${LIST} HTTP/1.1\r\nHost: a\r\n${auth}Content-Length: -2\r\n\r\n{}`,
      400,
      "bad_http",
    ],
    ["an odd Transfer-Encoding", () => chunked("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400, "bad_http"],
    [
      "chunked that is not last",
      () => chunked("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
      400,
      "bad_http",
    ],
    [
      "a coding beside chunked",
      () => chunked("Transfer-Encoding: gzip, chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
      400,
      "bad_http",
    ],
    [
      "chunks of HTTP/1.0",
      () => chunked("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n").replace("HTTP/1.1", "HTTP/1.0"),
      400,
      "bad_http",
    ],
    [
      "two Idempotency-Keys",
      () => post(LIST, `${JSON_TYPE}Idempotency-Key: a\r\nIdempotency-Key: b\r\n`, "{}"),
      400,
      "two_headers",
    ],
    [
      "two Last-Event-IDs",
      () => get(LIST, `Host: a\r\n${auth}Last-Event-ID: 0-0\r\nLast-Event-ID: 1-0\r\n`),
      400,
      "two_headers",
    ],
    ["a bad chunk", () => chunked("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n"), 400, "bad_http"],
    [
      "a chunk of a length beyond all",
      () => chunked("Transfer-Encoding: chunked\r\n", "ffffffffffffffffff\r\n"),
      400,
      "bad_http",
    ],
    ["another expectation", () => post(LIST, "Expect: money\r\n", "{}"), 417, "expectation_failed"],
    ["text to a JSON route", () => post(LIST, "Content-Type: text/plain\r\n", "hello"), 415, "content_type"],
    [
      "CSV to a JSON route",
      () => post("/api/v1/batches", "Content-Type: text/csv\r\n", "prompt\nx"),
      415,
      "content_type",
    ],
    [
      "multipart to a JSON route",
      () => post(LIST, "Content-Type: multipart/form-data; boundary=x\r\n", "--x--"),
      415,
      "content_type",
    ],
    [
      "a form to a JSON route",
      () => post(LIST, "Content-Type: application/x-www-form-urlencoded\r\n", "a=1"),
      415,
      "content_type",
    ],
    ["no content type", () => post(LIST, "", "{}"), 415, "content_type"],
    ["an odd content type", () => post(LIST, "Content-Type: ;;;\r\n", "{}"), 415, "content_type"],
    ["two content types", () => post(LIST, `${JSON_TYPE}Content-Type: text/plain\r\n`, "{}"), 400, "two_headers"],
    [
      "two content types in one",
      () => post(LIST, "Content-Type: application/json, text/plain\r\n", "{}"),
      415,
      "content_type",
    ],
    ["JSON that is none", () => post(LIST, JSON_TYPE, "{"), 400, "not_json"],
    ["a prototype", () => post(LIST, JSON_TYPE, '{"__proto__":{"a":1}}'), 422, "forbidden_name"],
    [
      "a picture to a stream of items",
      () => post("/api/v1/batches/dry-run", "Content-Type: image/png\r\n", "{}"),
      415,
      "content_type",
    ],
  ])("%s", async (_name, request, status, code) => {
    expectProblem(await sendRaw(world.url, request()), status, code);
  });

  const range = (count: number): string => Array.from({ length: count }, (_, at) => `p${at}=1`).join("&");
  const chunked = (lines: string, body: string): string =>
    `POST ${LIST} HTTP/1.1\r\nHost: a\r\n${auth}${JSON_TYPE}${lines}\r\n${body}`;
});

describe("under /minimax each is answered as MiniMax answers", () => {
  test.each<[string, () => string, number]>([
    ["a bad Host", () => get("/minimax/v1/files/1", `Host: [\r\n${auth}`), 400],
    ["a URL that cannot be decoded", () => get("/minimax/v1/files/%ff", `Host: a\r\n${auth}`), 400],
    ["a name that is too long", () => get(`/minimax/v1/files/${"1".repeat(300)}`, `Host: a\r\n${auth}`), 414],
    ["an unknown path", () => get("/minimax/nix", `Host: a\r\n${auth}`), 404],
    ["an unknown path without a key", () => get("/minimax/nix"), 401],
    ["another method", () => `DELETE /minimax/v1/files/1 HTTP/1.1\r\nHost: a\r\n${auth}\r\n`, 405],
    [
      "text that is no JSON",
      () => post("/minimax/v3/async/minimax-video-01", "Content-Type: text/plain\r\n", "x"),
      400,
    ],
    ["a picture", () => post("/minimax/v3/async/minimax-video-01", "Content-Type: image/png\r\n", "x"), 415],
  ])("%s", async (_name, request, status) => {
    const reply = await sendRaw(world.url, request());
    expect([reply.status, reply.headers["content-type"]]).toEqual([status, "application/json; charset=utf-8"]);
    expect(JSON.parse(reply.text)).toMatchObject({
      base_resp: { status_code: expect.any(Number), status_msg: expect.any(String) },
    });
    expectClean(reply);
  });

  test("by the live API's paths with HTTP 200", async () => {
    const reply = await sendRaw(world.url, post("/minimax/v1/video_generation", "Content-Type: text/plain\r\n", "x"));
    expect([reply.status, JSON.parse(reply.text)]).toMatchObject([
      200,
      { task_id: "", base_resp: { status_code: 2013 } },
    ]);
    expectClean(reply);
  });
});

describe("what is odd and right is served", () => {
  test.each<[string, () => string]>([
    ["HTTP/1.0 without a Host", () => `GET ${LIST} HTTP/1.0\r\n${auth}\r\n`],
    ["a target with scheme and host", () => get(`http://a${LIST}`, `Host: other\r\n${auth}`)],
    ["an upgrade to a WebSocket", () => get(LIST, `Host: a\r\n${auth}Connection: Upgrade\r\nUpgrade: websocket\r\n`)],
    [
      "an upgrade to HTTP/2",
      () =>
        get(LIST, `Host: a\r\n${auth}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n`),
    ],
    ["an unknown parameter", () => get(`${LIST}?__proto__=1&constructor=2`, `Host: a\r\n${auth}`)],
    ["a GET with a body", () => get(LIST, `Host: a\r\n${auth}Content-Length: 3\r\n`) + "abc"],
  ])("%s", async (_name, request) => {
    const reply = await sendRaw(world.url, request());
    expect([reply.status, JSON.parse(reply.text)]).toMatchObject([200, { object: "list" }]);
    expectClean(reply);
  });

  test("what stands behind a request for an upgrade is not read, and the connection is closed", async () => {
    const upgrade = get(LIST, `Host: a\r\n${auth}Connection: Upgrade\r\nUpgrade: websocket\r\n`);
    const socket = await openSocket(world.url);
    socket.write(`${upgrade}${get("/healthz")}`);
    let received = "";
    socket.on("data", (chunk) => (received += String(chunk)));
    await once(socket, "close");
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200"]);
  });

  test("who asks before it sends is told to go on once it was let in, and never when it is refused", async () => {
    const body = JSON.stringify(TEXT);
    const lines = `POST ${LIST} HTTP/1.1\r\nHost: a\r\n${JSON_TYPE}Expect: 100-continue\r\nContent-Length: ${body.length}\r\n`;
    const socket = await openSocket(world.url);
    socket.write(`${lines}${auth}\r\n`);
    const [first] = (await once(socket, "data")) as [Buffer];
    expect(String(first)).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    socket.write(body);
    expect((await readReply(socket)).status).toBe(201);
    socket.destroy();
    const stranger = await openSocket(world.url);
    stranger.write(`${lines}\r\n`);
    const [refused] = (await once(stranger, "data")) as [Buffer];
    expect(String(refused)).toMatch(/^HTTP\/1\.1 401 /);
    await once(stranger, "close");
  });
});

describe("a link to a video", () => {
  async function video(): Promise<string> {
    await world.call("POST", LIST, token, TEXT);
    const id = await world.begin();
    await world.end(id, "succeeded");
    return `${LIST}/${id}/video`;
  }

  test("names the Host that was asked, and no text that a URL could read otherwise", async () => {
    const path = await video();
    const good = await sendRaw(world.url, get(path, `Host: Video.example.com:8443\r\n${auth}`));
    expect((JSON.parse(good.text) as { url: string }).url).toMatch(
      /^http:\/\/video\.example\.com:8443\/api\/v1\/videos\//,
    );
    for (const host of ["evil/path", "user@evil", "evil?x", "evil#x", "", "[", "a b", "0x7f.1"])
      expectProblem(await sendRaw(world.url, get(path, `Host: ${host}\r\n${auth}`)), 400, "bad_host");
    const old = await sendRaw(world.url, `GET ${path} HTTP/1.0\r\n${auth}\r\n`);
    expect((JSON.parse(old.text) as { url: string }).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/videos\//);
  });
});

describe("HEAD", () => {
  test("answers with the headers of GET on every path, and no body", async () => {
    const made = await world.call("POST", LIST, token, TEXT);
    const batch = String((await world.call("POST", "/api/v1/batches", token, {})).body["id"]);
    const paths = [
      LIST,
      made.headers.get("location") ?? "",
      `/api/v1/batches/${batch}`,
      `/api/v1/batches/${batch}/results.jsonl`,
      `/api/v1/batches/${batch}/faults.jsonl`,
      "/healthz",
      "/api/v1/generations/nix",
      "/nix",
    ];
    for (const path of paths) {
      const [head, full] = [await world.fetch(path, token, { method: "HEAD" }), await world.fetch(path, token)];
      const names = [
        "content-type",
        ...(path.endsWith(".jsonl") ? [] : ["content-length"]),
        "cache-control",
        "x-content-type-options",
      ];
      expect([path, head.status, ...names.map((name) => head.headers.get(name))]).toEqual([
        path,
        full.status,
        ...names.map((name) => full.headers.get(name)),
      ]);
      expect(await head.text()).toBe("");
      await full.text();
    }
  });

  test("of an event stream takes no permit: after 1,500 a tenant still listens", async () => {
    const listener = await world.key("listener");
    const batch = String((await world.call("POST", "/api/v1/batches", listener, {})).body["id"]);
    const made = await world.call("POST", LIST, listener, TEXT);
    const paths = [`/api/v1/batches/${batch}/events`, `${made.headers.get("location") ?? ""}/events`];
    const socket = await openSocket(world.url);
    for (let at = 0; at < 1500; at += 1) {
      socket.write(`HEAD ${paths[at % 2] ?? ""} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${listener}\r\n\r\n`);
      const { status, headers } = await readReply(socket, { head: true });
      expect([status, headers["content-type"]]).toEqual([200, "text/event-stream; charset=utf-8"]);
    }
    socket.destroy();
    const stop = new AbortController();
    for (const path of paths) expect((await world.fetch(path, listener, { signal: stop.signal })).status).toBe(200);
    stop.abort();
  });
});

test("two thousand requests with a few bytes changed are answered or closed, and none as our failure", async () => {
  const seed = Number(process.env["HAILUO_TEST_SEED"] ?? 20_261_130);
  const random = createRandom(seed);
  const sound = [
    get(LIST, `Host: a\r\n${auth}`),
    get(`${LIST}?limit=5&state=queued`, `Host: a:80\r\n${auth}Connection: keep-alive\r\n`),
    post(LIST, JSON_TYPE, JSON.stringify(TEXT)),
    post("/api/v1/batches/dry-run", "Content-Type: text/plain\r\n", "A lighthouse\nA harbour\n"),
    `POST /minimax/v1/video_generation HTTP/1.1\r\nHost: a\r\n${auth}${JSON_TYPE}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    `HEAD /api/v1/videos/x?Expires=1&Signature=a HTTP/1.0\r\n\r\n`,
  ];
  const bytes = [
    "\0",
    "\r",
    "\n",
    " ",
    ":",
    "%",
    "/",
    "{",
    "[",
    ";",
    ",",
    "\u00ff",
    "0",
    "chunked",
    "\r\n\r\n",
    "HTTP/1.1",
    "__proto__",
    "-1",
  ];
  async function sendOne(): Promise<string> {
    let text = sound[random(sound.length)] ?? "";
    for (let changes = 1 + random(4); changes > 0; changes -= 1) {
      const at = random(text.length);
      text = text.slice(0, at) + (bytes[random(bytes.length)] ?? "") + text.slice(at + random(4));
    }
    const socket = await openSocket(world.url);
    let received = "";
    socket.on("data", (chunk) => (received += String(chunk)));
    socket.end(Buffer.from(text, "latin1"));
    if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
    const bad = /HTTP\/1\.1 5\d\d/.test(received) || INSIDE.test(received);
    return bad ? `${JSON.stringify(text)} -> ${received}` : "";
  }
  const bad: string[] = [];
  for (let at = 0; at < 2000; at += 20) {
    const told = await Promise.all(Array.from({ length: 20 }, sendOne));
    bad.push(...told.filter((text) => text !== ""));
  }
  expect({ seed, bad }).toEqual({ seed, bad: [] });
  expect((await world.call("GET", LIST, token)).status).toBe(200);
});

/** Whole numbers below a limit, the same for the same seed (mulberry32). */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
