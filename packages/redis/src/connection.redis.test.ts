import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { Redis } from "ioredis";
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

test("what a server says to a closed copy of a connection ends no process", async () => {
  const redis = await openRedis(redisUrl, { role: "blocking" });
  if (!(redis instanceof Redis)) throw new Error("one server was asked for");
  const copy = redis.duplicate();
  // With no listener this throws.
  copy.emit("error", new Error("ERR max number of clients reached"));
  copy.disconnect();
  await closeRedis(redis);
});
