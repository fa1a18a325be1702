import { afterAll, expect, test } from "@jest/globals";
import { createTenantQuotas, type TenantQuotaStore } from "@hailuo-queue/access";
import { openProducer, type Producer } from "@hailuo-queue/producer";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import { randomUUID } from "node:crypto";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { changeBatch } from "./batches.ts";
import { printResults } from "./results.ts";
import { explain } from "./explain.ts";
import { changeTenant, listTenants } from "./tenants.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const tell = (): void => undefined;
const opened: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(opened.map((close) => close()));
});

interface World {
  readonly producer: Producer;
  readonly quotas: TenantQuotaStore;
  readonly id: string;
}

async function openWorld(): Promise<World> {
  const prefix = `test-${randomUUID()}`;
  const producer = await openProducer({ redisUrl, prefix });
  const redis = await openRedis(redisUrl, { role: "client" });
  const quotas = createTenantQuotas({ redis, keys: createKeys(prefix) });
  opened.push(producer.close, () => closeRedis(redis));
  const items = [1, 2, 3].map((number) => ({
    request: { model: "MiniMax-Hailuo-2.3", prompt: `cat ${number}` },
    customId: `c${number}`,
  }));
  await producer.submitBatch(items, { batchId: "spring", tenant: "studio" });
  const [first] = (await producer.list({ batchId: "spring", limit: 1 })).items;
  return { producer, quotas, id: first?.id ?? "" };
}

test("a batch is paused, resumed and let before others, and explain says so", async () => {
  const { producer, id } = await openWorld();
  const target = { batch: "spring", json: false };
  const shell = createCapturedShell();
  await changeBatch({ producer, tell }, { action: "pause" }, target, shell);
  expect(shell.out()).toContain("spring: paused, nothing new is started; 3 of 3 wait");
  expect((await producer.explain(id))?.waitsFor).toBe("batch_paused");
  await changeBatch({ producer, tell }, { action: "resume" }, target, shell);
  await changeBatch({ producer, tell }, { action: "set", priority: "high", budgetMicroUsd: 1_000_000 }, target, shell);
  expect(await producer.batch("spring")).toMatchObject({ priority: "high", budgetMicroUsd: 1_000_000 });
  expect((await producer.explain(id))?.position).toBe(0);
  await expect(
    changeBatch({ producer, tell }, { action: "pause" }, { batch: "nix", json: false }, shell),
  ).rejects.toThrow(/no batch "nix"/);
});

test("an explanation for machines has the names of the other lines, and null where nothing is known", async () => {
  const { producer, id } = await openWorld();
  const shell = createCapturedShell();
  await changeBatch({ producer, tell }, { action: "pause" }, { batch: "spring", json: false }, createCapturedShell());
  await explain(producer, { id, json: true }, shell);
  expect(shell.json()).toEqual([
    {
      type: "explanation",
      id,
      state: "queued",
      waits_for: "batch_paused",
      because: expect.any(String),
      position: 0,
      starts_in_seconds: null,
      last_attempt: null,
    },
  ]);
});

test("a tenant is weighed and paused; one that nobody knows is not paused by a typing error", async () => {
  const world = await openWorld();
  const { producer, id } = world;
  const parts = { ...world, tell };
  const shell = createCapturedShell();
  await changeTenant(
    parts,
    { action: "set", weight: 2.5, budgetMicroUsd: 50_000_000 },
    { tenant: "studio", json: false },
    shell,
  );
  await changeTenant(parts, { action: "pause" }, { tenant: "studio", json: false }, shell);
  await explain(producer, { id, json: false }, shell);
  expect(shell.out()).toContain("Its tenant studio was paused by a user");
  await expect(changeTenant(parts, { action: "pause" }, { tenant: "stduio", json: false }, shell)).rejects.toThrow(
    /no tenant "stduio"; there is studio/,
  );
  const json = createCapturedShell();
  await listTenants(world, { json: true }, json);
  expect(json.json()[0]).toEqual({
    type: "tenant",
    tenant: "studio",
    weight: 2.5,
    paused: true,
    spent_usd: 0,
    reserved_usd: 0,
    budget_usd: 50,
    bytes_kept: expect.any(Number),
    input_bytes: 0,
    max_bytes: null,
  });
});

test.each([
  ["a weight", { weight: 2 }, { weight: 2 }],
  ["a budget", { budgetMicroUsd: 3_000_000 }, { budget_usd: 3 }],
  ["a quota", { maxBytes: 500_000_000 }, { max_bytes: 500_000_000 }],
])("a tenant that has %s, and nothing else yet, is in the list", async (_what, change, shown) => {
  const world = await openWorld();
  const shell = createCapturedShell();
  await changeTenant({ ...world, tell }, { action: "set", ...change }, { tenant: "newcomer", json: true }, shell);
  expect(shell.json()).toContainEqual(expect.objectContaining({ tenant: "newcomer", ...shown }));
});

test("the list of tenants tells in 80 columns what is kept of each, and how much is allowed", async () => {
  const world = await openWorld();
  await world.quotas.set("studio", { maxBytes: 500_000_000 });
  await world.producer.backlog.setTenantBudget("studio", 500_000_000);
  const shell = createCapturedShell();
  await listTenants(world, { json: false }, shell);
  expect(shell.out()).toMatch(/budget +kept +allowed\n.* 2\.\d kB +500 MB\n/);
  for (const line of shell.out().split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

test("a batch is printed as lines of its results", async () => {
  const { producer, id } = await openWorld();
  await producer.cancel(id);
  const all = createCapturedShell();
  await printResults(producer, { batch: "spring", errors: false }, all);
  expect(all.json()).toMatchObject([
    { custom_id: "c1", state: "cancelled" },
    { custom_id: "c2", state: "queued" },
    { custom_id: "c3" },
  ]);
  const errors = createCapturedShell();
  await printResults(producer, { batch: "spring", errors: true }, errors);
  expect(errors.json()).toMatchObject([{ custom_id: "c1" }]);
  await expect(printResults(producer, { batch: "nix", errors: false }, all)).rejects.toThrow(/no batch "nix"/);
});
