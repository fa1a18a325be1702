import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { imageFile } from "@hailuo-queue/testkit";
import { type GatewayWorld, openWorld } from "../__fixtures__/gateway-world.ts";
import { programRequests } from "./__fixtures__/program-requests.ts";

let world: GatewayWorld;
let token: string;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
  token = await world.key("mine");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const image = imageFile("png", { width: 800, height: 600, bytes: 3000 }).toString("base64");
const requests = programRequests(image).map((one) => [one.program, one.sends, one] as const);

describe("what programs send that cannot run here", () => {
  test.each(requests)("%s sends %s", async (_program, _what, one) => {
    const before = await countOf();
    const type = "contentType" in one ? one.contentType : "application/json";
    const body = Buffer.from(JSON.stringify(one.body));
    const response = await world.fetch("/minimax/v1/video_generation", token, {
      method: "POST",
      headers: type === undefined ? {} : { "content-type": type },
      body,
    });
    const answer = (await response.json()) as {
      task_id: string;
      base_resp: { status_code: number; status_msg: string };
    };
    expect(response.status).toBe(200);
    if (one.refused !== undefined) {
      expect(answer).toMatchObject({ task_id: "", base_resp: { status_code: 2013 } });
      expect(answer.base_resp.status_msg).toContain(one.refused);
      expect(await countOf()).toBe(before);
      return;
    }
    expect(answer.base_resp).toEqual({ status_code: 0, status_msg: "success" });
    const record = await world.producer.forTenant("mine").findByCustomId("tenant-mine", answer.task_id);
    for (const [field, value] of Object.entries(one.made ?? {})) {
      const made = record?.request[field as "model"] as unknown;
      if (value === "an input of the tenant") expect(made).toMatch(/^input:\/\/sha256-/);
      else expect([field, made]).toEqual([field, value]);
    }
    if (one.warns === undefined) expect(response.headers.get("hailuo-warning")).toBeNull();
    else expect(response.headers.get("hailuo-warning")).toContain(one.warns);
  });
});

async function countOf(): Promise<number> {
  return (await world.producer.forTenant("mine").list({ limit: 1000 })).items.length;
}

test("a task's video has the size that it has, and no size where that is unknown", async () => {
  const create = async (): Promise<string> => {
    const made = await world.call("POST", "/minimax/v1/video_generation", token, { model: "T2V-01", prompt: "A cat" });
    return String(made.body["task_id"]);
  };
  const ask = async (id: string) =>
    (await world.call("GET", `/minimax/v1/query/video_generation?GroupId=1&task_id=${id}`, token)).body;
  const first = await create();
  expect(await ask(first)).toMatchObject({ status: "Queueing", file_id: "", video_width: 0, video_height: 0 });
  const record = await world.producer.forTenant("mine").findByCustomId("tenant-mine", first);
  for (let begun = await world.begin(); ; begun = await world.begin()) {
    await world.end(begun, "succeeded");
    if (begun === record?.id) break;
  }
  const done = await ask(first);
  expect(done).toMatchObject({ status: "Success", file_id: first });
  expect(Object.keys(done)).not.toContain("video_width");
});
