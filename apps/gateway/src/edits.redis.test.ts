import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(redisUrl, {
    HAILUO_GATEWAY_REQUESTS_PER_MINUTE: "1000000",
    HAILUO_GATEWAY_MAX_UNFINISHED: "2",
  });
}, 60_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function create(token: string, prompt: string): Promise<string> {
  return String((await world.call("POST", "/api/v1/generations", token, { ...TEXT, prompt })).body["id"]);
}

test("what has ended is made again as its next take, with the one before named; what waits is changed where it is", async () => {
  const token = await world.key("studio");
  const id = await create(token, "a cat");
  await world.begin();
  await world.end(id, "succeeded");
  const edited = await world.call("POST", `/api/v1/generations/${id}/edit`, token, {
    prompt: "a cat at night",
    duration: 10,
  });
  expect([edited.status, edited.body]).toMatchObject([
    200,
    {
      id,
      state: "queued",
      take: 2,
      request: { prompt: "a cat at night", duration: 10 },
      price_usd: 0.56,
      sha256: null,
      earlier_takes: [
        {
          take: 1,
          state: "succeeded",
          request: { prompt: "a cat" },
          sha256: expect.any(String),
          location: expect.stringMatching(/^s3:/),
        },
      ],
    },
  ]);
  const again = await world.call("POST", `/api/v1/generations/${id}/edit`, token, { prompt: "a cat by day" });
  expect([again.status, again.body["take"], (again.body["earlier_takes"] as unknown[]).length]).toEqual([200, 2, 1]);
  const same = await world.call("POST", `/api/v1/generations/${id}/edit`, token, { prompt: "a cat by day" });
  expect([same.status, same.body["updated_at"]]).toEqual([200, again.body["updated_at"]]);
});

test("what may be under way is a 409, what cannot be asked for a 400, and another tenant's is not there", async () => {
  const token = await world.key("agency");
  const id = await create(token, "a dog");
  await world.begin();
  const path = `/api/v1/generations/${id}/edit`;
  const busy = await world.call("POST", path, token, { prompt: "x" });
  expect([busy.status, busy.body["code"], busy.body["detail"]]).toEqual([
    409,
    "not_edited",
    expect.stringMatching(/is creating: it is at the provider/),
  ]);
  const other = await create(token, "a bird");
  const bad = await world.call("POST", `/api/v1/generations/${other}/edit`, token, { duration: 7, wings: 2 });
  expect([bad.status, bad.body["errors"]]).toMatchObject([
    400,
    expect.arrayContaining([expect.objectContaining({ field: "duration" })]),
  ]);
  const task = await world.call("POST", `/api/v1/generations/${other}/edit`, token, {
    model: "MiniMax-H3-Regeneration",
    source_task_id: "1",
  });
  expect([task.status, JSON.stringify(task.body)]).toEqual([
    400,
    expect.stringContaining("names a task of the provider"),
  ]);
  expect((await world.call("POST", `/api/v1/generations/${other}/edit`, token, {})).status).toBe(200);
  expect((await world.call("POST", path, await world.key("stranger"), { prompt: "mine" })).status).toBe(404);
});

test("a tenant without room for one more unfinished generation does not begin an ended one anew", async () => {
  const token = await world.key("small");
  const ended = await create(token, "first");
  await world.call("POST", `/api/v1/generations/${ended}/cancel`, token);
  for (const prompt of ["second", "third"]) await create(token, prompt);
  const refused = await world.call("POST", `/api/v1/generations/${ended}/edit`, token, { prompt: "more" });
  expect([refused.status, refused.body["code"]]).toEqual([429, "quota"]);
});
