import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { API_KEY, openStand, readTask, readTasks } from "@hailuo-queue/e2e";
import type { Simulator } from "@hailuo-queue/simulator";
import { imageFile } from "@hailuo-queue/testkit";
import { expect, test } from "@jest/globals";
import { expectRecorded } from "./stand/expect-recorded.ts";
import { type Assistant, connectMcp, startMcp } from "./stand/mcp-client.ts";
import { openDoor } from "./stand/open-door.ts";

const MODEL = "MiniMax-Hailuo-02";
const BOAT = { model: MODEL, prompt: "一只纸船，雨中" } as const;

/** The bytes are the video of the one task with this prompt; the provider's books say so. */
async function expectVideo(simulator: Simulator, prompt: string, bytes: Uint8Array): Promise<void> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const tasks = (await readTasks(simulator)).filter(({ request }) => request.prompt === prompt);
  expect(await Promise.all(tasks.map(({ id }) => readTask(simulator, id)))).toMatchObject([{ sha256 }]);
}

async function makeVideo(assistant: Assistant, request: object): Promise<string> {
  const id = await assistant.submit(request);
  expect(await assistant.waitFor(id)).toMatchObject({ state: "succeeded" });
  const { uris } = await assistant.use("get_results", { video_id: id });
  expect(uris).toHaveLength(1);
  return uris[0] ?? "";
}

test("in a folder an assistant makes videos of a text and of a picture on disk, and finds them there", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await using assistant = await startMcp(stand, ["--work"], stand.env);
  const text = await makeVideo(assistant, BOAT);
  await expectVideo(stand.simulator, BOAT.prompt, await readFile(fileURLToPath(text)));

  const path = join(stand.directory, await stand.write("boat.png", imageFile("png", { width: 800, height: 600 })));
  const upload = await assistant.use("upload_file", { path });
  expect(upload.told).toMatchObject({ id: expect.stringMatching(/^input:\/\//), kind: "image" });
  const fromDisk = { model: MODEL, prompt: "A boat from disk", image_url: upload.told["id"] };
  const video = await makeVideo(assistant, fromDisk);
  await expectVideo(stand.simulator, fromDisk.prompt, await readFile(fileURLToPath(video)));
  expect(stand.creates.map(({ body }) => body)).toMatchObject([
    BOAT,
    { prompt: fromDisk.prompt, first_frame_image: expect.stringMatching(/^data:image\/png;base64,/) },
  ]);
  expect((await assistant.use("upload_file", { path: "/etc/passwd" })).error).toContain("unknown_content");
  expect((await assistant.use("upload_file", { path: `${path}.none` })).error).toContain("ENOENT");
  expect((await assistant.use("upload_file", { path: stand.directory })).error).toContain("is not a file");
  expect(assistant.notes()).toContain("redis:");
  expect(assistant.notes()).not.toContain(API_KEY);
});

test("with a gateway over HTTP it makes videos of text, pictures by URL and first and last frames, and cancels", async () => {
  await using door = await openDoor({ simulated: { dialects: ["minimax-v1"] } });
  const { simulator, creates } = door.stand;
  await using assistant = await connectMcp(door.url, door.key);
  const link = await makeVideo(assistant, BOAT);
  await expectVideo(simulator, BOAT.prompt, new Uint8Array(await (await fetch(link)).arrayBuffer()));

  const frames = {
    model: MODEL,
    prompt: "Dawn to dusk",
    image_url: "https://pictures.example/dawn.png",
    last_frame_image: "https://pictures.example/dusk.png",
  };
  await makeVideo(assistant, frames);
  expect(creates.at(-1)?.body).toMatchObject({
    first_frame_image: frames.image_url,
    last_frame_image: frames.last_frame_image,
  });

  door.stand.hold();
  const id = await assistant.submit({ model: MODEL, prompt: "Never wanted" });
  const { told } = await assistant.use("cancel", { video_id: id });
  expect(told).toMatchObject({ video: { id, state: expect.stringMatching(/^cancell/) } });
  door.stand.release();
  expect(await assistant.waitFor(id)).toMatchObject({ state: "cancelled" });
});

test("what it sends over HTTP is what was recorded", async () => {
  await using door = await openDoor({ simulated: { dialects: ["minimax-v1"] } });
  door.stand.hold();
  await using assistant = await connectMcp(door.url, door.key);
  expect((await assistant.use("estimate_cost", { requests: [BOAT] })).error).toBeUndefined();
  const id = await assistant.submit(BOAT);
  for (const tool of ["get_status", "explain"])
    expect([tool, (await assistant.use(tool, { video_id: id })).error]).toEqual([tool, undefined]);
  const { told } = await assistant.use("list_videos", { limit: 5 });
  expect(told["videos"]).toMatchObject([{ id }]);
  expect((await assistant.use("retry", { video_id: id })).error).toContain("only a failed generation is retried");
  expect((await assistant.use("submit_video", { ...BOAT, duration: 7 })).error).toContain("Nothing was bought");
  expect((await assistant.use("cancel", { video_id: id })).error).toBeUndefined();
  await expectRecorded(door, "mcp/client", { program: "@modelcontextprotocol/sdk 1.32.2 (npm)", method: "POST" });
});

test("refusals and failures reach an assistant in words, and a purchase that nobody agreed to is not made", async () => {
  await using door = await openDoor({ simulated: { dialects: ["minimax-v1"] } });
  await using assistant = await startMcp(door.stand, ["--gateway", door.url], { HAILUO_KEY: door.key });
  const wrong = await assistant.use("submit_video", { ...BOAT, duration: 10, resolution: "1080P" });
  expect(wrong.error).toMatch(/cannot be made\. Nothing was bought\..*\n- .*1080P/);
  const list = { prompts: ["a", "b", "c", "d", "e"], defaults: { model: MODEL } };
  expect((await assistant.use("submit_batch", list)).error).toMatch(
    /cost up to \$.*max_cost_usd.*Nothing was bought\.$/,
  );
  expect(door.stand.simulator.stats().accepted).toBe(0);

  const id = await assistant.submit({ model: MODEL, prompt: "A boat [[flagged]]" });
  expect(await assistant.waitFor(id)).toMatchObject({ state: "failed", error: { code: "prompt_flagged" } });
  expect((await assistant.use("explain", { video_id: id })).told).toMatchObject({
    because: expect.stringContaining("prompt_flagged"),
  });
  await using stranger = await startMcp(door.stand, ["--gateway", door.url], { HAILUO_KEY: "hq_wrong" });
  expect((await stranger.use("list_videos", {})).error).toMatch(/^Send a valid key/);
});

test("it says what is missing before it speaks the protocol", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  const noKey = await stand.run(["mcp", "--gateway", "http://127.0.0.1:1"]);
  expect([noKey.code, noKey.stdout]).toEqual([2, ""]);
  expect(noKey.stderr).toContain("HAILUO_KEY");
});
