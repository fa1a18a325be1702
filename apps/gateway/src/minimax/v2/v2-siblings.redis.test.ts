import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, type Reply } from "../../__fixtures__/gateway-world.ts";

const REGENERATE = "/minimax/v2/video_regeneration";
const WRITE = "/minimax/v2/h3_context_ir";
const TEXT = { type: "text", text: "A lighthouse in a storm" } as const;
const DRAFT = { model: "MiniMax-H3", content: [TEXT], resolution: "768P", duration: 5, ratio: "16:9" } as const;
/** The beginning that makes it an MP4. */
const VIDEO = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from("ftypisom\0\0\0\0isommp42"),
  Buffer.alloc(3000, 1),
]);
const BASE = { type: "video_url", video_url: { url: "https://example.com/a.mp4" }, role: "base_video" } as const;

let world: GatewayWorld;
let token: string;
let tenant: string;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
  tenant = `t-${randomUUID().slice(0, 8)}`;
  token = await world.key(tenant);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const send = (path: string, body: object, key = token): Promise<Reply> => world.call("POST", path, key, body);
const recordOf = (taskId: unknown) => world.producer.findByCustomId(`tenant-${tenant}`, String(taskId));
const messageOf = ({ body }: Reply): string => (body["error"] as { readonly message: string }).message;
const taskOf = async (id: unknown): Promise<unknown> =>
  (await world.call("GET", `/minimax/v2/query/video_generation/${String(id)}`, token)).body["task"];

/** What was made of a task stands in storage. */
async function finish(taskId: unknown, content: Buffer): Promise<void> {
  const record = await recordOf(taskId);
  const path = join(world.out, record?.objectKey ?? "");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  expect(await world.begin()).toBe(record?.id);
  await world.end(record?.id ?? "", "succeeded");
}

/** As the last poll keeps it. */
async function noteUsage(taskId: unknown, usage: object): Promise<void> {
  const record = await recordOf(taskId);
  await world.redis.hset(`${world.prefix}:generation:${record?.id ?? ""}`, "usage", JSON.stringify(usage));
}

async function draft(changes: object = {}): Promise<string> {
  const { body } = await send("/minimax/v2/video_generation", { ...DRAFT, ...changes });
  await finish(body["task_id"], VIDEO);
  return String(body["task_id"]);
}

/** Nothing of a test waits for the next one's admission. */
async function drop(taskId: unknown): Promise<void> {
  await world.call("DELETE", `/minimax/v2/video_generation/${String(taskId)}`, token);
}

describe("a video again", () => {
  test("of a task of the caller's: from its stored video, with what it was made from, and twice is two", async () => {
    const source = await draft();
    const body = { model: "MiniMax-H3", source_task_id: source, resolution: "2K" };
    const [one, other] = [await send(REGENERATE, body), await send(REGENERATE, body)];
    expect([one.status, one.body, other.status]).toEqual([200, { task_id: expect.stringMatching(/^\d{15}$/) }, 200]);
    expect(one.body["task_id"]).not.toBe(other.body["task_id"]);
    expect((await recordOf(one.body["task_id"]))?.request).toMatchObject({
      model: "MiniMax-H3-Regeneration",
      prompt: TEXT.text,
      resolution: "2K",
      duration: 5,
      base_video: expect.stringMatching(/^input:\/\/sha256-/),
    });
    await drop(other.body["task_id"]);
    await finish(one.body["task_id"], VIDEO);
    expect(await taskOf(one.body["task_id"])).toMatchObject({
      model: "MiniMax-H3",
      status: "succeeded",
      task_type: "regeneration",
      modality: "video",
      resolution: "2K",
      content: { url: expect.stringMatching(/^http:\/\/.*\/api\/v1\/videos\//) },
    });
    const { body: list } = await world.call(
      "GET",
      "/minimax/v2/query/video_generation?filter.task_type=regeneration&filter.status=succeeded",
      token,
    );
    expect(list["total"]).toBe(1);
  });

  test("whose video is gone is made again from its task", async () => {
    const source = await draft();
    await rm(join(world.out, (await recordOf(source))?.objectKey ?? ""));
    const { body } = await send(REGENERATE, { model: "MiniMax-H3", source_task_id: source, resolution: "2K" });
    expect((await recordOf(body["task_id"]))?.request).toMatchObject({
      source_task_id: expect.stringMatching(/^task_/),
    });
    await drop(body["task_id"]);
  });

  test("of a video that comes along, with its frame", async () => {
    const frame = { type: "image_url", image_url: { url: "https://example.com/a.png" }, role: "first_frame" };
    const content = [TEXT, BASE, frame];
    const { body } = await send(REGENERATE, { model: "minimax-h3", content, resolution: "2k", duration: 6, seed: 1 });
    expect((await recordOf(body["task_id"]))?.request).toMatchObject({
      model: "MiniMax-H3-Regeneration",
      base_video: BASE.video_url.url,
      image_url: frame.image_url.url,
      // What it costs tells the source's length alone: until then it is priced as the longest.
      duration: 15,
      resolution: "2K",
    });
    await drop(body["task_id"]);
  });

  test.each([
    ["neither source nor content", {}, /exclude each other, and one is required/],
    ["both", { source_task_id: "424010985738629", content: [TEXT, BASE] }, /exclude each other/],
    ["a task of nobody's", { source_task_id: "424010985738629" }, /"424010985738629" is no task of yours/],
    ["content without a video", { content: [TEXT] }, /base_video/],
    ["two videos", { content: [TEXT, BASE, BASE] }, /one base_video at most/],
    ["another resolution", { source_task_id: "424010985738629", resolution: "768P" }, /resolution must be 2K/],
    ["no resolution", { source_task_id: "424010985738629", resolution: null }, /expr_path=resolution/],
    ["another model", { source_task_id: "1", model: "MiniMax-H3-Max" }, /not supported on \/v2\/video_regeneration/],
    ["our own name of it", { source_task_id: "1", model: "MiniMax-H3-Regeneration" }, /it takes MiniMax-H3 /],
  ])("is refused in v2's words for %s", async (_what, changes, words) => {
    const refused = await send(REGENERATE, { model: "MiniMax-H3", resolution: "2K", ...changes });
    expect([refused.status, refused.body["type"], messageOf(refused)]).toEqual([
      400,
      "error",
      expect.stringMatching(/^invalid params, .*\(2013\)$/s),
    ]);
    expect(messageOf(refused)).toMatch(words);
  });

  test("is refused of a large one, of one that is not done, and of another tenant's, which is not there", async () => {
    const large = await draft({ resolution: "2K" });
    const ask = (source_task_id: string, key = token): Promise<Reply> =>
      send(REGENERATE, { model: "MiniMax-H3", source_task_id, resolution: "2K" }, key);
    expect(messageOf(await ask(large))).toMatch(/makes MiniMax-H3 videos of 768P larger/);
    const waiting = String((await send("/minimax/v2/video_generation", DRAFT)).body["task_id"]);
    expect(messageOf(await ask(waiting))).toMatch(/has no video, it is queued/);
    await drop(waiting);
    const own = await draft();
    expect(messageOf(await ask(own, await world.key("stranger")))).toMatch(/is no task of yours/);
  });
});

describe("a prompt that MiniMax writes", () => {
  test("is in the task's content, in the query, the list, and gone when it is deleted", async () => {
    const created = await send(WRITE, { ...DRAFT, duration: "8", ratio: "9:16", resolution: "768P" });
    const id = created.body["task_id"];
    expect([created.status, created.headers.get("hailuo-warning")]).toEqual([
      200,
      expect.stringContaining("resolution is left out: this call makes a prompt"),
    ]);
    expect((await recordOf(id))?.request).toEqual({
      model: "MiniMax-H3-Context-IR",
      prompt: TEXT.text,
      duration: 8,
      ratio: "9:16",
    });
    expect(await taskOf(id)).toMatchObject({ status: "queued", modality: "text", usage: {} });
    await finish(id, Buffer.from("[Shot 1] Ein Leuchtturm, 灯塔"));
    const shown = {
      id,
      model: "MiniMax-H3",
      status: "succeeded",
      task_type: "h3_context_ir",
      modality: "text",
      content: { prompt: "[Shot 1] Ein Leuchtturm, 灯塔" },
    };
    const task = await taskOf(id);
    expect(task).toMatchObject(shown);
    expect(task).not.toHaveProperty("resolution");
    expect(task).toHaveProperty("usage", {});
    const usage = { outputSeconds: 0, inputSeconds: 0, inputImages: 0, tokens: { input: 2400, output: 1000 } };
    await noteUsage(id, usage);
    expect(await taskOf(id)).toHaveProperty("usage", {
      total_tokens: 3400,
      prompt_tokens: 2400,
      completion_tokens: 1000,
    });
    await noteUsage(id, { outputSeconds: 8, inputSeconds: 3.5, inputImages: 2 });
    expect(await taskOf(id)).toHaveProperty("usage", {
      output_seconds: 8,
      input_seconds: 3.5,
      total_seconds: 11.5,
      input_image_count: 2,
    });
    const { body } = await world.call(
      "GET",
      "/minimax/v2/query/video_generation?filter.task_type=h3_context_ir",
      token,
    );
    expect(body["items"]).toEqual([expect.objectContaining(shown)]);
    const files = await world.call("GET", "/minimax/v1/files/list?purpose=video_generation", token);
    expect(files.text).not.toContain(String(id));
  });

  test.each([
    ["no duration", { duration: undefined }, /expr_path=duration/],
    ["16 s", { duration: 16 }, /duration/],
    ["a video to be made again", { content: [TEXT, BASE] }, /content\[1\]\.role must be reference_video/],
    ["no content", { content: [] }, /expr_path=content/],
    ["no text", { content: [{ type: "image_url", image_url: { url: "https://example.com/a.png" } }] }, /content text/],
    ["a model without it", { model: "MiniMax-H3-Max" }, /not supported on \/v2\/h3_context_ir; it takes MiniMax-H3/],
  ])("is refused for %s", async (_what, changes, words) => {
    const refused = await send(WRITE, { ...DRAFT, ...changes });
    expect([refused.status, messageOf(refused)]).toEqual([400, expect.stringMatching(words)]);
  });
});

test.each([REGENERATE, WRITE])("%s takes no key that may only read, and no other method", async (path) => {
  const reader = await world.key(tenant, "read");
  expect((await send(path, DRAFT, reader)).status).toBe(403);
  expect((await world.call("GET", path, token)).status).toBe(405);
});
