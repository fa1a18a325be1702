import { expect, test } from "@jest/globals";
import type { GenerationState } from "@hailuo-queue/contracts";
import { openProducer } from "@hailuo-queue/producer";
import type { SimulatorOptions } from "@hailuo-queue/simulator";
import { expectCleanBooks } from "./stand/books.ts";
import { openStand } from "./stand/open-stand.ts";
import { shareRedis } from "./stand/private-redis.ts";
import { shareStorage } from "./stand/shared-storage.ts";
import { until } from "./stand/until.ts";
import { startWorker } from "./stand/workers.ts";

/** What only v2 offers, with real workers and the simulator's own books. */

const H3 = { model: "MiniMax-H3", duration: 5, resolution: "768P", ratio: "16:9" };
/** A quarter of it is spent in the provider's queue. */
const HOURS = { lifetime: { fixedMs: 8 * 3_600_000 } };

async function openWorld(simulated: SimulatorOptions, env: Readonly<Record<string, string>>) {
  const stand = await openStand(simulated);
  Object.assign(stand.env, {
    MINIMAX_DIALECT: "minimax-v1",
    HAILUO_POLL_MIN_MS: "500",
    HAILUO_POLL_MAX_MS: "1000",
    ...env,
  });
  const redis = await shareRedis(stand);
  await shareStorage(stand);
  const producer = await openProducer({ redisUrl: redis.url });
  stand.defer(() => producer.close());
  async function submit(customId: string, changes: object = {}): Promise<string> {
    return (await producer.submit({ request: { ...H3, prompt: customId, ...changes }, customId })).id;
  }
  async function reaches(id: string, state: GenerationState): Promise<void> {
    await until(`${id} is ${state}`, async () => (await producer.get(id))?.state === state);
  }
  return { stand, producer, submit, reaches, [Symbol.asyncDispose]: () => stand[Symbol.asyncDispose]() };
}

test.each([
  // So slow that no poll comes by itself: the cancel wakes it.
  ["at once", {}, { HAILUO_POLL_MIN_MS: "900000", HAILUO_POLL_MAX_MS: "900000" }],
  ["though the answer to its delete is lost", { faults: { script: [{ nth: 1, fault: "deleteResetAfter" }] } }, {}],
] as const)(
  "a video that still waits at the provider is cancelled %s: free of charge, its slot for the next",
  async (_how, simulated, env) => {
    await using world = await openWorld({ ...HOURS, ...simulated }, { HAILUO_V2_MAX_IN_FLIGHT: "1", ...env });
    const { stand, submit, reaches } = world;
    await startWorker(stand, "all");
    const [one, two, three] = [await submit("one"), await submit("two"), await submit("three")];
    for (const id of [one, two]) {
      await reaches(id, "generating");
      expect((await stand.run(["cancel", id])).stdout).toMatch(/is being cancelled/);
      await reaches(id, "cancelled");
    }
    await reaches(three, "generating");
    expect(stand.simulator.stats()).toMatchObject({ accepted: 3, billed: 1 });
    expectCleanBooks(stand.simulator);
  },
);

test("tasks are polled by lists, of which some fail, break off or leave tasks out, and each video comes once for what it costs", async () => {
  const faults = { list502Html: 0.05, list1002: 0.05, listTruncated: 0.05, listOmits: 0.2, queryTruncated: 0.05 };
  const lifetime = { fixedMs: 4000, jitter: 0.3 };
  await using world = await openWorld(
    { lifetime, faults },
    { HAILUO_V2_MAX_IN_FLIGHT: "40", HAILUO_POLL_MIN_MS: "1000", HAILUO_POLL_MAX_MS: "2000" },
  );
  const { stand, producer, submit, reaches } = world;
  await startWorker(stand, "all");
  const ids = await Promise.all(Array.from({ length: 40 }, (_, at) => submit(`clip-${at}`)));
  for (const id of ids) await reaches(id, "succeeded");
  const costs = await Promise.all(ids.map(async (id) => (await producer.get(id))?.costMicroUsd ?? 0));
  const stats = stand.simulator.stats();
  expect(stats).toMatchObject({ accepted: 40, billed: 40 });
  expect(costs.reduce((sum, cost) => sum + cost, 0)).toBe(Math.round(stats.billedUsd * 1e6));
  expect(stats.requests["list"]).toBeGreaterThan(0);
  expectCleanBooks(stand.simulator);
});
