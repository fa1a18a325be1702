import type { AccountLimits, Admission, BacklogControl, Priority } from "@hailuo-queue/contracts";
import { type RedisClient } from "@hailuo-queue/redis";
import { defineStoreScript } from "../../define-store-script.ts";
import { createKeys, type RedisKeys } from "../../keys.ts";
import { randomUUID } from "node:crypto";
import { createBacklogControl } from "../backlog-control.ts";
import { createRedisAdmission } from "../redis-admission.ts";

const joinBacklog = defineStoreScript<null, void>({
  name: "testJoinBacklog",
  file: "../src/backlog/__fixtures__/join-backlog",
  parse: () => undefined,
});

export interface Wanted {
  readonly tenant?: string;
  readonly batch?: string;
  readonly priority?: Priority;
  readonly model?: string;
  readonly cost?: number;
  /** Before each number; default `g`. */
  readonly name?: string;
}

export interface AdmissionWorld {
  readonly admission: Admission;
  readonly backlog: BacklogControl;
  readonly keys: RedisKeys;
  enqueue(count: number, wanted?: Wanted): Promise<void>;
  /** Admits at most so many and returns their ids in the order of their turns. */
  take(count: number): Promise<string[]>;
  release(account: string, ...ids: string[]): Promise<void>;
}

export const MODEL = "MiniMax-Hailuo-2.3";

export function account(limits: Partial<AccountLimits> & { readonly create?: readonly [limit: number, windowMs: number] } = {}): AccountLimits {
  const { create = [100, 60_000], ...rest } = limits;
  return { name: "default", maxInFlight: 5, windows: { create: [{ limit: create[0], windowMs: create[1] }], query: [], files: [] }, ...rest };
}

export function openAdmissionWorld(redis: RedisClient, ...accounts: AccountLimits[]): AdmissionWorld {
  const keys = createKeys(`test-${randomUUID()}`);
  const admission = createRedisAdmission({ redis, keys, accounts: accounts.length === 0 ? [account()] : accounts });
  let since = 0;
  return {
    keys,
    admission,
    backlog: createBacklogControl({ redis, keys }),
    enqueue: async (count, wanted = {}) => {
      const { tenant = "default", batch = "b", priority = "normal", model = MODEL, cost = 1, name = "g" } = wanted;
      for (let at = 0; at < count; at += 1) {
        since += 1;
        const member = `${name}${since}${cost === 1 ? "" : `|${cost}`}`;
        await joinBacklog(redis, keys, [], [tenant, batch, priority, model, since, member]);
      }
    },
    take: async (count) => (await admission.admit(count)).grants.map(({ generationId }) => generationId),
    release: async (name, ...ids) => void (await redis.zrem(keys.slots(name), ...ids)),
  };
}

/** What was done between two readings of Redis' own clock. */
export interface Timed<Value> {
  readonly value: Value;
  readonly from: number;
  readonly until: number;
}

export async function whileTimed<Value>(redis: RedisClient, work: () => Promise<Value>): Promise<Timed<Value>> {
  const from = await redisNow(redis);
  const value = await work();
  return { value, from, until: await redisNow(redis) };
}

/** As the scripts read it: epoch milliseconds. */
async function redisNow(redis: RedisClient): Promise<number> {
  const [seconds, micros] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
}
