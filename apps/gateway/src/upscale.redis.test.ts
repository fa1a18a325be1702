import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const DRAFT = { model: "MiniMax-H3", prompt: "A lighthouse", duration: 5, resolution: "768P" };
/** The beginning that makes it an MP4. */
const VIDEO = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from("ftypisom\0\0\0\0isommp42"),
  Buffer.alloc(3000, 1),
]);

let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(redisUrl, { HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000" });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function draft(token: string, request: object = DRAFT): Promise<string> {
  const { body } = await world.call("POST", "/api/v1/generations", token, request);
  const id = String(body["id"]);
  await world.begin();
  await world.end(id, "succeeded");
  const path = join(world.out, String(body["object_key"]));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, VIDEO);
  return id;
}

test("a tenant's finished draft is made large from its stored video, and asked again it is the same generation", async () => {
  const token = await world.key("studio");
  const id = await draft(token);
  const first = await world.call("POST", `/api/v1/generations/${id}/upscale`, token, { resolution: "2K" });
  expect([first.status, first.body]).toMatchObject([
    201,
    {
      state: "queued",
      price_usd: 0.25,
      request: {
        model: "MiniMax-H3-Regeneration",
        prompt: "A lighthouse",
        resolution: "2K",
        duration: 5,
        base_video: expect.stringMatching(/^input:\/\/sha256-[0-9a-f]{64}\.mp4$/),
      },
    },
  ]);
  const again = await world.call("POST", `/api/v1/generations/${id}/upscale`, token, {});
  expect([again.status, again.body["id"]]).toEqual([200, first.body["id"]]);
  const byTask = await world.call("POST", `/api/v1/generations/${id}/upscale`, token, { from: "task" });
  expect([byTask.status, byTask.body["request"]]).toMatchObject([201, { source_task_id: `task_${id}` }]);
});

test("what cannot be made larger is a 409 with the reason, and another tenant's is not there", async () => {
  const token = await world.key("studio");
  const hailuo = await draft(token, TEXT);
  const refused = await world.call("POST", `/api/v1/generations/${hailuo}/upscale`, token, {});
  expect([refused.status, refused.body["code"], refused.text]).toEqual([
    409,
    "not_upscalable",
    expect.stringContaining("MiniMax-H3 videos of 768P"),
  ]);
  const id = await draft(token);
  const strange = await world.call("POST", `/api/v1/generations/${id}/upscale`, await world.key("other"), {});
  expect(strange.status).toBe(404);
  const large = await world.call("POST", `/api/v1/generations/${id}/upscale`, token, { resolution: "4K" });
  expect(large.status).toBe(400);
});

test("a task of the provider cannot be named by a tenant, in whichever way requests come: it may be another tenant's", async () => {
  const token = await world.key("thief");
  const theft = { model: "MiniMax-H3-Regeneration", source_task_id: "424242424242424" };
  const { model, source_task_id: task } = theft;
  for (const named of [theft, { model, sourceTaskId: task }, { model, "Source Task": task }]) {
    const single = await world.call("POST", "/api/v1/generations", token, named);
    expect([single.status, single.text]).toEqual([400, expect.stringContaining("source_task_id")]);
  }
  const { body: batch } = await world.call("POST", "/api/v1/batches", token, {});
  const items = await world.call(
    "POST",
    `/api/v1/batches/${String(batch["id"])}/items`,
    token,
    `${JSON.stringify(theft)}\n`,
    {
      "content-type": "application/x-ndjson",
    },
  );
  expect(items.body).toMatchObject({ created: 0, invalid: 1 });
  expect(items.text).toContain("/upscale");
  const door = await world.call("POST", "/minimax/v1/video_generation", token, theft);
  expect(door.status === 200 ? door.body["task_id"] : "").toBe("");
  expect((await world.producer.list()).items.filter(({ tenant }) => tenant === "thief")).toEqual([]);
});

test("from its task it is refused while another account could get the create, before anything is enqueued", async () => {
  await using shared = await openWorld(redisUrl);
  const token = await shared.key("studio");
  const { body } = await shared.call("POST", "/api/v1/generations", token, DRAFT);
  const path = `/api/v1/generations/${String(body["id"])}/upscale`;
  await shared.end(await shared.begin(), "succeeded");
  const second = {
    maxInFlight: 1,
    windows: "{}",
    models: "[]",
    sideModels: JSON.stringify(["MiniMax-H3-Regeneration"]),
  };
  await shared.redis.hset(`${shared.prefix}:account:second`, second);
  await shared.redis.sadd(`${shared.prefix}:accounts`, "second");
  const refused = await shared.call("POST", path, token, { from: "task" });
  expect([refused.status, refused.body["code"], refused.text]).toEqual([
    409,
    "not_upscalable",
    expect.stringMatching(/known to account default alone, and the create could go to another one/),
  ]);
  expect((await shared.producer.batches()).map(({ total }) => total)).toEqual([1]);
  await shared.redis.hset(`${shared.prefix}:account:second`, "draining", "1");
  expect((await shared.call("POST", path, token, { from: "task" })).status).toBe(201);
});
