import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHistoryBooks, createKeys } from "@hailuo-queue/store";
import { type GatewayWorld, openWorld } from "./__fixtures__/gateway-world.ts";

let world: GatewayWorld;
beforeAll(async () => {
  world = await openWorld(process.env["HAILUO_TEST_REDIS_URL"] ?? "");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

interface Series {
  readonly scope: { readonly kind: string; readonly name: string | null };
  readonly data: readonly { readonly created: number; readonly waited_seconds: object }[];
}

async function read(query: string, token: string): Promise<[status: number, told: unknown, created?: number]> {
  const { status, body } = await world.call("GET", `/api/v1/history${query}`, token);
  if (status !== 200) return [status, body["code"]];
  const { scope, data } = body as unknown as Series;
  return [status, scope, data.reduce((sum, { created }) => sum + created, 0)];
}

test("a tenant's key reads its own series alone, an admin's every series but the batches of others", async () => {
  const { producer, redis, prefix } = world;
  const request = { model: "MiniMax-Hailuo-2.3", prompt: "a cat" };
  await producer.submit({ request }, { tenant: "mine", batchId: "m" });
  await producer.submit({ request }, { tenant: "theirs", batchId: "t" });
  const books = createHistoryBooks({ redis, keys: createKeys(prefix.slice(1, -1)) });
  const news = await books.news();
  const changes = (
    [
      [1, { kind: "tenant", name: "mine" }],
      [2, { kind: "batch", name: "m" }],
      [4, { kind: "tenant", name: "theirs" }],
      [8, { kind: "batch", name: "t" }],
      [16, { kind: "account", name: "default" }],
      [32, { kind: "all" }],
    ] as const
  ).map(([created, scope]) => ({ at: news.now, scope, sums: { created, waitedSeconds: { slot: 5 } } }));
  await books.add(news, { changes, totals: [], oldestAt: {}, reservedMicroUsd: {} });
  const reader = await world.key("mine", "read");
  const admin = await world.key("mine", "admin");
  expect(await read("", reader)).toEqual([200, { kind: "tenant", name: "mine" }, 1]);
  expect(await read("?batch=m&step=day", reader)).toEqual([200, { kind: "batch", name: "m" }, 2]);
  for (const token of [reader, admin]) expect(await read("?batch=t", token)).toEqual([404, "not_found"]);
  for (const query of ["?account=default", "?tenant=theirs", "?tenant=mine", "?model=m"])
    expect(await read(query, reader)).toEqual([403, "forbidden"]);
  expect(await read("", admin)).toEqual([200, { kind: "all", name: null }, 32]);
  expect(await read("?tenant=theirs", admin)).toEqual([200, { kind: "tenant", name: "theirs" }, 4]);
  expect(await read("?account=default", admin)).toEqual([200, { kind: "account", name: "default" }, 16]);
  expect(await read("?account=default&tenant=mine", admin)).toEqual([422, "several_series"]);
  expect((await read("?step=week", admin))[0]).toBe(400);
});
