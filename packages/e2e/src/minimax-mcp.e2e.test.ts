import { readFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { readTask, readTasks } from "./stand/books.ts";
import { startMinimaxMcp } from "./stand/minimax-mcp.ts";
import { API_KEY, openStand, type Stand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { startWorker } from "./stand/workers.ts";

/**
 * MiniMax's own client, which knows nothing of us, makes a video and saves it; the provider's books say whether it is
 * the right one.
 */
async function expectVideo(stand: Stand, host: string, key: string): Promise<void> {
  await using mcp = await startMinimaxMcp({ host, key, directory: stand.directory });
  const taskId = await mcp.generateVideo({
    model: "MiniMax-Hailuo-02",
    prompt: "一只纸船，雨中",
    duration: 6,
    resolution: "768P",
  });
  const path = await mcp.waitForVideo(taskId);
  const sha256 = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  const tasks = await readTasks(stand.simulator);
  expect(await Promise.all(tasks.map(({ id }) => readTask(stand.simulator, id)))).toMatchObject([{ sha256 }]);
  expect(stand.creates.map(({ body }) => body)).toMatchObject([
    { model: "MiniMax-Hailuo-02", prompt: "一只纸船，雨中" },
  ]);
}

test("MiniMax's own MCP server makes a video at the simulator", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await expectVideo(stand, stand.simulator.url, API_KEY);
});

test("MiniMax's own MCP server makes a video through the gateway, by another host and key alone", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await shareRedis(stand);
  await startWorker(stand, "all");
  const gateway = stand.start(["gateway", "--port", "0", "--json"]);
  const url = String((await gateway.jsonLine(({ type }) => type === "gateway"))["url"]);
  const { stdout } = await stand.run(["keys", "create", "--tenant", "acme", "--json"]);
  await expectVideo(stand, `${url}/minimax`, /"(?:token|key)":"([^"]+)"/.exec(stdout)?.[1] ?? "");
});

test("a refusal reaches the user of MiniMax's own MCP server in its words", async () => {
  await using stand = await openStand({ dialects: ["minimax-v1"] });
  await using mcp = await startMinimaxMcp({ host: stand.simulator.url, key: API_KEY, directory: stand.directory });
  await expect(
    mcp.generateVideo({ model: "MiniMax-Hailuo-02", prompt: "A boat", duration: 10, resolution: "1080P" }),
  ).rejects.toThrow("does not support duration 10 at 1080P");
  expect(stand.simulator.stats().accepted).toBe(0);
});
