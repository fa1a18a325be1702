import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { readTask, readTasks } from "@hailuo-queue/e2e";
import { expect, test } from "@jest/globals";
import { expectRecorded } from "./stand/expect-recorded.ts";
import { startMinimaxMcp } from "./stand/minimax-mcp.ts";
import { openDoor } from "./stand/open-door.ts";
import { openPython } from "./stand/open-python.ts";

const PROGRAM = "minimax-mcp==0.0.19";
const python = await openPython("minimax-mcp", [PROGRAM, "mcp==2.3.0"]);
const testWithPython = python === undefined ? test.skip : test;
const PICTURE = fileURLToPath(new URL("__fixtures__/first.png", import.meta.url));

testWithPython("MiniMax's MCP server of PyPI makes videos of text and pictures, and tells refusals", async () => {
  await using door = await openDoor({ simulated: { dialects: ["minimax-v1"] } });
  const { simulator, directory } = door.stand;
  const where = { directory, ...(python === undefined ? {} : { python: python.file }) };
  await using mcp = await startMinimaxMcp({ ...where, host: `${door.url}/minimax`, key: door.key });

  const text = { model: "MiniMax-Hailuo-02", prompt: "一只纸船，雨中", duration: 6, resolution: "768P" };
  const path = await mcp.waitForVideo(await mcp.generateVideo(text));
  const sha256 = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  const made = await Promise.all((await readTasks(simulator)).map(({ id }) => readTask(simulator, id)));
  expect(made.map((task) => task.sha256)).toEqual([sha256]);

  // It calls a PNG a JPEG.
  const fromDisk = { model: "MiniMax-Hailuo-02", prompt: "A cat from disk", firstFrameImage: PICTURE };
  await mcp.waitForVideo(await mcp.generateVideo(fromDisk));
  expect(door.stand.creates.at(-1)?.body).toMatchObject({
    first_frame_image: expect.stringMatching(/^data:image\/png;base64,/),
  });
  const byUrl = { model: "I2V-01", prompt: "A cat by URL", firstFrameImage: "https://pictures.example/cat.png" };
  await mcp.waitForVideo(await mcp.generateVideo(byUrl));
  expect(door.stand.creates.at(-1)?.body).toMatchObject({ first_frame_image: byUrl.firstFrameImage });

  const accepted = simulator.stats().accepted;
  await expect(mcp.generateVideo({ ...text, duration: 10, resolution: "1080P" })).rejects.toThrow(
    /makes 1080P videos of 6 s, not 10 s Trace-Id: [0-9a-f]{32}/,
  );
  await expect(mcp.waitForVideo("1")).rejects.toThrow(/task not found/);
  expect(simulator.stats().accepted).toBe(accepted);
  const failing = await mcp.generateVideo({ ...text, prompt: "A boat [[fails]]" });
  await expect(mcp.waitForVideo(failing)).rejects.toThrow(/1027.*Trace-Id: [0-9a-f]{32}/s);
  await expectRecorded(door, "minimax-mcp", { program: `${PROGRAM.replace("==", " ")} (PyPI)` });

  await using stranger = await startMinimaxMcp({ ...where, host: `${door.url}/minimax/`, key: "no-key-of-ours" });
  await expect(stranger.generateVideo(text)).rejects.toThrow(/invalid api key/);
});
