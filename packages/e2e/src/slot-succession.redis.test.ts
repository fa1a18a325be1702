import { afterEach, expect, test } from "@jest/globals";
import { createKeys, createRedisAdmission, createRedisLedger } from "@hailuo-queue/store";
import type { Grant } from "@hailuo-queue/contracts";
import { createDispatcher } from "@hailuo-queue/pipeline";
import { openProducer } from "@hailuo-queue/producer";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { EventEmitter, once } from "node:events";
import { randomUUID } from "node:crypto";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const LEASE_MS = 600_000;
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

/** One slot, a dispatcher that sleeps beside it, and so many generations. */
async function openWorld(generations: number) {
  const prefix = `test-${randomUUID()}`;
  const keys = createKeys(prefix);
  const redis = await openRedis(redisUrl, { role: "worker" });
  stops.push(() => closeRedis(redis));
  const blockingRedis = await openRedis(redisUrl, { role: "blocking" });
  stops.push(() => closeRedis(blockingRedis));
  const ledger = createRedisLedger({ redis, keys });
  const accounts = [{ name: "default", maxInFlight: 1, windows: { create: [{ limit: 1000, windowMs: 60_000 }], query: [], files: [] } }];
  const admission = createRedisAdmission({ redis, blockingRedis, keys, accounts });
  const producer = await openProducer({ redisUrl, prefix });
  stops.push(() => producer.close());
  const items = Array.from({ length: generations }, (_, at) => ({
    request: { model: "MiniMax-Hailuo-2.3", prompt: "x" },
    customId: `c${at}`,
  }));
  await producer.submitBatch(items, { batchId: "b" });

  const grants: Grant[] = [];
  const heard = new EventEmitter();
  const dispatcher = createDispatcher({
    admission,
    begin: async (granted) => {
      grants.push(...granted);
      heard.emit("grant");
    },
    onError: (error) => {
      throw error;
    },
  });
  const stop = new AbortController();
  const running = dispatcher.run(stop.signal);
  stops.push(() => {
    stop.abort();
    return running;
  });
  while (grants.length === 0) await once(heard, "grant");
  return { keys, redis, ledger, grants, successor: dispatcher.successor };
}

test("a freed slot is taken behind the very transition that frees it, time after time, and nobody is woken", async () => {
  const { keys, redis, ledger, grants, successor } = await openWorld(21);
  for (let turn = 0; turn < 20; turn += 1) {
    expect(grants).toHaveLength(turn + 1);
    expect(successor.isReady()).toBe(true);
    const { generationId, run, account, batchId } = grants[turn] as Grant;
    const known = { run, account, batchId };
    await ledger.transition(generationId, { ...known, from: ["queued"], to: "creating", leaseMs: LEASE_MS });
    await ledger.transition(generationId, { ...known, from: ["creating"], to: "generating", changes: { taskId: `t${turn}` } });
    await redis.del(keys.wake);
    const moving = ledger.transition(generationId, { ...known, from: ["generating"], to: "downloading", wake: false });
    await successor.slotFreed();
    expect((await moving).outcome).toBe("moved");
    expect(await redis.llen(keys.wake)).toBe(0);
    expect(await redis.zrange(keys.slots("default"), "0", "-1")).toEqual([grants[turn + 1]?.generationId]);
  }
  expect(grants).toHaveLength(21);
  expect(new Set(grants.map(({ generationId }) => generationId)).size).toBe(21);
  // The last one took the backlog's end with it: from here on a freed slot wakes whoever sleeps.
  expect(successor.isReady()).toBe(false);
});
