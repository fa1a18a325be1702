import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type GatewayWorld, openWorld, TEXT } from "./__fixtures__/gateway-world.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(redisUrl, { HAILUO_GATEWAY_MAX_UNFINISHED: "4" });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function failed(tenant: string, customId: string): Promise<string> {
  await world.producer.submit({ request: TEXT, customId }, { tenant });
  const id = await world.begin();
  await world.end(id, "failed");
  return id;
}

test("a filter lists, reports what it would do, and does no more than its caller agreed to", async () => {
  const studio = await world.key("studio");
  const ids = [await failed("studio", "a"), await failed("studio", "b"), await failed("studio", "c")];
  const other = await failed("other", "a");
  const where = "code=prompt_flagged created<1h";

  const list = await world.call(
    "GET",
    `/api/v1/generations?where=${encodeURIComponent(`${where} ${TEXT.prompt}`)}`,
    studio,
  );
  expect((list.body["data"] as { id: string }[]).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());

  const preview = await world.call("POST", "/api/v1/bulk/retry", studio, { where, rebuy: true });
  expect(preview.body).toMatchObject({ dry_run: true, matched: 3, changed: 0, need_rebuy: 3, cost_usd: 0.84 });
  expect(await world.producer.get(ids[0] ?? "")).toMatchObject({ state: "failed" });

  for (const [body, code] of [
    [{ where, dry_run: false }, "invalid_request"],
    [{ where, dry_run: false, rebuy: true, most: 3 }, "invalid_request"],
    [{ where: "colour=red" }, "bad_where"],
    [{ where: "  " }, "bad_where"],
  ] as const)
    expect((await world.call("POST", "/api/v1/bulk/retry", studio, body)).body).toMatchObject({ status: 400, code });

  const free = await world.call("POST", "/api/v1/bulk/retry", studio, { where, dry_run: false, most: 3 });
  expect(free.body).toMatchObject({ matched: 3, changed: 0, refused: { needs_rebuy: 3 }, cost_usd: 0 });

  const bought = { where, dry_run: false, rebuy: true, most: 3, max_cost_usd: 0.56, why: "a new rule" };
  expect((await world.call("POST", "/api/v1/bulk/retry", studio, bought)).body).toMatchObject({
    changed: 2,
    cost_usd: 0.56,
    more: true,
  });
  expect((await world.producer.get(other))?.state).toBe("failed");
  // Four of its generations may be unfinished, and two are.
  const tooMany = await world.call("POST", "/api/v1/bulk/retry", studio, { ...bought, most: 3 });
  expect(tooMany.status).toBe(429);

  const cancelled = await world.call("POST", "/api/v1/bulk/cancel", studio, {
    where: "state=queued",
    dry_run: false,
    most: 10,
  });
  expect(cancelled.body).toMatchObject({ changed: 2, more: false });

  const admin = await world.key("operators", "admin");
  const entries = (await world.call("GET", "/api/v1/audit?what=bulk.&limit=100", admin)).body["data"];
  expect(entries).toContainEqual(
    expect.objectContaining({
      what: "bulk.retry",
      tenant: "studio",
      outcome: "done",
      details: {
        where,
        rebuy: "true",
        why: "a new rule",
        matched: "2",
        changed: "2",
        max_cost_usd: expect.any(String),
        cost_usd: expect.any(String),
      },
    }),
  );
});
