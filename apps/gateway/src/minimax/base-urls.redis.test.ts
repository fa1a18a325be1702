import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "../__fixtures__/gateway-world.ts";

let world: GatewayWorld;
let token: string;
let doorUrl: string;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", {
    HAILUO_MINIMAX_PORT: "0",
    HAILUO_MINIMAX_HOST: "api.door.example",
  });
  token = await world.key("mine");
  doorUrl = /"minimaxUrl":"(http:[^"]+)"/.exec(world.output())?.[1] ?? "";
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** fetch would tidy the path and set the Host. */
function send(
  url: string,
  path: string,
  { method = "POST", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Reply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers: { authorization: `Bearer ${token}`, ...headers } });
    sent.on("response", (response) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk)));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const BODY = JSON.stringify(TEXT);
const SUCCESS = { base_resp: { status_code: 0, status_msg: "success" } };

describe("a create is taken at each way to write the base URL", () => {
  test.each(["/minimax", "/minimax/", "//minimax", "/minimax/v1", "/minimax/v1/", "/minimax/v2"])(
    "%s",
    async (base) => {
      for (const end of ["", "/", "//"]) {
        const reply = await send(world.url, `${base}/v1/video_generation${end}`, { body: BODY });
        expect([reply.status, JSON.parse(reply.text)]).toMatchObject([200, SUCCESS]);
      }
    },
  );

  test.each(["", "/", "/v1", "/minimax"])("a port of the door's own: %p", async (base) => {
    const reply = await send(doorUrl, `${base}/v1/video_generation`, { body: BODY });
    expect([reply.status, JSON.parse(reply.text)]).toMatchObject([200, SUCCESS]);
  });

  test.each(["api.door.example", "API.door.example:8080"])("a host of the door's own: %s", async (host) => {
    const reply = await send(world.url, "/v1/video_generation/", { body: BODY, headers: { host } });
    expect([reply.status, JSON.parse(reply.text)]).toMatchObject([200, SUCCESS]);
    const other = await send(world.url, "/v1/video_generation", { body: BODY, headers: { host: `x${host}` } });
    expect([other.status, other.headers["content-type"]]).toEqual([404, "application/problem+json; charset=utf-8"]);
  });

  test("the other API is not served at the door's port, but links to videos are", async () => {
    const list = await send(doorUrl, "/api/v1/generations", { method: "GET" });
    expect([list.status, JSON.parse(list.text)]).toMatchObject([404, { base_resp: { status_code: 2013 } }]);
    const { task_id: id } = JSON.parse((await send(doorUrl, "/v1/video_generation", { body: BODY })).text);
    const found = await world.producer.forTenant("mine").list({ limit: 1000 });
    const generation = found.items.find(({ customId }) => customId === id);
    for (let at = 0; at < found.items.length; at += 1) {
      const begun = await world.begin();
      await world.end(begun, "succeeded");
      if (begun === generation?.id) break;
    }
    const file = await send(doorUrl, `/v1/files/retrieve?file_id=${id}`, { method: "GET" });
    const link = new URL(JSON.parse(file.text).file.download_url);
    expect(link.origin).toBe(doorUrl);
    // Nothing was stored; the path is that of the links all the same.
    const video = await send(doorUrl, `${link.pathname}${link.search}`, { method: "GET" });
    expect([video.status, JSON.parse(video.text)]).toMatchObject([404, { detail: "There is no such video." }]);
  });
});

describe("every answer of the door, and no other, has a trace-id of its own", () => {
  test.each<[string, string, string, number]>([
    ["an answer", "GET", "/minimax/v1/query/video_generation?task_id=1", 200],
    ["another path", "GET", "/minimax/nix", 404],
    ["the root", "GET", "/minimax/", 404],
    ["another method", "DELETE", "/minimax/v1/files/1", 405],
    ["a URL that cannot be decoded", "GET", "/minimax/v1/files/%ff", 400],
    ["a name that is too long", "GET", `/minimax/v1/files/${"1".repeat(300)}`, 414],
    ["an upgrade to nothing", "GET", "/minimax/v1/files/1", 404],
  ])("%s", async (_what, method, path, status) => {
    const [first, second] = [await send(world.url, path, { method }), await send(world.url, path, { method })];
    expect(first.status).toBe(status);
    expect(JSON.parse(first.text)).toMatchObject({ base_resp: { status_code: 2013 } });
    expect(first.headers["trace-id"]).toMatch(/^[0-9a-f]{32}$/);
    expect(second.headers["trace-id"]).not.toBe(first.headers["trace-id"]);
    expect((await send(world.url, "/api/v1/generations", { method: "GET" })).headers).not.toHaveProperty("trace-id");
  });

  test("a refusal of v2 has the same in its body, wherever it is refused", async () => {
    for (const path of [
      "query/video_generation/1",
      "query/video_generation/%ff",
      "nix",
      "query//video_generation/1/",
    ]) {
      const reply = await send(world.url, `/minimax/v2/${path}`, { method: "GET" });
      const { type, request_id: id } = JSON.parse(reply.text);
      expect([path, type, id]).toEqual([path, "error", reply.headers["trace-id"]]);
    }
  });

  test("another method is told which there are", async () => {
    const reply = await send(world.url, "/minimax/v1/files/1/", { method: "DELETE" });
    expect([reply.status, reply.headers["allow"]]).toEqual([405, "GET, HEAD"]);
  });
});

describe("JSON is read whatever it is called", () => {
  test.each([undefined, "text/plain;charset=UTF-8", "text/plain", "application/x-www-form-urlencoded"])(
    "as %p",
    async (type) => {
      const headers = type === undefined ? {} : { "content-type": type };
      const reply = await send(world.url, "/minimax/v1/video_generation", { body: BODY, headers });
      expect(JSON.parse(reply.text)).toMatchObject(SUCCESS);
      const video = await send(world.url, "/openai/v1/videos", { body: BODY, headers });
      expect([video.status, JSON.parse(video.text)]).toMatchObject([200, { object: "video" }]);
    },
  );

  test("but not with another type, nor as a form's fields, nor where JSON is due alone", async () => {
    const as = async (path: string, type: string, body: string): Promise<unknown> => {
      const reply = await send(world.url, path, { body, headers: { "content-type": type } });
      const { base_resp: base, code } = JSON.parse(reply.text);
      return code ?? base.status_code;
    };
    expect(await as("/minimax/v1/video_generation", "image/png", BODY)).toBe(2013);
    expect(await as("/minimax/v1/video_generation", "application/x-www-form-urlencoded", "model=T2V-01")).toBe(2013);
    expect(await as("/api/v1/generations", "text/plain", BODY)).toBe("content_type");
  });
});

test("without keys, JSON that a page of another site could send is not read", async () => {
  await using open = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { HAILUO_GATEWAY_AUTH: "off" });
  const body = JSON.stringify(TEXT);
  const create = (headers: Record<string, string>): Promise<{ readonly text: string }> =>
    open.call("POST", "/minimax/v1/video_generation", undefined, body, headers);
  expect((await create({ "content-type": "text/plain" })).text).toContain("The body must be application/json");
  // No page sends this header unasked.
  expect((await create({ "content-type": "text/plain", authorization: "Bearer any" })).text).toContain("success");
});
