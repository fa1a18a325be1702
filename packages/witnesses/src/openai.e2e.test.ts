import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { expectCleanBooks, readTask, readTasks } from "@hailuo-queue/e2e";
import { imageFile } from "@hailuo-queue/testkit";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import OpenAI, { toFile } from "openai";
import { expectRecorded } from "./stand/expect-recorded.ts";
import { type Door, openDoor } from "./stand/open-door.ts";

let door: Door;
let client: OpenAI;
beforeAll(async () => {
  door = await openDoor();
  client = new OpenAI({ baseURL: `${door.url}/openai/v1`, apiKey: door.key });
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
});

const WANTED = { model: "MiniMax-Hailuo-2.3", prompt: "A lighthouse in a storm" };

async function waitFor({ id }: { readonly id: string }): Promise<OpenAI.Videos.Video> {
  for (;;) {
    const video = await client.videos.retrieve(id);
    if (video.status === "completed" || video.status === "failed") return video;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const sha256 = (bytes: ArrayBuffer): string => createHash("sha256").update(Buffer.from(bytes)).digest("hex");

test("a text becomes a video, which is downloaded as it was made", async () => {
  // Types of the SDK name OpenAI's own sizes and lengths alone.
  const made = await client.videos.create({ ...WANTED, seconds: "6" as "8", size: "1366x768" as "1280x720" });
  expect(made).toMatchObject({ object: "video", seconds: "6", size: "1366x768", error: null });
  const done = await waitFor(made);
  expect(done).toMatchObject({ status: "completed", progress: 100, model: WANTED.model });
  const content = await client.videos.downloadContent(made.id);
  const bytes = await content.arrayBuffer();
  expect([content.headers.get("content-type"), Buffer.from(bytes).toString("latin1", 4, 8)]).toEqual([
    "video/mp4",
    "ftyp",
  ]);
  const [task, ...others] = await readTasks(door.stand.simulator);
  expect(others).toEqual([]);
  expect(sha256(bytes)).toBe((await readTask(door.stand.simulator, task?.id ?? "")).sha256);
});

test("a picture from disk is the first frame", async () => {
  const png = imageFile("png", { width: 800, height: 600 });
  await door.stand.write("cat.png", png);
  const made = await client.videos.create({
    ...WANTED,
    size: "768P" as "1280x720",
    input_reference: createReadStream(join(door.stand.directory, "cat.png")),
  });
  expect(await waitFor(made)).toMatchObject({ status: "completed" });
  const first = String(door.stand.creates.at(-1)?.body["first_frame_image"]);
  expect(Buffer.from(first.split(",")[1] ?? "", "base64")).toEqual(Buffer.from(png));
  // From memory, too.
  const again = await client.videos.create({
    ...WANTED,
    prompt: "The cat looks up",
    input_reference: await toFile(png, "cat.png", { type: "image/png" }),
  });
  expect(await waitFor(again)).toMatchObject({ status: "completed" });
});

test("videos are listed page by page, and deleted", async () => {
  const ids: string[] = [];
  for await (const video of client.videos.list({ limit: 2, order: "asc" })) ids.push(video.id);
  expect(new Set(ids).size).toBe(3);
  const [first = ""] = ids;
  expect(await client.videos.delete(first)).toEqual({ id: first, object: "video.deleted", deleted: true });
  await expect(client.videos.retrieve(first)).rejects.toThrow(OpenAI.NotFoundError);
});

test("a refusal is an error of the SDK's that names the field and what fits, and buys nothing", async () => {
  const bought = door.stand.creates.length;
  const refused = await client.videos.create({ ...WANTED, size: "1280x720" }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
  expect(refused).toMatchObject({ status: 400, type: "invalid_request_error", param: "size", code: "invalid_request" });
  expect(String(refused)).toContain("MiniMax-Hailuo-2.3 makes 1366x768 (768P), 1920x1080 (1080P)");
  const foreign = client.videos.create({ prompt: "x", model: "sora-2" });
  await expect(foreign).rejects.toThrow(/"sora-2", which is not served/);
  const stranger = new OpenAI({ baseURL: `${door.url}/openai/v1`, apiKey: "sk-wrong" });
  await expect(stranger.videos.create(WANTED)).rejects.toThrow(OpenAI.AuthenticationError);
  expect(door.stand.creates).toHaveLength(bought);
});

test("a failure comes with its reason", async () => {
  const made = await client.videos.create({ ...WANTED, prompt: "[[flagged]] A lighthouse" });
  expect(await waitFor(made)).toMatchObject({
    status: "failed",
    error: { code: "moderation_blocked", message: expect.any(String) },
  });
});

test("models are those of the gateway, and all that was sent is what was recorded", async () => {
  const names: string[] = [];
  for await (const model of client.models.list()) names.push(model.id);
  expect(names).toContain("MiniMax-H3");
  expectCleanBooks(door.stand.simulator);
  await expectRecorded(door, "openai/node", { program: "openai 6.30.1 (npm)" });
});
