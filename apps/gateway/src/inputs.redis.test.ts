import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { optional } from "@hailuo-queue/contracts";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { imageFile, type ImageFileOptions } from "@hailuo-queue/testkit";
import { type GatewayWorld, openWorld, type Reply, TEXT } from "./__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const MB = 1024 * 1024;
const FAIR: ImageFileOptions = { width: 1366, height: 768 };

let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(redisUrl, { HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000" });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** A picture that no other test has. */
function picture(options: Partial<ImageFileOptions> = {}): Buffer {
  const { bytes = 3000, ...size } = { ...FAIR, ...options };
  return Buffer.concat([imageFile("png", size), randomBytes(bytes - imageFile("png", size).length)]);
}

function nameOf(content: Buffer, type = "png"): string {
  return `input://sha256-${hashOf(content)}.${type}`;
}

function hashOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

async function upload(token: string, body: Buffer | FormData, type?: string): Promise<Reply> {
  const headers = optional({ "content-type": type });
  const response = await world.fetch("/api/v1/inputs", token, { method: "POST", headers, body });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text === "" ? {} : (JSON.parse(text) as Reply["body"]),
  };
}

async function stored(tenant: string): Promise<readonly string[]> {
  return await readdir(join(world.out, "inputs", tenant)).catch(() => []);
}

async function contentOf(tenant: string): Promise<readonly string[]> {
  const names = await stored(tenant);
  return Promise.all(names.map(async (name) => hashOf(await readFile(join(world.out, "inputs", tenant, name)))));
}

function dataUrl(content: Buffer, type = "image/png"): string {
  return `data:${type};base64,${content.toString("base64")}`;
}

test("an upload whose caller vanishes is no failure of the gateway's, in its log or its audit", async () => {
  const token = await world.key("vanishing");
  const { hostname, port } = new URL(world.url);
  for (const leave of ["destroy", "resetAndDestroy", "end"] as const) {
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    const head = `Host: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: image/png\r\nContent-Length: 90000\r\nExpect: 100-continue`;
    socket.write(`POST /api/v1/inputs HTTP/1.1\r\n${head}\r\n\r\n`);
    // It is waited for from now on.
    await once(socket, "data");
    socket.write("abc");
    socket.resume();
    const closed = once(socket, "close");
    socket[leave]();
    await closed;
  }
  // Its own requests go on behind them.
  expect((await upload(token, picture(), "image/png")).status).toBe(201);
  const admin = await world.key("vanishing", "admin");
  const audit = await world.call("GET", "/api/v1/audit?tenant=vanishing", admin);
  expect(audit.text).not.toContain("internal_error");
  expect(world.output()).not.toContain("request failed");
});

describe("an upload", () => {
  test("is kept once, told with its facts, listed, and deleted at its tenant's wish", async () => {
    const token = await world.key("one");
    const cat = picture({ bytes: 5 * MB });
    const first = await upload(token, cat, "image/png");
    expect([first.status, first.headers.get("location")]).toEqual([201, `/api/v1/inputs/${hashOf(cat)}`]);
    const { created_at: createdAt, expires_at: expiresAt, ...facts } = first.body;
    expect(facts).toEqual({
      object: "input",
      id: nameOf(cat),
      sha256: hashOf(cat),
      kind: "image",
      type: "image/png",
      bytes: 5 * MB,
      width: 1366,
      height: 768,
      needed_by: 0,
    });
    expect(Date.parse(String(expiresAt)) - Date.parse(String(createdAt))).toBe(3 * 24 * 60 * 60_000);
    // What it is called, and sent as, counts for nothing.
    expect(await upload(token, cat, "application/octet-stream")).toMatchObject({
      status: 200,
      body: { id: nameOf(cat) },
    });
    expect(await stored("one")).toHaveLength(1);
    const film = Buffer.concat([Buffer.from("0000001866747970", "hex"), Buffer.from("isom"), randomBytes(100)]);
    expect(await upload(token, film, "image/jpeg")).toMatchObject({
      status: 201,
      body: { kind: "video", type: "video/mp4", width: null },
    });
    const page = await world.call("GET", "/api/v1/inputs?limit=1", token);
    expect(page.body).toMatchObject({ data: [{ kind: "video" }], next_cursor: expect.any(String) });
    const rest = await world.call("GET", `/api/v1/inputs?cursor=${String(page.body["next_cursor"])}`, token);
    expect(rest.body).toMatchObject({ data: [{ id: nameOf(cat) }], next_cursor: null });
    for (const id of [hashOf(cat), `sha256-${hashOf(cat)}`, `sha256-${hashOf(cat)}.png`])
      expect((await world.call("GET", `/api/v1/inputs/${id}`, token)).body).toMatchObject({
        id: nameOf(cat),
        bytes: 5 * MB,
      });
    const other = await world.key("two");
    expect((await world.call("DELETE", `/api/v1/inputs/${hashOf(cat)}`, other)).status).toBe(404);
    expect((await world.call("DELETE", `/api/v1/inputs/${hashOf(cat)}`, token)).status).toBe(204);
    expect((await world.call("GET", `/api/v1/inputs/${hashOf(cat)}`, token)).status).toBe(404);
    expect(await contentOf("one")).toEqual([hashOf(film)]);
  });

  test("comes as a form, too, with one file in it", async () => {
    const token = await world.key("forms");
    const cat = picture({ bytes: 200_000 });
    const form = new FormData();
    form.append("note", "a cat");
    form.append("file", new Blob([new Uint8Array(cat)], { type: "image/jpeg" }), "cat.jpg");
    expect(await upload(token, form)).toMatchObject({ status: 201, body: { id: nameOf(cat), type: "image/png" } });
    const two = new FormData();
    for (const name of ["a", "b"]) two.append(name, new Blob([new Uint8Array(picture({ bytes: 5 * MB }))]), "cat.png");
    expect(await upload(token, two)).toMatchObject({ status: 400, body: { code: "one_file" } });
    expect(await upload(token, new FormData())).toMatchObject({ status: 400 });
    expect(await stored("forms")).toHaveLength(1);
  });

  test.each([
    ["a text", () => Buffer.from("no picture ".repeat(1000)), 422, /^The content is no JPEG, PNG/],
    ["an empty body", () => Buffer.alloc(0), 422, /^The content is no JPEG, PNG/],
    ["a picture that no model takes", () => picture({ width: 100, height: 100 }), 422, /has 100 x 100 pixels/],
    ["a picture of 31 MB", () => picture({ bytes: 31 * MB }), 413, /^The image has more than 30 MB/],
    [
      "a recording of 16 MB",
      () => Buffer.concat([Buffer.from("ID3"), Buffer.alloc(16 * MB)]),
      413,
      /^The audio has more than 15 MB/,
    ],
  ])("of %s is refused, and nothing is kept", async (what, content, status, detail) => {
    const tenant = `refused-${what.replaceAll(/\W/g, "")}`;
    const reply = await upload(await world.key(tenant), content(), "image/png");
    expect([reply.status, reply.body["detail"]]).toEqual([status, expect.stringMatching(detail)]);
    expect(await stored(tenant)).toEqual([]);
  });

  test("that breaks off leaves nothing, of the file, in the books or in the storage", async () => {
    const token = await world.key("cut");
    const { host, hostname, port } = new URL(world.url);
    const socket = connect(Number(port), hostname);
    await once(socket, "connect");
    socket.write(
      `POST /api/v1/inputs HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nContent-Type: image/png\r\nContent-Length: ${20 * MB}\r\n\r\n`,
    );
    socket.write(picture({ bytes: 8 * MB }));
    const litter = `${world.prefix}:inputs:litter`;
    const isAnnounced = async (): Promise<boolean> =>
      (await world.redis.zrange(litter, "0", "-1")).some((entry) => entry.startsWith("cut:"));
    while (!(await isAnnounced())) await new Promise(setImmediate);
    socket.destroy();
    while (await isAnnounced()) await new Promise(setImmediate);
    expect(await stored("cut")).toEqual([]);
    expect((await world.call("GET", "/api/v1/inputs", token)).body).toMatchObject({ data: [] });
    expect((await world.call("GET", "/healthz", undefined)).status).toBe(200);
  });
});

describe("a request", () => {
  test("names an input of its tenant, which stays as long as it is needed", async () => {
    const token = await world.key("names");
    const cat = picture();
    await upload(token, cat, "image/png");
    const created = await world.call("POST", "/api/v1/generations", token, { ...TEXT, image_url: nameOf(cat) });
    expect(created).toMatchObject({ status: 201, body: { request: { image_url: nameOf(cat) } } });
    expect((await world.call("GET", `/api/v1/inputs/${hashOf(cat)}`, token)).body).toMatchObject({
      needed_by: 1,
      expires_at: null,
    });
    const refused = await world.call("DELETE", `/api/v1/inputs/${hashOf(cat)}`, token);
    expect([refused.status, refused.body["code"]]).toEqual([409, "input_needed"]);
    await world.call("POST", `/api/v1/generations/${String(created.body["id"])}/cancel`, token);
    expect((await world.call("DELETE", `/api/v1/inputs/${hashOf(cat)}`, token)).status).toBe(204);
  });

  test("that names what is not there, is another tenant's or does not fit is refused at its field, and enqueues nothing", async () => {
    const [token, other] = [await world.key("asks"), await world.key("owns")];
    const [foreign, heic] = [picture(), imageFile("heic", { ...FAIR, bytes: 3000 })];
    await upload(other, foreign, "image/png");
    await upload(token, heic, "image/heic");
    const unknown = picture();
    const gone = expect.stringMatching(/^names an input that is not there/);
    for (const [content, type, message] of [
      [foreign, "png", gone],
      [unknown, "png", gone],
      [heic, "heic", "is HEIC; an image must be JPEG, PNG or WebP"],
    ] as const) {
      const reply = await world.call("POST", "/api/v1/generations", token, {
        ...TEXT,
        image_url: nameOf(content, type),
      });
      expect([reply.status, reply.body["code"], reply.body.errors]).toEqual([
        400,
        "invalid_request",
        [{ field: "image_url", message }],
      ]);
    }
    expect((await world.call("GET", "/api/v1/generations", token)).body).toMatchObject({ data: [] });
  });

  test.each([
    ["a data URL", (content: Buffer) => JSON.stringify({ ...TEXT, image_url: dataUrl(content) })],
    [
      "upper case and parameters",
      (content: Buffer) =>
        JSON.stringify({ ...TEXT, image_url: `DATA:IMAGE/PNG;charset=x;BASE64,${content.toString("base64")}` }),
    ],
    [
      "bytes of any kind",
      (content: Buffer) => JSON.stringify({ ...TEXT, image_url: dataUrl(content, "application/octet-stream") }),
    ],
    ["bare base64", (content: Buffer) => JSON.stringify({ ...TEXT, image_url: content.toString("base64") })],
    [
      "escaped slashes",
      (content: Buffer) => JSON.stringify({ ...TEXT, image_url: dataUrl(content, "image/jpg") }).replaceAll("/", "\\/"),
    ],
    [
      "an escaped head",
      (content: Buffer) =>
        JSON.stringify({ ...TEXT, image_url: dataUrl(content) }).replace("data:", "\\u0064\\u0061ta:"),
    ],
  ])("with a picture as %s has an input instead", async (_form, bodyOf) => {
    const token = await world.key("forms-of-data");
    const cat = picture({ bytes: 40_000 });
    const created = await world.call("POST", "/api/v1/generations", token, bodyOf(cat), {
      "content-type": "application/json",
    });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ request: { image_url: nameOf(cat) } });
    expect(await contentOf("forms-of-data")).toContain(hashOf(cat));
  });

  test("with a picture of few bytes has an input, too", async () => {
    const token = await world.key("few");
    const tiny = imageFile("png", FAIR);
    const created = await world.call("POST", "/api/v1/generations", token, { ...TEXT, image_url: dataUrl(tiny) });
    expect(created.body).toMatchObject({ request: { image_url: nameOf(tiny) } });
  });

  test("with a picture of 20 MB costs Redis less than 2 KB, and is the same request when it is sent again", async () => {
    const token = await world.key("large");
    await world.call("POST", "/api/v1/generations", token, { ...TEXT, image_url: dataUrl(picture()) });
    const before = await keptBytes();
    const body = { ...TEXT, image_url: dataUrl(picture({ bytes: 20 * MB - 1 })) };
    const first = await world.call("POST", "/api/v1/generations", token, body, { "idempotency-key": "1" });
    expect(first.status).toBe(201);
    expect((await keptBytes()) - before).toBeLessThan(2048);
    const again = await world.call("POST", "/api/v1/generations", token, body, { "idempotency-key": "1" });
    expect([again.status, again.body["id"]]).toEqual([200, first.body["id"]]);
    expect(await stored("large")).toHaveLength(2);
    const other = await world.call(
      "POST",
      "/api/v1/generations",
      token,
      { ...body, image_url: dataUrl(picture()) },
      { "idempotency-key": "1" },
    );
    expect(other.status).toBe(409);
  });

  test("with media that cannot be used is told of at the very field", async () => {
    const token = await world.key("bad");
    const faultOf = async (fields: object): Promise<unknown> => {
      const { status, body } = await world.call("POST", "/api/v1/generations", token, { ...TEXT, ...fields });
      return [status, body.errors];
    };
    expect(await faultOf({ image_url: dataUrl(Buffer.from("no picture ".repeat(100))) })).toEqual([
      400,
      [{ field: "image_url", message: "is no JPEG, PNG, WebP, HEIC or HEIF image, by its content" }],
    ]);
    expect(await faultOf({ image_url: dataUrl(picture({ bytes: 31 * MB })) })).toEqual([
      400,
      [{ field: "image_url", message: "has 31 MB; an image must have less than 20 MB" }],
    ]);
    expect(
      await faultOf({
        model: "MiniMax-H3",
        reference_images: ["https://a.example/a.png", dataUrl(picture({ width: 200 }))],
      }),
    ).toEqual([
      400,
      [{ field: "reference_images.1", message: "has 200 x 768 pixels; the short side must have at least 256" }],
    ]);
    expect(await faultOf({ model: "MiniMax-H3", reference_videos: [dataUrl(picture(), "video/mp4")] })).toEqual([
      400,
      [{ field: "reference_videos.0", message: "is an image; it must be a video" }],
    ]);
  });

  test("that is large without its media is refused before it is parsed", async () => {
    const token = await world.key("bomb");
    const body = JSON.stringify({ ...TEXT, image_url: dataUrl(picture()), prompt: "x".repeat(300_000) });
    const reply = await world.call("POST", "/api/v1/generations", token, body, { "content-type": "application/json" });
    expect(reply.status).toBe(413);
  });
});

describe("a batch", () => {
  test("takes pictures above 1 MiB in lines and in cells, and tells of those that cannot be used by their line", async () => {
    const token = await world.key("batches");
    const batch = String((await world.call("POST", "/api/v1/batches", token, { invalid: "skip" })).body["id"]);
    const [large, second] = [picture({ bytes: 3 * MB }), picture({ bytes: 2 * MB })];
    const line = (url: string): string => JSON.stringify({ ...TEXT, image_url: url });
    const lines = [dataUrl(large), dataUrl(Buffer.from("no picture ".repeat(200))), nameOf(picture()), dataUrl(large)]
      .map(line)
      .join("\n");
    const sent = await world.call("POST", `/api/v1/batches/${batch}/items`, token, lines, {
      "content-type": "application/x-ndjson",
    });
    expect(sent.body).toMatchObject({ received: 4, created: 2, invalid: 2 });
    expect(sent.body["faults"]).toEqual([
      { index: 2, line: 3, field: "image_url", message: expect.stringMatching(/^names an input that is not there/) },
      { index: 1, line: 2, field: "image_url", message: "is no JPEG, PNG, WebP, HEIC or HEIF image, by its content" },
    ]);
    const cells = `model,prompt,image_url\n${TEXT.model},"a, b",${dataUrl(second)}\n${TEXT.model},c,"${dataUrl(second)}"\n`;
    const more = await world.call("POST", `/api/v1/batches/${batch}/items?start=4`, token, cells, {
      "content-type": "text/csv",
    });
    expect(more.body).toMatchObject({ received: 2, created: 2, invalid: 0 });
    expect(new Set(await contentOf("batches"))).toEqual(new Set([hashOf(large), hashOf(second)]));
    expect((await world.call("GET", `/api/v1/inputs/${hashOf(large)}`, token)).body).toMatchObject({ needed_by: 2 });
    await world.call("POST", `/api/v1/batches/${batch}/cancel`, token);
    expect((await world.call("GET", `/api/v1/inputs/${hashOf(large)}`, token)).body).toMatchObject({ needed_by: 0 });
  });

  test("is judged by a dry run with its pictures, and nothing is kept", async () => {
    const token = await world.key("dry");
    const lines = [dataUrl(picture({ bytes: 2 * MB })), dataUrl(picture({ width: 100 }))]
      .map((url) => JSON.stringify({ ...TEXT, image_url: url }))
      .join("\n");
    const { body } = await world.call("POST", "/api/v1/batches/dry-run", token, lines, {
      "content-type": "application/x-ndjson",
    });
    expect(body).toMatchObject({
      received: 2,
      valid: 1,
      faults: [{ line: 2, field: "image_url", message: expect.stringMatching(/pixels/) }],
    });
    expect(await stored("dry")).toEqual([]);
  });
});

test("MiniMax's own API takes pictures as its programs send them, and they become inputs", async () => {
  const token = await world.key("minimax");
  const [cat, dog] = [picture(), picture()];
  const send = (fields: object): Promise<Reply> =>
    world.call("POST", "/minimax/v1/video_generation", token, { model: TEXT.model, prompt: "x", ...fields });
  expect((await send({ first_frame_image: dataUrl(cat, "image/jpeg") })).body).toMatchObject({
    base_resp: { status_code: 0 },
  });
  expect((await send({ first_frame_image: dog.toString("base64") })).body).toMatchObject({
    base_resp: { status_code: 0 },
  });
  expect((await send({ first_frame_image: nameOf(cat) })).body).toMatchObject({ base_resp: { status_code: 0 } });
  expect((await send({ first_frame_image: nameOf(picture()) })).body).toMatchObject({
    base_resp: { status_code: 2013, status_msg: expect.stringMatching(/image_url.* names an input that is not there/) },
  });
  expect(new Set(await contentOf("minimax"))).toEqual(new Set([hashOf(cat), hashOf(dog)]));
});

/** Of all keys of this world but the audit, which grows by whole pages and has a bound of its own. */
async function keptBytes(): Promise<number> {
  const keys = (await world.redis.keys(`${world.prefix}:*`)).filter((key) => !key.includes(":audit:"));
  const sizes = await Promise.all(keys.map((key) => world.redis.memory("USAGE", key, "SAMPLES", 0)));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
