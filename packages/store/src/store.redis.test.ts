import { randomUUID } from "node:crypto";
import { afterAll, beforeAll } from "@jest/globals";
import { type AccountLimits, DEFAULT_ACCOUNT, sideAccount } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { storeConformance } from "@hailuo-queue/testkit/conformance";
import { createRedisLostCreates } from "./accounts/lost-creates.ts";
import { createRedisAdmission } from "./backlog/redis-admission.ts";
import { createKeys } from "./keys.ts";
import { createRedisLedger } from "./records/redis-ledger.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "worker" });
});
afterAll(() => closeRedis(redis));

const limits = { maxInFlight: 1000, windows: { create: [], query: [], files: [] } };
const accounts: readonly AccountLimits[] = [
  { name: DEFAULT_ACCOUNT, ...limits, models: ["MiniMax-Hailuo-2.3"] },
  { name: sideAccount(DEFAULT_ACCOUNT, "v2"), ...limits, models: ["MiniMax-H3"] },
];

storeConformance("the ledger and admission in Redis", () => {
  const keys = createKeys(`test-${randomUUID()}`);
  const admission = createRedisAdmission({ redis, keys, accounts });
  return {
    ledger: createRedisLedger({ redis, keys }),
    lostCreates: createRedisLostCreates({ redis, keys }),
    admit: async (count) => (await admission.admit(count)).grants,
    slots: (account) => redis.zrange(keys.slots(account), "0", "-1"),
  };
});
