import { fileURLToPath } from "node:url";
import { expectCleanBooks, readTask, readTasks } from "@hailuo-queue/e2e";
import { expect, test } from "@jest/globals";
import { expectRecorded } from "./stand/expect-recorded.ts";
import { openDoor } from "./stand/open-door.ts";
import { openPython } from "./stand/open-python.ts";
import { runProgram } from "./stand/run-program.ts";

const LITELLM = "litellm==1.110.2";
/** The same environment as that of OpenAI's programs. */
const python = await openPython("openai", ["openai==3.57.0", LITELLM]);
const testWithPython = python === undefined ? test.skip : test;
const PROGRAM = fileURLToPath(new URL("../programs/litellm-minimax.py", import.meta.url));
const PICTURE = fileURLToPath(new URL("__fixtures__/first.png", import.meta.url));

testWithPython("LiteLLM makes, follows, lists and downloads videos by its provider for MiniMax", async () => {
  await using door = await openDoor({ simulated: { dialects: ["minimax-v2"] } });
  // Prices of models are read from the network otherwise.
  const env = { LITELLM_LOCAL_MODEL_COST_MAP: "True" };
  const words = [`${door.url}/minimax`, door.key, PICTURE];
  const { code, stdout, stderr } = await runProgram(door, PROGRAM, words, env, python?.file);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  const seen = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Readonly<Record<string, unknown>>;
  expect(seen).toEqual({
    text: { status: "completed", seconds: "5" },
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    picture: "completed",
    frames: "completed",
    reference: "completed",
    listed: 4,
    failed: { status: "failed", error: { code: "1026", message: expect.any(String) } },
    refused: expect.stringMatching(/duration is 16, allowed are .* \(2013\)/),
    unknown: expect.stringMatching(/invalid task_id \(2013\)/),
  });
  const { simulator } = door.stand;
  const made = await Promise.all((await readTasks(simulator)).map(({ id }) => readTask(simulator, id)));
  expect(made.map(({ sha256 }) => sha256)).toContain(seen["sha256"]);
  expectCleanBooks(simulator);
  await expectRecorded(door, "litellm-minimax", { program: `${LITELLM.replace("==", " ")} (PyPI)` });
});
