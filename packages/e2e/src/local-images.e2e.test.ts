import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { imageFile } from "@hailuo-queue/testkit";
import { jsonLines, openStand, type Stand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { listFiles, readResults } from "./stand/stored-videos.ts";
import { startWorker } from "./stand/workers.ts";

const FIRST = imageFile("png", { width: 1366, height: 768, bytes: 200_000 });
const LAST = imageFile("jpg", { width: 1366, height: 768, bytes: 20_000 });
const FACE = imageFile("webp", { width: 640, height: 640 });
const PHONE = imageFile("heic", { width: 4032, height: 3024, bytes: 20_000 });

async function writePictures(stand: Stand): Promise<void> {
  await mkdir(join(stand.directory, "work/pictures"), { recursive: true });
  await stand.write("work/pictures/first.png", FIRST);
  await stand.write("work/pictures/last.jpg", LAST);
  await stand.write("work/face", FACE);
  await stand.write("work/phone.heic", PHONE);
}

function dataUrl(type: string, content: Buffer): string {
  return `data:image/${type};base64,${content.toString("base64")}`;
}

test("run sends images of the disk to every API as they are, keeps each once in storage, and none of them in records or sidecars", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1", "minimax-v2", "minimax-agent"], maxInFlight: 20 });
  await writePictures(stand);
  const items = [
    { custom_id: "from-image", model: "MiniMax-Hailuo-2.3", prompt: "The boat turns", image_url: "pictures/first.png" },
    {
      custom_id: "again",
      model: "MiniMax-Hailuo-2.3-Fast",
      prompt: "Again",
      image_url: join(stand.directory, "work/pictures/first.png"),
    },
    {
      custom_id: "between",
      model: "MiniMax-Hailuo-02",
      prompt: "Dusk",
      image_url: "./pictures/first.png",
      last_frame_image: "pictures/last.jpg",
    },
    { custom_id: "subject", model: "S2V-01", prompt: "She smiles", subject_reference: "face" },
    {
      custom_id: "references",
      model: "MiniMax-H3",
      prompt: "Both",
      reference_images: ["phone.heic", "https://example.com/a.png"],
    },
    { custom_id: "template", template_id: "392753057216684038", media_inputs: ["face"] },
  ];
  const file = await stand.write("work/mixed.jsonl", jsonLines(items));

  const end = await stand.run(["run", file, "--json", "--batch", "mixed"]);

  expect(end).toMatchObject({ code: 0, stderr: "" });
  const sent = (prompt: string): Readonly<Record<string, unknown>> | undefined =>
    stand.creates.find(({ body }) => body["prompt"] === prompt)?.body;
  const firstFrame = dataUrl("png", FIRST);
  expect(sent("The boat turns")).toMatchObject({ first_frame_image: firstFrame });
  expect(sent("Again")).toMatchObject({ first_frame_image: firstFrame });
  expect(sent("Dusk")).toMatchObject({ first_frame_image: firstFrame, last_frame_image: dataUrl("jpeg", LAST) });
  expect(sent("She smiles")).toMatchObject({
    subject_reference: [{ type: "character", image: [dataUrl("webp", FACE)] }],
  });
  expect(stand.creates.find(({ path }) => path === "/v2/video_generation")?.body["content"]).toEqual([
    { type: "text", text: "Both" },
    { type: "image_url", image_url: { url: dataUrl("heic", PHONE) }, role: "reference_image" },
    { type: "image_url", image_url: { url: "https://example.com/a.png" }, role: "reference_image" },
  ]);
  expect(stand.creates.find(({ path }) => path === "/v1/video_template_generation")?.body["media_inputs"]).toEqual([
    { value: dataUrl("webp", FACE) },
  ]);

  const videos = join(stand.directory, "videos");
  expect(await listFiles(join(videos, "inputs/default"))).toHaveLength(4);
  const named = /^input:\/\/sha256-[0-9a-f]{64}\.png$/;
  const [result] = await readResults(videos);
  expect(result).toMatchObject({
    custom_id: "from-image",
    state: "succeeded",
    request: { image_url: expect.stringMatching(named) },
  });
  const sidecar = (await readFile(join(videos, "mixed/from-image.json"))).toString();
  expect((JSON.parse(sidecar) as { readonly request: object }).request).toEqual(result?.request);
  const again = await stand.run(["run", file, "--json", "--batch", "mixed"]);
  expect(again.json.at(-1)).toMatchObject({ type: "summary", total: items.length, succeeded: items.length });
  expect(stand.creates).toHaveLength(items.length);
});

test("another content under the same name is another request: a custom_id that stood for the old one is refused", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await stand.write("cat.png", FIRST);
  const file = await stand.write(
    "cats.jsonl",
    jsonLines([{ custom_id: "cat", model: "MiniMax-Hailuo-2.3", image_url: "cat.png" }]),
  );
  expect(await stand.run(["run", file, "--batch", "cats"])).toMatchObject({ code: 0 });
  await stand.write("cat.png", imageFile("png", { width: 800, height: 600 }));
  const end = await stand.run(["run", file, "--batch", "cats"]);
  expect(end.code).toBe(2);
  expect(end.stderr).toMatch(/custom_id "cat" of batch "cats" was submitted before with another request/);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 1 });
});

test("a dry run and a run judge the files; with a fault nothing is stored, enqueued or bought", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await stand.write("cat.png", FIRST);
  const good = { custom_id: "cat", model: "MiniMax-Hailuo-2.3", image_url: "cat.png" };
  const file = await stand.write("cats.jsonl", jsonLines([good, { ...good, custom_id: "dog", image_url: "dog.png" }]));
  for (const words of [
    ["run", file, "--dry-run"],
    ["run", file],
    ["submit", file, "--dry-run"],
  ]) {
    const end = await stand.run(words);
    expect(end.code).toBe(2);
    expect(end.stderr).toMatch(/^cats\.jsonl:2: image_url: "dog\.png" is not there: no such file as .*\/dog\.png$/m);
  }
  expect(await listFiles(join(stand.directory, "videos"))).toEqual([]);
  expect(stand.simulator.stats()).toMatchObject({ accepted: 0 });
  const alone = await stand.run(["run", "-", "--dry-run"], { stdin: jsonLines([good]) });
  expect(alone).toMatchObject({ code: 0 });
  expect(await listFiles(join(stand.directory, "videos"))).toEqual([]);
});

test("submitted images are read by workers from the shared bucket; one that is gone fails its generation unbought, and can be retried", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"], maxInFlight: 8 });
  const redis = await shareRedis(stand);
  const storage = await shareStorage(stand);
  await stand.write("cat.png", FIRST);
  const item = { custom_id: "cat", model: "MiniMax-Hailuo-2.3", image_url: "cat.png" };
  const file = await stand.write("cats.jsonl", jsonLines([item]));
  expect(await stand.run(["submit", file, "--batch", "cats"])).toMatchObject({ code: 0 });
  const [key = ""] = storage.keys();
  expect(key).toMatch(/^inputs\/default\/[0-9a-f-]{36}\.png$/);
  expect(await largestKey(redis.url)).toBeLessThan(FIRST.length / 4);

  await storage.remove(key);
  await startWorker(stand, "all");
  const failed = await stand.run(["watch", "cats", "--json"]);
  expect(failed.json.at(-1)).toMatchObject({ type: "summary", failed: 1 });
  const list = await stand.run(["list", "--batch", "cats", "--json"]);
  const id = String(list.json[0]?.["id"]);
  expect((await stand.run(["get", id, "--json"])).json).toMatchObject([
    { state: "failed", error: { code: "input_image_missing", message: expect.stringContaining(key) } },
  ]);
  expect(stand.creates).toEqual([]);

  expect(await stand.run(["submit", file, "--batch", "cats"])).toMatchObject({ code: 0 });
  expect(await stand.run(["retry", id, "--rebuy"])).toMatchObject({ code: 0 });
  const watched = await stand.run(["watch", "cats", "--json"]);
  expect(watched.json.at(-1)).toMatchObject({ type: "summary", succeeded: 1, failed: 0 });
  expect(stand.creates.map(({ body }) => body["first_frame_image"])).toEqual([dataUrl("png", FIRST)]);
});

/** Bytes. */
async function largestKey(redisUrl: string): Promise<number> {
  const redis = await openRedis(redisUrl, { role: "client" });
  try {
    const keys = await redis.keys("*");
    return Math.max(...(await Promise.all(keys.map(async (key) => (await redis.memory("USAGE", key)) ?? 0))));
  } finally {
    await closeRedis(redis);
  }
}
