import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { API_KEY, openStand, readTask, readTasks } from "@hailuo-queue/e2e";
import type { Simulator } from "@hailuo-queue/simulator";
import { imageFile } from "@hailuo-queue/testkit";
import { expect, test } from "@jest/globals";
import { expectRecorded } from "./stand/expect-recorded.ts";
import { startMinimaxMcp } from "./stand/minimax-mcp.ts";
import { openDoor } from "./stand/open-door.ts";

const MODEL = "MiniMax-Hailuo-02";
const PROGRAM = "minimax-mcp-js 0.0.18";

/** The file is the video of the one task with this prompt; the provider's books say so. */
async function expectVideo(simulator: Simulator, prompt: string, path: string): Promise<void> {
  const sha256 = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  const tasks = (await readTasks(simulator)).filter(({ request }) => request.prompt === prompt);
  expect(await Promise.all(tasks.map(({ id }) => readTask(simulator, id)))).toMatchObject([{ sha256 }]);
}

test("MiniMax's own MCP server makes a video at the simulator", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await using mcp = await startMinimaxMcp({ host: stand.simulator.url, key: API_KEY, directory: stand.directory });
  const prompt = "一只纸船，雨中";
  const path = await mcp.waitForVideo(
    await mcp.generateVideo({ model: MODEL, prompt, duration: 6, resolution: "768P" }),
  );
  await expectVideo(stand.simulator, prompt, path);
  await expect(
    mcp.generateVideo({ model: MODEL, prompt: "A boat", duration: 10, resolution: "1080P" }),
  ).rejects.toThrow("does not support duration 10 at 1080P");
  expect(stand.simulator.stats().accepted).toBe(1);
});

test("through the gateway it makes videos of text and pictures, by another host and key alone", async () => {
  await using door = await openDoor({ simulated: { dialects: ["minimax-v1"] } });
  const { simulator, directory } = door.stand;
  await using mcp = await startMinimaxMcp({ host: `${door.url}/minimax`, key: door.key, directory });
  const text = { model: MODEL, prompt: "一只纸船，雨中", duration: 6, resolution: "768P" };
  await expectVideo(simulator, text.prompt, await mcp.waitForVideo(await mcp.generateVideo(text)));
  expect(door.stand.creates.map(({ body }) => body)).toMatchObject([text]);

  // It calls a PNG a JPEG.
  const firstFrameImage = join(
    directory,
    await door.stand.write("cat.png", imageFile("png", { width: 800, height: 600 })),
  );
  const fromDisk = { model: MODEL, prompt: "A cat from disk", firstFrameImage };
  await expectVideo(simulator, fromDisk.prompt, await mcp.waitForVideo(await mcp.generateVideo(fromDisk)));
  expect(door.stand.creates.at(-1)?.body).toMatchObject({
    first_frame_image: expect.stringMatching(/^data:image\/png;base64,/),
  });

  const byUrl = { model: "I2V-01", prompt: "A cat by URL", firstFrameImage: "https://pictures.example/cat.png" };
  await expectVideo(simulator, byUrl.prompt, await mcp.waitForVideo(await mcp.generateVideo(byUrl)));
  expect(door.stand.creates.at(-1)?.body).toMatchObject({ first_frame_image: byUrl.firstFrameImage });

  // Of a model with one size: what it makes anyway, and the size of other models.
  await mcp.generateVideo({ model: "T2V-01", prompt: "A kite", duration: 6, resolution: "720P" });
  await mcp.generateVideo({ model: "T2V-01", prompt: "A tram", duration: 6, resolution: "768P" });
  await expectRecorded(door, "minimax-mcp-js", { program: PROGRAM });
});

test("refusals and failures reach its user in their words, with a trace id", async () => {
  await using door = await openDoor({ simulated: { dialects: ["minimax-v1"] } });
  await using mcp = await startMinimaxMcp({
    host: `${door.url}/minimax/`,
    key: door.key,
    directory: door.stand.directory,
  });
  await expect(
    mcp.generateVideo({ model: MODEL, prompt: "A boat", duration: 10, resolution: "1080P" }),
  ).rejects.toThrow(/MiniMax-Hailuo-02 makes 1080P videos of 6 s, not 10 s Trace ID: [0-9a-f]{32}/);
  await expect(mcp.generateVideo({ model: "T2V-01", prompt: "A boat", duration: 10 })).rejects.toThrow(
    "T2V-01 takes no duration",
  );
  expect(door.stand.simulator.stats().accepted).toBe(0);
  const failing = await mcp.generateVideo({ model: MODEL, prompt: "A boat [[fails]]" });
  await expect(mcp.waitForVideo(failing)).rejects.toThrow(/Trace ID: [0-9a-f]{32}/);
  await using stranger = await startMinimaxMcp({
    host: `${door.url}/minimax`,
    key: "no-key-of-ours",
    directory: door.stand.directory,
  });
  await expect(stranger.generateVideo({ model: MODEL, prompt: "A boat" })).rejects.toThrow(/invalid api key/);
  expect(door.stand.simulator.stats().accepted).toBe(1);
});
