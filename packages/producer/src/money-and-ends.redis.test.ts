import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createKeys, createRedisAdmission, createRedisLedger } from "@hailuo-queue/store";
import { holdsSlot, isEndState, type PriceTable, type Transition, TRANSITIONS } from "@hailuo-queue/contracts";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import fc from "fast-check";
import { randomUUID } from "node:crypto";
import { openProducer } from "./open-producer.ts";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const model = "MiniMax-Hailuo-2.3";
/** Of one size, so that budgets of 0 to 5 of them are met exactly. */
const prices: PriceTable = { rows: [], priceOf: ({ duration }) => (duration === 10 ? 20 : 10) };
const TENANTS = ["ann", "bob"] as const;
/** Each makes some 30 steps and looks at everything after each of them. */
const RUNS = Number(process.env["HAILUO_TEST_RUNS"] ?? 8);

let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "client" });
});
afterAll(() => closeRedis(redis));

async function openWorld() {
  const prefix = `test-${randomUUID()}`;
  const keys = createKeys(prefix);
  const producer = await openProducer({ redisUrl, prefix, prices });
  const ledger = createRedisLedger({ redis, keys });
  const accounts = [{ name: "default", maxInFlight: 4, windows: { create: [], query: [], files: [] } }];
  const admission = createRedisAdmission({ redis, keys, accounts });
  const batches = new Map<string, { readonly tenant: string; next: number }>();
  const ids: string[] = [];

  async function standOf(id: string) {
    const record = await ledger.get(id);
    if (record === undefined) throw new Error(`${id} is gone`);
    const { batchId: batch, tenant, state, priceMicroUsd: price, costMicroUsd: cost } = record;
    // One that only waited is packed, and has neither.
    const waits = (await redis.type(keys.generation(id))) === "string";
    const [settled, submittedAt] = waits ? [] : await redis.hmget(keys.generation(id), "settled", "submittedAt");
    const granted = (await redis.hexists(keys.admitted, `${id}|${batch}`)) === 1;
    return { id, fields: { batch, tenant, price, cost, settled: settled ?? undefined, submittedAt }, granted, state };
  }
  type Stand = Awaited<ReturnType<typeof standOf>>;

  /** A create that was paid for is not reserved for again. */
  const isPaid = ({ fields }: Stand): boolean => fields.settled !== undefined && fields.settled === fields.submittedAt;
  const isReserved = (stand: Stand): boolean => (holdsSlot(stand.state) || stand.granted) && !isPaid(stand);
  const sum = (stands: readonly Stand[], amount: (stand: Stand) => number): number =>
    stands.reduce((total, stand) => total + amount(stand), 0);
  const recount = (stands: readonly Stand[]) => ({
    reservedMicroUsd: sum(stands.filter(isReserved), ({ fields }) => Number(fields.price)),
    spentMicroUsd: sum(stands, ({ fields }) => Number(fields.cost ?? 0)),
  });

  /** What all counters say is what a look at every record says. */
  async function expectTrueBooks(): Promise<void> {
    const stands = await Promise.all(ids.map(standOf));
    for (const [batchId] of batches) {
      const own = stands.filter(({ fields }) => fields.batch === batchId);
      const batch = await producer.batch(batchId);
      if (batch === undefined) throw new Error(`the batch ${batchId} is gone`);
      expect(batch).toMatchObject({ total: own.length, ...recount(own) });
      for (const [state, count] of Object.entries(batch.counts))
        expect([state, count]).toEqual([state, own.filter((stand) => stand.state === state).length]);
      expect(batch.reservedMicroUsd + batch.spentMicroUsd).toBeLessThanOrEqual(batch.budgetMicroUsd ?? Infinity);
      const hasEnded = batch.sealedAt !== undefined && own.every(({ state }) => isEndState(state));
      expect([batchId, batch.endedAt !== undefined]).toEqual([batchId, hasEnded]);
    }
    const queued = ids.filter((_id, at) => stands[at]?.state === "queued");
    expect((await ledger.countByState()).queued).toBe(queued.length);
    expect((await ledger.list({ state: "queued", limit: 1000 })).items.map(({ id }) => id).toSorted()).toEqual(
      queued.toSorted(),
    );
    for (const name of TENANTS) {
      const own = stands.filter(({ fields }) => fields.tenant === name);
      const tenant = await producer.backlog.tenant(name);
      expect(tenant).toMatchObject({
        unfinished: own.filter(({ state }) => !isEndState(state)).length,
        ...recount(own),
      });
      expect(tenant.reservedMicroUsd + tenant.spentMicroUsd).toBeLessThanOrEqual(tenant.budgetMicroUsd ?? Infinity);
    }
  }

  async function fill(batchId: string, count: number, seconds: number): Promise<void> {
    const batch = batches.get(batchId);
    if (batch === undefined) return;
    const items = Array.from({ length: count }, (_, at) => ({
      index: batch.next + at,
      request: { model, prompt: `cat ${batch.next + at}`, duration: seconds },
    }));
    const receipts = await producer.addItems(batchId, items).catch(() => []);
    batch.next += receipts.length;
    for (const receipt of receipts) if (receipt.result === "created") ids.push(receipt.id);
  }

  /** One of the moves that the workers and a user's decisions make. */
  async function move(stand: Stand, pick: number): Promise<void> {
    const { id, state, granted } = stand;
    const allowed = TRANSITIONS[state].filter((next) => {
      if (state === "queued" && next === "creating") return granted;
      // Only a task that was paid for is asked for again.
      return state !== "failed" || next === "queued" || isPaid(stand);
    });
    const to = allowed[pick % Math.max(allowed.length, 1)];
    if (to === undefined) return;
    const rest: Partial<Transition> = {
      ...(to === "creating" ? { stamp: ["submittedAt"] as const } : {}),
      ...(state === "failed" && to === "queued" ? { remove: ["submittedAt"] as const } : {}),
      ...(state === "submission_unknown" && to === "queued"
        ? { remove: ["submittedAt"] as const, ...(pick % 2 === 0 ? {} : { charged: true }) }
        : {}),
      ...(isEndState(to) && state !== "queued" && state !== "downloading"
        ? { charged: [true, false, 5][pick % 3] as boolean | number }
        : {}),
    };
    await ledger.transition(id, { from: [state], to, ...rest });
  }

  return { producer, ledger, admission, batches, ids, standOf, move, fill, expectTrueBooks };
}

const batchName = fc.integer({ min: 0, max: 2 }).map((number) => `b${number}`);
const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("fill" as const), batch: batchName, count: fc.nat(3), long: fc.boolean() }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("seal" as const), batch: batchName }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("admit" as const), most: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 14, arbitrary: fc.record({ do: fc.constant("move" as const), at: fc.nat(20), pick: fc.nat(11) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("cancel" as const), at: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel-batch" as const), batch: batchName }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("complete" as const), batch: batchName }) },
);

test("whatever happens in whatever order, counters and money are what the records add up to, and no budget is passed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 50, size: "max" }),
      fc.array(fc.nat(5), { minLength: 5, maxLength: 5 }),
      async (steps, budgets) => {
        const world = await openWorld();
        const { producer } = world;
        try {
          for (const [at, tenant] of TENANTS.entries())
            await producer.backlog.setTenantBudget(tenant, 40 + (budgets[at] ?? 0) * 10);
          for (const number of [0, 1, 2]) {
            const tenant = TENANTS[number % 2] ?? "ann";
            await producer.openBatch({
              batchId: `b${number}`,
              tenant,
              budgetMicroUsd: (budgets[2 + number] ?? 0) * 10,
            });
            world.batches.set(`b${number}`, { tenant, next: 0 });
            await world.fill(`b${number}`, 2, 6);
          }
          for (const one of steps) {
            const id = "at" in one ? world.ids[one.at % world.ids.length] : undefined;
            if (one.do === "fill") await world.fill(one.batch, one.count, one.long ? 10 : 6);
            else if (one.do === "seal") await producer.sealBatch(one.batch);
            else if (one.do === "admit") await world.admission.admit(one.most);
            else if (one.do === "cancel-batch") await producer.cancelBatch(one.batch);
            else if (one.do === "complete") await world.ledger.completeBatch(one.batch);
            else if (id !== undefined && one.do === "cancel") await producer.cancel(id);
            else if (id !== undefined && one.do === "move") await world.move(await world.standOf(id), one.pick);
            await world.expectTrueBooks();
          }
        } finally {
          await producer.close();
        }
      },
    ),
    { numRuns: RUNS },
  );
});
