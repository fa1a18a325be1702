import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createKeys, createRedisAdmission, createRedisLedger, type RedisKeys } from "@hailuo-queue/store";
import type { Admission, Grant, Ledger } from "@hailuo-queue/contracts";
import { openProducer, type Producer } from "@hailuo-queue/producer";
import { closeRedis, openRedis, type RedisClient } from "@hailuo-queue/redis";
import { randomUUID } from "node:crypto";
import fc from "fast-check";

const redisUrl = process.env["HAILUO_TEST_REDIS_URL"] ?? "";
const LEASE_MS = 600_000;
let redis: RedisClient;
beforeAll(async () => {
  redis = await openRedis(redisUrl, { role: "worker" });
});
afterAll(() => closeRedis(redis));

/** What a slot's holder is known to be, apart from Redis: the model. */
interface Holder {
  readonly grant: Grant;
  /** `given_up`: cancelled while nobody knew whether it was accepted; its task may run on. */
  phase: "admitted" | "creating" | "generating" | "unknown" | "cancelling" | "given_up";
  /** Its lease has ended. */
  lapsed: boolean;
  /** Its task is past the deadline, so that a lapsed lease may be taken back. */
  overdue: boolean;
}

interface World {
  readonly keys: RedisKeys;
  readonly ledger: Ledger;
  readonly admission: Admission;
  readonly producer: Producer;
  readonly limit: number;
  readonly holders: Map<string, Holder>;
  /** Tasks that run at the provider although their slot was taken back. */
  readonly outcasts: Map<string, Holder>;
  queued: number;
}

type Step = {
  readonly type:
    | "submit"
    | "admit"
    | "begin"
    | "accept"
    | "lose"
    | "refuse"
    | "poll"
    | "end"
    | "cancel"
    | "lapse"
    | "sweep";
  readonly pick: number;
};

const STEP = fc.record({
  type: fc.constantFrom<Step["type"][]>(
    "submit",
    "admit",
    "begin",
    "accept",
    "lose",
    "refuse",
    "poll",
    "end",
    "cancel",
    "lapse",
    "sweep",
  ),
  pick: fc.nat(7),
});

function chosen(
  holders: ReadonlyMap<string, Holder>,
  pick: number,
  ...phases: Holder["phase"][]
): [string, Holder] | undefined {
  const fitting = [...holders].filter(([, { phase }]) => phases.includes(phase));
  return fitting[pick % Math.max(1, fitting.length)];
}

const known = ({ run, account, batchId }: Grant): Pick<Grant, "run" | "account" | "batchId"> => ({
  run,
  account,
  batchId,
});

/** One step in Redis and in the model. */
async function take(world: World, { type, pick }: Step): Promise<void> {
  const { ledger, admission, holders, outcasts, keys } = world;
  switch (type) {
    case "submit": {
      const items = Array.from({ length: 1 + (pick % 3) }, () => ({
        request: { model: "MiniMax-Hailuo-2.3", prompt: "x" },
        customId: randomUUID(),
      }));
      await world.producer.submitBatch(items, { batchId: "b" });
      world.queued += items.length;
      return;
    }
    case "admit": {
      const { grants } = await admission.admit(1 + pick);
      expect(grants.length).toBe(Math.max(0, Math.min(1 + pick, world.queued, world.limit - holders.size)));
      for (const grant of grants)
        holders.set(grant.generationId, { grant, phase: "admitted", lapsed: false, overdue: false });
      world.queued -= grants.length;
      return;
    }
    case "begin": {
      const [id, holder] = chosen(holders, pick, "admitted") ?? [];
      if (id === undefined || holder === undefined) return;
      await ledger.transition(id, {
        ...known(holder.grant),
        from: ["queued"],
        to: "creating",
        window: { create: "held", holdMs: 1000 },
        leaseMs: LEASE_MS,
      });
      Object.assign(holder, { phase: "creating", lapsed: false });
      return;
    }
    case "accept": {
      const [id, holder] = chosen(holders, pick, "creating") ?? [];
      if (id === undefined || holder === undefined) return;
      const late = pick % 2 === 1;
      const deadlineInMs = late ? -1000 : LEASE_MS;
      await ledger.transition(id, {
        ...known(holder.grant),
        from: ["creating"],
        to: "generating",
        changes: { taskId: id },
        deadlineInMs,
        window: { create: "stamp" },
      });
      Object.assign(holder, { phase: "generating", overdue: late });
      return;
    }
    case "lose": {
      const [id, holder] = chosen(holders, pick, "creating") ?? [];
      if (id === undefined || holder === undefined) return;
      await ledger.transition(id, {
        ...known(holder.grant),
        from: ["creating"],
        to: "submission_unknown",
        leaseMs: LEASE_MS,
        window: { create: "stamp" },
      });
      Object.assign(holder, { phase: "unknown", lapsed: false, overdue: true });
      return;
    }
    case "refuse": {
      const [id, holder] = chosen(holders, pick, "creating") ?? [];
      if (id === undefined || holder === undefined) return;
      await ledger.transition(id, {
        ...known(holder.grant),
        from: ["creating"],
        to: "queued",
        window: { create: "return" },
      });
      holders.delete(id);
      world.queued += 1;
      return;
    }
    case "poll": {
      const [id, holder] = chosen(new Map([...holders, ...outcasts]), pick, "generating", "cancelling") ?? [];
      if (id === undefined || holder === undefined) return;
      await ledger.notePoll(id, {
        run: holder.grant.run,
        pollCount: 1,
        seen: { providerStatus: "Processing" },
        nextPollAt: 0,
        account: "default",
        leaseMs: LEASE_MS,
      });
      // A task that is found alive takes its slot back, even above the limit.
      outcasts.delete(id);
      holders.set(id, Object.assign(holder, { lapsed: false }));
      return;
    }
    case "end": {
      const [id, holder] = chosen(new Map([...holders, ...outcasts]), pick, "generating", "cancelling") ?? [];
      if (id === undefined || holder === undefined) return;
      const to = holder.phase === "generating" ? "failed" : "cancelled";
      await ledger.transition(id, {
        ...known(holder.grant),
        from: ["generating", "cancelling"].filter((state) => state === holder.phase) as "generating"[],
        to,
      });
      holders.delete(id);
      outcasts.delete(id);
      return;
    }
    case "cancel": {
      const [id, holder] = chosen(holders, pick, "admitted", "generating", "unknown") ?? [];
      if (id === undefined || holder === undefined) return;
      await world.producer.cancel(id);
      if (holder.phase === "generating") holder.phase = "cancelling";
      else if (holder.phase === "unknown") holder.phase = "given_up";
      else holders.delete(id);
      return;
    }
    case "lapse": {
      const [id, holder] =
        chosen(holders, pick, "admitted", "creating", "generating", "unknown", "cancelling", "given_up") ?? [];
      if (id === undefined || holder === undefined) return;
      await redis.zadd(keys.slots("default"), 1, id);
      holder.lapsed = true;
      return;
    }
    case "sweep": {
      const reclaimed = await admission.reclaimSlots();
      // An admitted one may begin at any time; a task that is not due still runs.
      const due = [...holders].filter(
        ([, { phase, lapsed, overdue }]) => lapsed && phase !== "admitted" && (phase === "creating" || overdue),
      );
      expect([...reclaimed].toSorted()).toEqual(due.map(([id]) => id).toSorted());
      for (const [id, holder] of due) {
        holders.delete(id);
        outcasts.set(id, holder);
      }
      for (const holder of holders.values()) if (holder.phase === "admitted") holder.lapsed = false;
    }
  }
}

test("whatever happens to generations, the slots in Redis are those that the model knows, and no grant passes the limit", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(STEP, { minLength: 40, maxLength: 120 }),
      async (limit, steps) => {
        const prefix = `test-${randomUUID()}`;
        const keys = createKeys(prefix);
        const windows = { create: [{ limit: 100_000, windowMs: 60_000 }], query: [], files: [] };
        const producer = await openProducer({ redisUrl, prefix });
        const world: World = {
          keys,
          ledger: createRedisLedger({ redis, keys }),
          admission: createRedisAdmission({
            redis,
            keys,
            accounts: [{ name: "default", maxInFlight: limit, windows }],
          }),
          producer,
          limit,
          holders: new Map(),
          outcasts: new Map(),
          queued: 0,
        };
        try {
          for (const step of steps) {
            await take(world, step);
            expect((await redis.zrange(keys.slots("default"), "0", "-1")).toSorted()).toEqual(
              [...world.holders.keys()].toSorted(),
            );
          }
        } finally {
          await producer.close();
        }
      },
    ),
    { numRuns: Number(process.env["HAILUO_TEST_RUNS"] ?? 8), endOnFailure: true },
  );
});
