import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openSocket, readReply } from "../__fixtures__/raw-request.ts";
import { type GatewayWorld, openWorld, TEXT } from "../__fixtures__/gateway-world.ts";

const VIDEO = Buffer.from("a video of some bytes");

let folder: string;
let world: GatewayWorld;
let token: string;
/** The signed link to a finished video in a directory, without the origin. */
let link: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hailuo-gateway-videos-"));
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { HAILUO_OUT: folder });
  token = await world.key("mine");
  const made = await world.call("POST", "/api/v1/generations", token, TEXT);
  const path = join(folder, String(made.body["object_key"]));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, VIDEO);
  await world.end(await world.begin(), "succeeded");
  const { url } = (await world.call("GET", `${made.headers.get("location") ?? ""}/video`, token)).body as {
    readonly url?: string;
  };
  link = (url ?? "").replace(world.url, "");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test("a video is served as nothing else than a video, whole or in part, and HEAD tells of it without reading it", async () => {
  const whole = await world.fetch(link, undefined);
  expect([whole.status, Buffer.from(await whole.arrayBuffer())]).toEqual([200, VIDEO]);
  const head = await world.fetch(link, undefined, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  for (const { headers } of [whole, head])
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "video/mp4",
      "content-length": String(VIDEO.length),
      "accept-ranges": "bytes",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
  const part = await world.fetch(link, undefined, { headers: { range: "bytes=2-6" } });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
    206,
    `bytes 2-6/${VIDEO.length}`,
    "video",
  ]);
  const beyond = await world.fetch(link, undefined, { headers: { range: "bytes=100-" } });
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, `bytes */${VIDEO.length}`]);
});

test("HEAD of a video opens no file, however often", async () => {
  const socket = await openSocket(world.url);
  for (let at = 0; at < 3000; at += 1) {
    socket.write(`HEAD ${link} HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect((await readReply(socket, { head: true })).status).toBe(200);
  }
  socket.destroy();
  expect((await world.fetch(link, undefined)).status).toBe(200);
});

test("a video that is gone is a problem, and names no path", async () => {
  const made = await world.call("POST", "/api/v1/generations", token, TEXT);
  await world.end(await world.begin(), "succeeded");
  const { url } = (await world.call("GET", `${made.headers.get("location") ?? ""}/video`, token)).body as {
    readonly url?: string;
  };
  const { status, text } = await world.call("GET", (url ?? "").replace(world.url, ""), undefined);
  expect([status, text.includes(folder)]).toEqual([404, false]);
});
