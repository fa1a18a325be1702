import { fileURLToPath } from "node:url";
import { expectCleanBooks, readTask, readTasks } from "@hailuo-queue/e2e";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { expectRecorded } from "./stand/expect-recorded.ts";
import { type Door, openDoor } from "./stand/open-door.ts";
import { runProgram, versionOf } from "./stand/run-program.ts";

/** The AI SDK with MiniMax's provider for it, as a user's program; it runs from the build. */
const PROGRAM = fileURLToPath(new URL("../dist/programs/ai-sdk-main.js", import.meta.url));
const NAMES = `ai ${versionOf("ai")}, @ai-sdk/minimax ${versionOf("@ai-sdk/minimax")}`;
const FIRST = fileURLToPath(new URL("__fixtures__/first.png", import.meta.url));
const LAST = fileURLToPath(new URL("__fixtures__/last.png", import.meta.url));

let door: Door;
beforeAll(async () => {
  door = await openDoor({
    simulated: { dialects: ["minimax-v2"] },
    // Its receivers are on this machine.
    env: { HAILUO_WEBHOOK_ALLOW_PRIVATE: "true" },
  });
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
});

async function make(wish: object): Promise<Readonly<Record<string, unknown>>> {
  const words = { baseUrl: `${door.url}/minimax`, key: door.key, model: "MiniMax-H3", ...wish };
  const { code, stdout, stderr } = await runProgram(door, PROGRAM, [JSON.stringify(words)]);
  expect([code, stderr]).toEqual([0, expect.not.stringMatching(/error/i)]);
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

/** Made, and it is the very video that the provider made of this prompt. */
async function expectVideo(made: Readonly<Record<string, unknown>>, prompt: string): Promise<void> {
  expect(made).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), mediaType: "video/mp4" });
  const tasks = await readTasks(door.stand.simulator);
  const task = tasks.find(({ request }) => request.prompt === prompt);
  expect((await readTask(door.stand.simulator, task?.id ?? "")).sha256).toBe(made["sha256"]);
}

test.each([
  ["text", { aspectRatio: "16:9", resolution: "768P", duration: 5 }],
  ["image-by-url", { image: "https://example.com/cat.png" }],
  ["image-from-disk", { image: FIRST, resolution: "768P" }],
  ["first-and-last-frame", { image: FIRST, lastFrame: LAST, duration: 6 }],
  [
    "references",
    {
      references: [FIRST, "https://example.com/cat.png", "https://example.com/walk.mp4"],
      referenceAudio: ["https://example.com/steps.mp3"],
      aspectRatio: "9:16",
    },
  ],
  ["max", { model: "MiniMax-H3-Max", resolution: "768P", aspectRatio: "9:16" }],
])("the AI SDK makes a video from %s, waits for it and downloads it", async (name, wish) => {
  const from = door.calls.length;
  const prompt = `A paper boat, ${name}`;
  const made = await make({ ...wish, prompt });
  await expectVideo(made, prompt);
  expect(made["warnings"]).toEqual([]);
  expect(made["about"]).toMatchObject({
    taskId: expect.stringMatching(/^\d{15}$/),
    usage: { outputSeconds: expect.any(Number) },
  });
  await expectRecorded(door, `ai-sdk-${name}`, { from, program: NAMES });
});

test("the AI SDK sends a create again whose answer was lost, and it is one video", async () => {
  const [from, before] = [door.calls.length, door.stand.simulator.stats().accepted];
  door.loseNextAnswer();
  const prompt = "A paper boat, twice";
  await expectVideo(await make({ prompt, retries: 2, aspectRatio: "16:9" }), prompt);
  const creates = door.calls.slice(from).filter(({ method }) => method === "POST");
  expect(creates.length).toBeGreaterThan(1);
  expect(new Set(creates.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
  expect(new Set(creates.map(({ answer }) => answer)).size).toBe(1);
  expect(door.stand.simulator.stats().accepted).toBe(before + 1);
});

test("the AI SDK starts a video that is told to its user's receiver, which has echoed a challenge", async () => {
  const from = door.calls.length;
  expect(await make({ prompt: "A paper boat, called", isCalled: true })).toEqual({
    callback: "succeeded",
    status: "completed",
  });
  const [create, query] = door.calls.slice(from);
  expect(JSON.parse(String(create?.body))).toHaveProperty("callback_url");
  expect([create?.method, query?.method]).toEqual(["POST", "GET"]);
});

test("the AI SDK tells its user in our words why a create is refused, and nothing is bought", async () => {
  const from = door.calls.length;
  const before = door.stand.simulator.stats().accepted;
  expect(await make({ prompt: "x".repeat(7001) })).toEqual({
    error: {
      name: "AI_APICallError",
      message: "invalid params, content text has 7001 characters, allowed are 1 to 7000 (2013)",
      statusCode: 400,
    },
  });
  expect(await make({ prompt: "a cat", key: "wrong" })).toMatchObject({
    error: { message: expect.stringMatching(/invalid api key \(2049\)/), statusCode: 401 },
  });
  expect(door.stand.simulator.stats().accepted).toBe(before);
  expect(door.calls.slice(from).map(({ status }) => status)).toEqual([400, 401]);
});

test("the AI SDK tells its user why a task has failed", async () => {
  expect(await make({ prompt: "A boat [[fails-input]]" })).toEqual({
    error: {
      name: "MINIMAX_VIDEO_GENERATION_FAILED",
      message: expect.stringMatching(/^MiniMax video generation failed: .*\(1026\)\. Task ID: \d{15}$/),
    },
  });
});

test("the AI SDK itself downloads no video from an address of this machine: its user has to let it", async () => {
  expect(await make({ prompt: "A boat on the shore", fromHere: false })).toMatchObject({
    error: { name: "AI_DownloadError", message: expect.stringMatching(/127\.0\.0\.1 is not allowed/) },
  });
});

test("what the AI SDK bought was bought once each", () => {
  expectCleanBooks(door.stand.simulator);
});
