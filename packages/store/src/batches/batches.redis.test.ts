import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { randomUUID } from "node:crypto";
import { createBacklogControl } from "../backlog/backlog-control.ts";
import { createKeys } from "../keys.ts";
import { createRedisLedger } from "../records/redis-ledger.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

const request = { model: "MiniMax-Hailuo-2.3", prompt: "x" } as const;

async function openWorld(names: readonly string[]) {
  const keys = createKeys(`test-${randomUUID()}`);
  const ledger = createRedisLedger({ redis, keys });
  for (const name of names) {
    const own = { batchId: name, tenant: `of-${name}`, objectKey: `${name}.mp4` };
    await ledger.submit([{ id: `g-${name}`, request, idempotencyKey: name, fingerprint: "f", ...own }]);
  }
  return { keys, ledger };
}

test("batches page from the newest on, none twice and none left out, whatever is made meanwhile", async () => {
  const names = Array.from({ length: 7 }, (_, at) => `b${at}`);
  const { ledger } = await openWorld(names);
  const found: string[] = [];
  for (;;) {
    const page = await ledger.batches(3, found.at(-1));
    if (page.length === 0) break;
    found.push(...page.map(({ batchId }) => batchId));
    await ledger.submit([
      {
        id: `new-${found.length}`,
        request,
        batchId: `new-${found.length}`,
        tenant: "t",
        objectKey: "n.mp4",
        idempotencyKey: "n",
        fingerprint: "f",
      },
    ]);
  }
  expect(found.toSorted()).toEqual(names);
  expect(await ledger.batches(3, "never-was")).toEqual([]);
});

test("many callers at once are each told of their own batch and their own tenant", async () => {
  const names = Array.from({ length: 250 }, (_, at) => `b${at}`);
  const { keys, ledger } = await openWorld(names);
  const backlog = createBacklogControl({ redis, keys });
  const read = await Promise.all([...names, "none"].map(async (name) => (await ledger.batch(name))?.tenant));
  expect(read).toEqual([...names.map((name) => `of-${name}`), undefined]);
  const standings = await Promise.all(names.map((name) => backlog.tenant(`of-${name}`)));
  expect(standings.map(({ tenant, unfinished }) => [tenant, unfinished])).toEqual(
    names.map((name) => [`of-${name}`, 1]),
  );
  expect(await backlog.tenants()).toHaveLength(names.length);
});
