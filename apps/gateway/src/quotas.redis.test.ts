import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";

const JSON_LINES = { "content-type": "application/x-ndjson" };
const CLAIM = /keeps [\d.]+ [kM]?B, allowed are 64 kB; [\d.]+ k?B(?:ytes)? more do not fit.*--max-bytes/;

let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { HAILUO_GATEWAY_MAX_BYTES: "64000" });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const lines = (count: number): string => Array.from({ length: count }, () => `${JSON.stringify(TEXT)}\n`).join("");

async function openBatch(key: string): Promise<string> {
  return String((await world.call("POST", "/api/v1/batches", key, {})).body["id"]);
}

async function tenant(name: string): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await world.call("GET", "/api/v1/tenants", await world.key("root", "admin"));
  return (body["data"] as Readonly<Record<string, unknown>>[]).find((one) => one["name"] === name) ?? {};
}

describe("a tenant at its quota of bytes", () => {
  test("is refused creates, batches and uploads with 429, both numbers and what to do; what it cancels makes room at once", async () => {
    const key = await world.key("full");
    const ids: string[] = [];
    let refused = await world.call("POST", "/api/v1/generations", key, TEXT);
    for (
      ;
      refused.status === 201;
      refused = await world.call("POST", "/api/v1/generations", key, { ...TEXT, prompt: "p".repeat(2000) })
    )
      ids.push(String(refused.body["id"]));
    expect(ids.length).toBeGreaterThan(10);
    expect(refused).toMatchObject({ status: 429, body: { code: "quota_bytes", detail: expect.stringMatching(CLAIM) } });
    expect(refused.headers.get("retry-after")).toBe("30");
    expect(await tenant("full")).toMatchObject({ bytes_kept: expect.any(Number), input_bytes: 0, max_bytes: null });

    // The MiniMax door tells it as the provider does.
    const live = await world.call("POST", "/minimax/v1/video_generation", key, { ...TEXT, prompt: "p".repeat(2000) });
    expect(live.body).toMatchObject({ base_resp: { status_code: 1002, status_msg: expect.stringMatching(CLAIM) } });

    const opened: number[] = [];
    for (let number = 0; number < 10; number += 1)
      opened.push((await world.call("POST", "/api/v1/batches", key, {})).status);
    expect(opened.at(-1)).toBe(429);

    for (const id of ids) expect((await world.call("POST", `/api/v1/generations/${id}/cancel`, key)).status).toBe(200);
    expect(Number((await tenant("full"))["bytes_kept"])).toBeLessThan(10_000);
    expect((await world.call("POST", "/api/v1/generations", key, TEXT)).status).toBe(201);
    expect((await world.call("GET", `/api/v1/generations/${ids[0]}`, key)).body).toMatchObject({ state: "cancelled" });
  });

  test("has its upload stopped where it does not fit any more; cancelled, the batch gives all of it back", async () => {
    const key = await world.key("uploads");
    const batch = await openBatch(key);
    const refused = await world.call("POST", `/api/v1/batches/${batch}/items`, key, lines(110), JSON_LINES);
    expect(refused).toMatchObject({ status: 429, body: { code: "quota_bytes", detail: expect.stringMatching(CLAIM) } });
    expect((await world.call("GET", `/api/v1/batches/${batch}`, key)).body["total"]).toBe(100);
    expect(Number((await tenant("uploads"))["bytes_kept"])).toBeGreaterThan(50_000);
    await world.call("POST", `/api/v1/batches/${batch}/cancel`, key);
    expect((await tenant("uploads"))["bytes_kept"]).toBe(0);
    expect((await world.call("GET", `/api/v1/batches/${batch}`, key)).body).toMatchObject({
      phase: "ended",
      outcome: "cancelled",
    });
    const closed = await world.call("POST", `/api/v1/batches/${batch}/items`, key, lines(1), JSON_LINES);
    expect(closed).toMatchObject({ status: 409, body: { code: "batch_sealed" } });
  });

  test("has its rejected batch given back", async () => {
    const key = await world.key("rejected");
    const batch = await openBatch(key);
    const sent = await world.call(
      "POST",
      `/api/v1/batches/${batch}/items`,
      key,
      `${lines(20)}{"model": "none"}\n`,
      JSON_LINES,
    );
    expect(sent).toMatchObject({ status: 200, body: { created: 20, invalid: 1 } });
    expect((await world.call("POST", `/api/v1/batches/${batch}/seal`, key, {})).body["result"]).toBe("rejected");
    expect((await tenant("rejected"))["bytes_kept"]).toBe(0);
    expect((await world.call("GET", `/api/v1/batches/${batch}/results.jsonl`, key)).text.split("\n")).toHaveLength(21);
  });
});

test("an admin changes a tenant's quota of bytes, and takes it away", async () => {
  const [admin, key] = [await world.key("root", "admin"), await world.key("small")];
  const changed = await world.call("PATCH", "/api/v1/tenants/small", admin, { max_bytes: 1000 });
  expect(changed).toMatchObject({ status: 200, body: { max_bytes: 1000, bytes_kept: 0 } });
  const refused = await world.call("POST", "/api/v1/generations", key, TEXT);
  expect(refused).toMatchObject({
    status: 429,
    body: { code: "quota_bytes", detail: expect.stringContaining("allowed are 1 kB") },
  });
  await world.call("PATCH", "/api/v1/tenants/small", admin, { max_bytes: null });
  expect((await world.call("POST", "/api/v1/generations", key, TEXT)).status).toBe(201);
});

test("a hundred creates at the same moment do not pass a quota of ten unfinished generations", async () => {
  const key = await world.key("many");
  await world.quotas.set("many", { maxUnfinished: 10 });
  const replies = await Promise.all(
    Array.from({ length: 100 }, () => world.call("POST", "/api/v1/generations", key, TEXT)),
  );
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(10);
  const [refused] = replies.filter(({ status }) => status === 429);
  expect(refused?.body).toMatchObject({
    code: "quota",
    detail: expect.stringMatching(/has \d+ unfinished generations, allowed are 10/),
  });
});
