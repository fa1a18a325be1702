import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readTask, readTasks } from "@hailuo-queue/e2e";
import { imageFile } from "@hailuo-queue/testkit";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { expectRecorded } from "./stand/expect-recorded.ts";
import { type Door, openDoor } from "./stand/open-door.ts";
import { type ProgramEnd, programOf, runProgram } from "./stand/run-program.ts";

const PROGRAM = "mmx-cli 1.0.27";
const MODEL = "MiniMax-Hailuo-2.3";

let door: Door;
beforeAll(async () => {
  // It downloads from https:// alone.
  door = await openDoor({ tls: true, simulated: { dialects: ["minimax-v1"] } });
  await door.stand.write("cat.png", imageFile("png", { width: 800, height: 600, bytes: 3000 }));
  await door.stand.write("dog.png", imageFile("png", { width: 801, height: 600, bytes: 3000 }));
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
});

/** As its user would, and as agents do: without questions, and JSON for an answer. */
function mmx(
  words: readonly string[],
  { base = "/minimax", key = door.key, output = "json" } = {},
): Promise<ProgramEnd> {
  const global = ["--base-url", `${door.url}${base}`, "--api-key", key, "--region", "global", "--output", output];
  return runProgram(door, programOf("mmx-cli", "mmx"), [...words, ...global, "--non-interactive"], {
    TMPDIR: door.stand.directory,
  });
}

/** What a command printed that was carried out. */
async function outputOf(words: readonly string[], base?: string): Promise<string> {
  const { code, stdout, stderr } = await mmx(words, base === undefined ? {} : { base });
  if (code !== 0) throw new Error(`mmx ${words.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}

async function answerOf(words: readonly string[], base?: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await outputOf(words, base)) as Readonly<Record<string, unknown>>;
}

const GENERATE = ["video", "generate", "--model", MODEL, "--poll-interval", "1"];

/** Of the video that the provider made of this prompt. */
async function madeOf(prompt: string): Promise<string> {
  const tasks = await readTasks(door.stand.simulator);
  const [task, ...others] = tasks.filter(({ request }) => request.prompt === prompt);
  expect(others).toEqual([]);
  return (await readTask(door.stand.simulator, task?.id ?? "")).sha256;
}

async function hashOf(name: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(join(door.stand.directory, name)))
    .digest("hex");
}

test("text: it waits, and saves the video that the provider made", async () => {
  const from = door.calls.length;
  await outputOf([...GENERATE, "--prompt", "A cat on a roof", "--download", "text.mp4"]);
  expect(await hashOf("text.mp4")).toBe(await madeOf("A cat on a roof"));
  expect(door.stand.creates.at(-1)?.body).toMatchObject({ model: MODEL, prompt: "A cat on a roof" });
  await expectRecorded(door, "mmx-v1-text", { from, program: PROGRAM });
});

test("pictures: from disk, by URL, as first and last frame, and of a subject", async () => {
  const from = door.calls.length;
  const picture = /^data:image\/png;base64,/;
  const generate = ["video", "generate", "--poll-interval", "1", "--prompt", "It turns its head"];
  await outputOf([...generate, "--model", MODEL, "--image", "cat.png", "--download", "image.mp4"]);
  expect(door.stand.creates.at(-1)?.body).toMatchObject({ first_frame_image: expect.stringMatching(picture) });
  await outputOf([...generate, "--model", MODEL, "--image", "https://pictures.example/cat.png"]);
  expect(door.stand.creates.at(-1)?.body).toMatchObject({ first_frame_image: "https://pictures.example/cat.png" });
  await outputOf([...generate, "--image", "cat.png", "--last-frame", "dog.png"]);
  expect(door.stand.creates.at(-1)?.body).toMatchObject({
    model: "MiniMax-Hailuo-02",
    first_frame_image: expect.stringMatching(picture),
    last_frame_image: expect.stringMatching(picture),
  });
  await outputOf([...generate, "--subject-image", "cat.png"]);
  expect(door.stand.creates.at(-1)?.body).toMatchObject({
    model: "S2V-01",
    subject_reference: [{ type: "character", image: [expect.stringMatching(picture)] }],
  });
  await expectRecorded(door, "mmx-v1-pictures", { from, program: PROGRAM });
});

test("a task that is not waited for is asked for, and its file downloaded, whatever way the base URL is written", async () => {
  for (const [at, base] of ["/minimax", "/minimax/", "/minimax/v1"].entries()) {
    const from = door.calls.length;
    const made = await answerOf([...GENERATE, "--prompt", `A dog, ${at}`, "--no-wait"], base);
    const id = String(made["taskId"] ?? made["task_id"]);
    let task: Readonly<Record<string, unknown>>;
    do task = await answerOf(["video", "task", "get", "--task-id", id], base);
    while (task["status"] !== "Success");
    expect(task).toMatchObject({ video_width: expect.any(Number), video_height: expect.any(Number) });
    expect(Number(task["video_width"])).toBeGreaterThan(0);
    await outputOf(["video", "download", "--file-id", String(task["file_id"]), "--out", `later-${at}.mp4`], base);
    expect(await hashOf(`later-${at}.mp4`)).toBe(await madeOf(`A dog, ${at}`));
    if (base === "/minimax") await expectRecorded(door, "mmx-v1-later", { from, program: PROGRAM });
  }
});

test("a refusal and a failure come with their reasons, and buy nothing twice", async () => {
  const from = door.calls.length;
  const accepted = door.stand.simulator.stats().accepted;
  const refused = await mmx([...GENERATE, "--prompt", "a".repeat(2001)]);
  expect([refused.code === 0, `${refused.stdout}${refused.stderr}`]).toEqual([
    false,
    expect.stringContaining("has 2001 characters, allowed are 1 to 2000"),
  ]);
  expect(door.stand.simulator.stats().accepted).toBe(accepted);
  const failed = await mmx([...GENERATE, "--prompt", "A cat [[fails]]"]);
  expect([failed.code === 0, `${failed.stdout}${failed.stderr}`]).toEqual([
    false,
    expect.stringMatching(/content|moderation|sensitive|审核/i),
  ]);
  expect(door.stand.simulator.stats().accepted).toBe(accepted + 1);
  await expectRecorded(door, "mmx-v1-refusals", { from, program: PROGRAM });
});

test("a wrong key and a path that is not served are told in the provider's shape", async () => {
  const wrong = await mmx(["video", "task", "get", "--task-id", "1"], { key: "no-key-of-ours" });
  expect([wrong.code === 0, `${wrong.stdout}${wrong.stderr}`]).toEqual([
    false,
    expect.stringContaining("invalid api key"),
  ]);
  const music = await mmx(["speech", "voices"]);
  expect([music.code === 0, `${music.stdout}${music.stderr}`]).toEqual([
    false,
    expect.stringContaining("no such path at this door"),
  ]);
});

test("files are uploaded, listed and deleted, and the quota is the tenant's budget", async () => {
  const from = door.calls.length;
  const uploaded = await answerOf(["file", "upload", "--file", "dog.png", "--purpose", "video_generation_input"]);
  const id = Number(uploaded["file_id"]);
  const listed = async (): Promise<readonly number[]> =>
    ((await answerOf(["file", "list"]))["files"] as readonly { readonly file_id: number }[]).map(
      ({ file_id }) => file_id,
    );
  expect(await listed()).toContain(id);
  expect(await answerOf(["file", "delete", "--file-id", String(id)])).toMatchObject({ file_id: id, deleted: true });
  expect(await listed()).not.toContain(id);
  await expectRecorded(door, "mmx-v1-files", { from, program: PROGRAM });
  await door.stand.run(["tenants", "set", "acme", "--budget", "100"]);
  expect(await answerOf(["quota", "show"])).toMatchObject({
    model_remains: [{ model_name: "video", current_interval_total_count: 10_000 }],
  });
  // As a person sees it.
  const shown = await mmx(["quota", "show"], { output: "text" });
  expect(shown.stdout).toMatch(/video +Left \[█+\.*\] [\d,]+ \/ 10,000/);
});
