import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type AccountLimits, DEFAULT_ACCOUNT, sideAccount } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import {
  createBacklogControl,
  createKeys,
  createRedisAdmission,
  createRedisLedger,
  createRedisLostCreates,
} from "@hailuo-queue/store";
import { newGeneration, storeConformance } from "@hailuo-queue/testkit/conformance";
import { type ClusterNodes, startClusterNodes } from "./stand/cluster-nodes.ts";

/** A Cluster refuses a script that touches keys of two slots, whether they came in KEYS or not. */
let cluster: ClusterNodes;
let redis: RedisClient;
beforeAll(async () => {
  cluster = await startClusterNodes();
  redis = await openRedis(cluster.url, { role: "worker" });
});
afterAll(async () => {
  await closeRedis(redis);
  await cluster[Symbol.asyncDispose]();
});

const limits = { maxInFlight: 1000, windows: { create: [], query: [], files: [] } };
const accounts: readonly AccountLimits[] = [
  { name: DEFAULT_ACCOUNT, ...limits, models: ["MiniMax-Hailuo-2.3"] },
  { name: sideAccount(DEFAULT_ACCOUNT, "v2"), ...limits, models: ["MiniMax-H3"] },
];

storeConformance("the ledger and admission on a Cluster", () => {
  const keys = createKeys(`test-${randomUUID()}`);
  const admission = createRedisAdmission({ redis, keys, accounts });
  return {
    ledger: createRedisLedger({ redis, keys }),
    lostCreates: createRedisLostCreates({ redis, keys }),
    admit: async (count) => (await admission.admit(count)).grants,
    slots: (account) => redis.zrange(keys.slots(account), "0", "-1"),
  };
});

test("a batch that is opened, filled, sealed, re-ranked, cancelled and forgotten stays in one slot", async () => {
  const keys = createKeys(`test-${randomUUID()}`);
  const ledger = createRedisLedger({ redis, keys });
  const backlog = createBacklogControl({ redis, keys });
  const batch = { batchId: "b", tenant: "default", objectKeyTemplate: "{id}.mp4", invalid: "skip" } as const;
  expect(await ledger.openBatch(batch)).toBe("opened");
  await ledger.submit([newGeneration("g1"), newGeneration("g2", { idempotencyKey: "index:0" })]);
  await ledger.noteFaults("b", [{ index: 7, faults: [{ field: "model", message: "unknown" }] }], [0]);
  expect(await ledger.sealBatch("b")).toMatchObject({ result: "sealed", received: 2, invalid: 1 });
  await backlog.setBatchPriority("b", "high");
  await backlog.pauseTenant("default");
  const record = await ledger.get("g1");
  expect(record === undefined ? undefined : await backlog.position(record)).toMatchObject({ stopped: "tenant_paused" });
  await backlog.beginCancel("b");
  for (const id of ["g1", "g2"]) await ledger.transition(id, { from: ["queued"], to: "cancelled", stamp: ["endedAt"] });
  await backlog.endCancel("b");
  expect(await ledger.batch("b")).toMatchObject({ phase: "ended", counts: { cancelled: 2 } });
  while ((await ledger.forgetEnded("failed", -10)) > 0);
  expect(await ledger.batch("b")).toBeUndefined();
});
