import { expect, test } from "@jest/globals";
import { openWorld, TEXT } from "../__fixtures__/gateway-world.ts";

const PATH = "/api/v1/batches/dry-run";

test("a dry run says what is wrong with items, what they would cost and how long they would take, and keeps nothing", async () => {
  await using world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
  const key = await world.key("studio");
  const lines = [
    { ...TEXT, custom_id: "a" },
    { ...TEXT, duration: 10 },
    { ...TEXT, duration: 7 },
    { ...TEXT, custom_id: "a" },
  ];
  const body = lines.map((line) => JSON.stringify(line)).join("\n");
  const kept = async () =>
    (await world.redis.keys(`${world.prefix}*`)).filter((name) =>
      /:(generation|batch|batches|backlog|queued|reusable|events)\b/.test(name),
    );
  const told = await world.call("POST", PATH, key, body, { "content-type": "application/x-ndjson" });
  expect([told.status, told.body]).toMatchObject([
    200,
    { object: "dry_run", received: 4, valid: 2, invalid: 2, cost_usd: 0.84, unpriced: 0, seconds: expect.any(Number) },
  ]);
  expect(told.body["kinds"]).toEqual([
    { model: "MiniMax-Hailuo-2.3", resolution: "768P", duration: 6, count: 1, price_usd: 0.28 },
    { model: "MiniMax-Hailuo-2.3", resolution: "768P", duration: 10, count: 1, price_usd: 0.56 },
  ]);
  expect(told.body["faults"]).toMatchObject([
    { index: 2, line: 3, field: "duration" },
    { index: 3, line: 4, field: "custom_id" },
  ]);
  expect(await kept()).toEqual([]);

  const text = await world.call("POST", PATH, key, "a cat\na dog\n", { "content-type": "text/plain" });
  expect(text.body).toMatchObject({ received: 2, valid: 2, cost_usd: 0.56 });
  expect((await world.call("POST", PATH, key, "{}", { "content-type": "image/png" })).status).toBe(415);
  expect(
    (await world.call("POST", PATH, key, "\n".padEnd(3_000_000, "x\n"), { "content-type": "text/plain" })).body,
  ).toMatchObject({
    status: 413,
    code: "too_many_items",
  });

  expect((await world.call("POST", "/api/v1/generations", key, TEXT)).status).toBe(201);
  expect(await kept()).not.toEqual([]);
});
