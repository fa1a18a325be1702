import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld } from "../__fixtures__/gateway-world.ts";
import { type Ask, PROGRAM_FLOWS } from "./__fixtures__/program-flows.ts";

let world: GatewayWorld;
let token: string;
let doorUrl: string;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { HAILUO_MINIMAX_PORT: "0" });
  token = await world.key("studio");
  doorUrl = /"minimaxUrl":"(http:[^"]+)"/.exec(world.output())?.[1] ?? "";
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const asking =
  (url: string, key: string): Ask =>
  async (method, path, body) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };

/** What it ends with; the video then stands in storage. */
async function end(task: string, state: "succeeded" | "failed", content = ""): Promise<void> {
  const record = await world.producer.findByCustomId("tenant-studio", task);
  expect(await world.begin()).toBe(record?.id);
  const path = join(world.out, record?.objectKey ?? "");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await world.end(record?.id ?? "", state);
}

describe.each(PROGRAM_FLOWS.map((flow) => [flow.program, flow] as const))("%s", (_name, flow) => {
  test("comes from its create to the bytes of its video, at the gateway's path and at a host of the door's own", async () => {
    for (const url of [`${world.url}/minimax`, doorUrl]) {
      const ask = asking(url, token);
      await flow.check?.(ask);
      const task = await flow.create(ask, flow.body("A cat looks up"));
      expect(await flow.poll(ask, task)).toBeUndefined();
      await end(task, "succeeded", `the video of ${task}`);
      const link = await flow.poll(ask, task);
      // Links are followed without the key.
      const video = await fetch(link ?? "");
      expect([video.status, video.headers.get("content-type"), await video.text()]).toEqual([
        200,
        "video/mp4",
        `the video of ${task}`,
      ]);
    }
  });

  test("shows its user why a task failed, why a create is refused, and that a key is wrong", async () => {
    const ask = asking(`${world.url}/minimax`, token);
    const task = await flow.create(ask, flow.body("A cat that is flagged"));
    await end(task, "failed");
    await expect(flow.poll(ask, task)).rejects.toThrow(/\[1026\] The prompt was refused/);
    await expect(flow.create(ask, flow.wrong)).rejects.toThrow(/invalid params, /);
    const stranger = asking(`${world.url}/minimax`, "sk-cp-of-another-service");
    await expect(flow.create(stranger, flow.body("A cat"))).rejects.toThrow(/invalid api key/);
    await expect(flow.poll(stranger, task)).rejects.toThrow();
    if (flow.check !== undefined) await expect(flow.check(stranger)).rejects.toThrow();
  });
});
