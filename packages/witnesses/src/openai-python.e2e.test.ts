import { fileURLToPath } from "node:url";
import { expectCleanBooks, readTask, readTasks } from "@hailuo-queue/e2e";
import { imageFile } from "@hailuo-queue/testkit";
import { expect, test } from "@jest/globals";
import { expectRecorded } from "./stand/expect-recorded.ts";
import { type Door, openDoor } from "./stand/open-door.ts";
import { openPython } from "./stand/open-python.ts";
import { runProgram } from "./stand/run-program.ts";

const SDK = "openai==3.57.0";
const LITELLM = "litellm==1.110.2";
const python = await openPython("openai", [SDK, LITELLM]);
const testWithPython = python === undefined ? test.skip : test;

async function runPython(door: Door, program: string): Promise<Readonly<Record<string, unknown>>> {
  const picture = await door.stand.write("cat.png", imageFile("png", { width: 800, height: 600 }));
  const file = fileURLToPath(new URL(`../programs/${program}`, import.meta.url));
  const words = [`${door.url}/openai/v1`, door.key, picture];
  // Prices of models are read from the network otherwise.
  const env = { LITELLM_LOCAL_MODEL_COST_MAP: "True" };
  const { code, stdout, stderr } = await runProgram(door, file, words, env, python?.file);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Readonly<Record<string, unknown>>;
}

/** Digests of all that the simulator has sent, or would. */
async function videosOf({ stand: { simulator } }: Door): Promise<readonly string[]> {
  const tasks = await readTasks(simulator);
  return Promise.all(tasks.map(async ({ id }) => (await readTask(simulator, id)).sha256));
}

testWithPython("OpenAI's SDK for Python makes videos, waits for them, and reads refusals and failures", async () => {
  await using door = await openDoor();
  const seen = await runPython(door, "openai-sdk.py");
  expect(await videosOf(door)).toContain(seen["sha256"]);
  expect(seen).toEqual({
    text: { status: "completed", seconds: "6", id: expect.stringMatching(/^gen_/) },
    sha256: expect.any(String),
    picture: "completed",
    data_url: "completed",
    same: true,
    listed: 4,
    deleted: true,
    gone: true,
    refused: {
      param: "seconds",
      code: "invalid_request",
      message: expect.stringContaining("seconds is 8, allowed are the numbers 6 and 10"),
    },
    failed: { status: "failed", code: "moderation_blocked" },
  });
  await expectRecorded(door, "openai/python", { program: `${SDK.replace("==", " ")} (PyPI)` });
});

testWithPython("LiteLLM makes videos by its OpenAI-compatible provider", async () => {
  await using door = await openDoor();
  const seen = await runPython(door, "litellm-videos.py");
  expect(await videosOf(door)).toContain(seen["sha256"]);
  expect(seen).toEqual({
    text: { status: "completed", seconds: "6" },
    sha256: expect.any(String),
    picture: "completed",
    listed: 2,
    refused: expect.stringContaining("MiniMax-Hailuo-2.3 makes 1366x768 (768P), 1920x1080 (1080P)"),
    failed: { status: "failed", code: "moderation_blocked" },
  });
  expectCleanBooks(door.stand.simulator);
  await expectRecorded(door, "openai/litellm", { program: `${LITELLM.replace("==", " ")} (PyPI)` });
});
