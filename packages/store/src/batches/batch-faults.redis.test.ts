import { randomUUID } from "node:crypto";
import { type BatchFault, KEPT_FAULT_LIMITS } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "../keys.ts";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createRedisLedger } from "../records/redis-ledger.ts";

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(process.env["HAILUO_TEST_REDIS_URL"] ?? "", { role: "client" });
});
afterAll(() => closeRedis(redis));

const OF_LINE = [{ field: "model", message: "is missing, allowed are MiniMax-Hailuo-2.3 and others" }];

async function openBatch() {
  const keys = createKeys(`test-${randomUUID()}`);
  const ledger = createRedisLedger({ redis, keys });
  await ledger.openBatch({ batchId: "b", tenant: "acme", objectKeyTemplate: "{id}.mp4", invalid: "skip" });
  return {
    ledger,
    /** As an earlier release wrote them: a fault of each, and no bits. */
    noteAsBefore: (indexes: readonly number[]) =>
      redis.hset(keys.batchFaults("b"), ...indexes.flatMap((index) => [String(index), JSON.stringify(OF_LINE)])),
    note: (faults: readonly BatchFault[], rightNow: readonly number[] = []) => ledger.noteFaults("b", faults, rightNow),
    faults: async () => {
      const found: BatchFault[] = [];
      for await (const fault of ledger.batchFaults("b")) found.push(fault);
      return found;
    },
    invalid: async () => (await ledger.batch("b"))?.invalid,
    /** Of all that stands in Redis for the batch's bad items. */
    bytes: async () => {
      const sizes = [keys.batchFaults("b"), keys.batchPlaces("b")].map((key) =>
        redis.memory("USAGE", key, "SAMPLES", 0),
      );
      return (await Promise.all(sizes)).reduce<number>((sum, size) => sum + (size ?? 0), 0);
    },
    faultBytes: async () => Number(await redis.hget(keys.batch("b"), "faultBytes")),
  };
}

function bad(index: number, sentBytes = 2, faults: BatchFault["faults"] = OF_LINE): BatchFault {
  return { index, faults, sentBytes };
}

test("a hundred thousand lines of two bytes are counted, and kept in about as many bytes as they had", async () => {
  const { note, invalid, faults, bytes, faultBytes } = await openBatch();
  const lines = 100_000;
  await note(Array.from({ length: lines }, (_, index) => bad(index)));
  expect(await invalid()).toBe(lines);
  expect(await bytes()).toBeLessThan(2 * lines);
  expect(await faultBytes()).toBeLessThan(2 * lines);
  expect(await faultBytes()).toBeGreaterThan((await bytes()) / 2);
  const all = await faults();
  expect(all.map(({ index }) => index)).toEqual(Array.from({ length: lines }, (_, index) => index));
  expect(all[0]).toEqual({ index: 0, faults: OF_LINE });
  expect(all.at(-1)).toEqual({ index: lines - 1, faults: [] });
});

test("a bad line that is sent a thousand times counts once and needs no more room", async () => {
  const { note, invalid, bytes } = await openBatch();
  await note([bad(7, 100)]);
  const once = await bytes();
  for (let time = 0; time < 1000; time += 1) await note([bad(7, 100)]);
  expect([await invalid(), await bytes()]).toEqual([1, once]);
});

test("what is wrong with long lines is kept up to the most that a batch keeps, and a far place costs little", async () => {
  const { note, faults, bytes } = await openBatch();
  const message = "x".repeat(10_000);
  const long = Array.from({ length: 50 }, () => ({ field: message, message }));
  await note([bad(999_999, 1_000_000, long)]);
  expect(JSON.stringify((await faults())[0]).length).toBeLessThan(KEPT_FAULT_LIMITS.maxBytesOfLine + 100);
  expect(await bytes()).toBeLessThan(2000);
  await note(Array.from({ length: 5000 }, (_, index) => bad(index, 1_000_000, long)));
  expect(await bytes()).toBeLessThan(1.5 * KEPT_FAULT_LIMITS.maxBytes);
});

test("a sealed batch's faults stay as they are", async () => {
  const { ledger, note, invalid } = await openBatch();
  await note([bad(1)]);
  await ledger.sealBatch("b");
  await note([bad(2)], [1]);
  expect(await invalid()).toBe(1);
});

test("whatever comes in whichever order, each place counts once by what came last, and a seal knows how many came", async () => {
  const step = fc.record({
    good: fc.boolean(),
    from: fc.integer({ min: 0, max: 1100 }),
    count: fc.integer({ min: 1, max: 40 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const { ledger, note, invalid, faults } = await openBatch();
      const [goods, bads] = [new Set<number>(), new Set<number>()];
      for (const { good, from, count } of steps) {
        const indexes = Array.from({ length: count }, (_, at) => from + at);
        for (const index of indexes) {
          if (good) goods.add(index);
          if (good) bads.delete(index);
          else bads.add(index);
        }
        await (good ? note([], indexes) : note(indexes.map((index) => bad(index, 500))));
      }
      expect(await invalid()).toBe(bads.size);
      expect((await faults()).map(({ index }) => index)).toEqual([...bads].toSorted((one, other) => one - other));
      // The ledger counts generations, of which there are none here.
      const both = [...bads].filter((index) => goods.has(index)).length;
      expect(await ledger.sealBatch("b", bads.size - both + 1)).toMatchObject({ result: "incomplete" });
      expect(await ledger.sealBatch("b", bads.size - both)).toMatchObject({ result: "sealed", invalid: bads.size });
    }),
    { numRuns: Number(process.env["HAILUO_TEST_RUNS"] ?? 20) },
  );
});

test("count against the tenant's quota of bytes: where that has no room, no more are taken", async () => {
  const keys = createKeys(`test-${randomUUID()}`);
  const ledger = createRedisLedger({ redis, keys, quotas: { maxUnfinished: 1000, maxBytes: 4000 } });
  for (const batchId of ["one", "two"])
    await ledger.openBatch({ batchId, tenant: "acme", objectKeyTemplate: "{id}.mp4", invalid: "skip" });
  const many = (from: number): BatchFault[] => Array.from({ length: 500 }, (_, at) => bad(from + at, 40));
  const fill = async (batchId: string): Promise<void> => {
    for (let from = 0; from < 10_000; from += 500) await ledger.noteFaults(batchId, many(from), []);
  };
  await expect(fill("one")).rejects.toMatchObject({ code: "quota_bytes" });
  await expect(ledger.noteFaults("two", many(0), [])).rejects.toMatchObject({ code: "quota_bytes" });
  const kept = Number(await redis.hget(keys.tenant("acme"), "bytes.kept"));
  expect(kept).toBeGreaterThan(4000);
  expect(kept).toBeLessThan(4000 + 70_000);
});

test("a batch that an earlier release has filled tells its bad lines, counts each once, and takes back those that are right now", async () => {
  const { ledger, noteAsBefore, note, faults, invalid } = await openBatch();
  await noteAsBefore([600, 3, 1000]);
  expect(await faults()).toEqual([3, 600, 1000].map((index) => ({ index, faults: OF_LINE })));
  expect(await invalid()).toBe(3);
  await note([bad(3), bad(4)]);
  expect(await invalid()).toBe(4);
  expect((await faults()).map(({ index }) => index)).toEqual([3, 4, 600, 1000]);
  await note([], [600, 3, 4, 1000]);
  expect([await invalid(), await faults()]).toEqual([0, []]);
  expect(await ledger.sealBatch("b", 0)).toEqual({ result: "sealed", received: 0, invalid: 0 });
});
