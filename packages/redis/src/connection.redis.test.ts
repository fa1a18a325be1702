import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { closeRedis, openRedis, whyEnded } from "./connection.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";

test("a connection that is away for a while has not ended; one that nobody opens again has", async () => {
  const away = await openRedis("redis://127.0.0.1:1", { role: "worker" });
  const alive = await openRedis(redisUrl, { role: "worker" });
  await alive.ping();
  expect(whyEnded(away, alive)).toBeUndefined();
  alive.disconnect();
  await once(alive, "end");
  expect(whyEnded(away, alive)).toContain("ended for good");
  await closeRedis(away);
});
