import { afterAll, beforeAll, expect, test } from "@jest/globals";
import OpenAI from "openai";
import { type Door, openDoor } from "./stand/open-door.ts";

/** The SDK's own repetition of a create whose connection broke, as everybody has it who changed no setting. */

let door: Door;
let client: OpenAI;
beforeAll(async () => {
  door = await openDoor({ simulated: { lifetime: { fixedMs: 100 } } });
  client = new OpenAI({ baseURL: `${door.url}/openai/v1`, apiKey: door.key });
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
});

async function finish(id: string): Promise<string | undefined> {
  for (;;) {
    const { status, prompt } = await client.videos.retrieve(id);
    if (status === "completed") return prompt ?? undefined;
    expect(["queued", "in_progress"]).toContain(status);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
async function list(): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of client.videos.list()) ids.push(id);
  return ids;
}
/** The SDK's types know OpenAI's sizes alone. */
const WANTED = { model: "MiniMax-Hailuo-2.3", seconds: "6", size: "768P" } as unknown as OpenAI.VideoCreateParams;

test("a create whose connection broke, once and then twice, is one video, and its resend says how often it is sent", async () => {
  for (const times of [1, 2]) {
    const prompt = `A kite, ${times} times`;
    const before = (await list()).length;
    door.breakNextCalls(times);
    const { id } = await client.videos.create({ ...WANTED, prompt });
    expect(await finish(id)).toBe(prompt);
    expect(await list()).toHaveLength(before + 1);
    const sent = door.calls.findLast(({ method }) => method === "POST");
    expect(sent?.headers["x-stainless-retry-count"]).toBe(String(times));
  }
  expect(door.stand.simulator.stats()).toMatchObject({ accepted: 2, duplicateAccepts: 0 });
});

test("the same wanted twice is two videos, one after the other and at once", async () => {
  const before = (await list()).length;
  const prompt = "A kite, wanted thrice";
  const one = await client.videos.create({ ...WANTED, prompt });
  const others = await Promise.all([1, 2].map(() => client.videos.create({ ...WANTED, prompt })));
  const ids = [one, ...others].map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) await finish(id);
  expect(await list()).toHaveLength(before + 3);
  expect(door.stand.simulator.stats().accepted).toBe(5);
});
