import { createHash } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expectCleanBooks, readTask, readTasks } from "@hailuo-queue/e2e";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { expectRecorded } from "./stand/expect-recorded.ts";
import { type Door, openDoor } from "./stand/open-door.ts";
import { type ProgramEnd, programOf, runProgram, versionOf } from "./stand/run-program.ts";

/** MiniMax's own command line, with the model that makes it speak v2. */
const MMX = programOf("mmx-cli", "mmx");
const NAME = `mmx-cli ${versionOf("mmx-cli")}`;

let door: Door;
beforeAll(async () => {
  // It turns each http:// link to a video into an https:// one.
  door = await openDoor({ tls: true, simulated: { dialects: ["minimax-v2"] } });
  for (const name of ["first.png", "last.png"])
    await copyFile(fileURLToPath(new URL(`__fixtures__/${name}`, import.meta.url)), join(door.stand.directory, name));
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
});

function mmx(words: readonly string[], key = door.key): Promise<ProgramEnd> {
  // Without a region it asks MiniMax's own hosts which one the key is of.
  const place = ["--region", "global", "--base-url", `${door.url}/minimax`];
  const settings = ["--api-key", key, ...place, "--non-interactive", "--output", "json"];
  return runProgram(door, MMX, [...words, ...settings], { MMX_CONFIG_DIR: join(door.stand.directory, "mmx") });
}

const generate = (prompt: string, ...words: readonly string[]): Promise<ProgramEnd> =>
  mmx(["video", "generate", "--model", "MiniMax-H3", "--prompt", prompt, "--poll-interval", "0.1", ...words]);

/** The saved file is the very video that the provider made of this prompt. */
async function expectVideo(file: string, prompt: string): Promise<void> {
  const sha256 = createHash("sha256")
    .update(await readFile(join(door.stand.directory, file)))
    .digest("hex");
  const task = (await readTasks(door.stand.simulator)).find(({ request }) => request.prompt === prompt);
  expect((await readTask(door.stand.simulator, task?.id ?? "")).sha256).toBe(sha256);
}

test.each([
  ["text", ["--ratio", "16:9"]],
  ["image-by-url", ["--image", "https://example.com/cat.png"]],
  ["image-from-disk", ["--image", "first.png", "--duration", "6"]],
  ["first-and-last-frame", ["--image", "first.png", "--last-frame", "last.png"]],
  [
    "references",
    [
      "--reference-image",
      "first.png",
      "--reference-image",
      "https://example.com/cat.png",
      "--reference-video",
      "https://example.com/walk.mp4",
      "--reference-audio",
      "https://example.com/steps.mp3",
    ],
  ],
])("mmx makes a video of MiniMax-H3 from %s, waits for it and saves it", async (name, words) => {
  const from = door.calls.length;
  const prompt = `A paper boat, ${name}`;
  const { code, stdout, stderr } = await generate(prompt, ...words, "--download", `${name}.mp4`);
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/error/i)]);
  expect(JSON.parse(stdout)).toMatchObject({ status: "succeeded", saved: `${name}.mp4` });
  await expectVideo(`${name}.mp4`, prompt);
  await expectRecorded(door, `mmx-h3-${name}`, { from, program: NAME });
});

test("mmx uploads a picture and makes a video of it by its file's number", async () => {
  const from = door.calls.length;
  const uploaded = await mmx([
    "file",
    "upload",
    "--file",
    "first.png",
    "--purpose",
    "video_generation_input",
    "--quiet",
  ]);
  expect([uploaded.code, uploaded.stdout]).toEqual([0, expect.stringMatching(/^\d{15}\n$/)]);
  const prompt = "A paper boat, upload";
  const image = `mm_file://${uploaded.stdout.trim()}`;
  expect((await generate(prompt, "--image", image, "--download", "upload.mp4")).code).toBe(0);
  await expectVideo("upload.mp4", prompt);
  const create = door.stand.creates.find(({ body }) => JSON.stringify(body).includes(prompt));
  expect(JSON.stringify(create?.body)).toMatch(/data:image\/png;base64,/);
  await expectRecorded(door, "mmx-h3-upload", { from, program: NAME });
});

test("mmx returns at once when asked to, and tells of the task later", async () => {
  const { stdout } = await generate("A paper boat, later", "--no-wait", "--ratio", "16:9");
  const { taskId } = JSON.parse(stdout) as { readonly taskId: string };
  expect(taskId).toMatch(/^\d{15}$/);
  const told = await mmx(["video", "task", "get", "--task-id", taskId, "--model", "MiniMax-H3"]);
  expect(JSON.parse(told.stdout)).toMatchObject({
    task_id: taskId,
    model: "MiniMax-H3",
    resolution: "2K",
    duration: 5,
  });
});

test("mmx tells its user why a create is refused, and why a task has failed", async () => {
  const refused = await generate("A boat", "--image", "data:text/plain;base64,eA==");
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/content first_frame .*must be.*\(2013\)/)]);
  const failed = await generate("A boat [[fails-input]]", "--ratio", "16:9");
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(/Task failed\..*1026: /s)]);
  const keyless = await mmx(["video", "task", "get", "--task-id", "123456789012345", "--model", "MiniMax-H3"], "wrong");
  expect([keyless.code, keyless.stderr]).toEqual([3, expect.stringMatching(/API key rejected/)]);
  const unknown = await mmx(["video", "task", "get", "--task-id", "123456789012345", "--model", "MiniMax-H3"]);
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/invalid task_id/)]);
});

test("what mmx bought was bought once each", () => {
  expectCleanBooks(door.stand.simulator);
});
