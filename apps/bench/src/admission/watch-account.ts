import { setTimeout as delay } from "node:timers/promises";
import { DEFAULT_ACCOUNT } from "@hailuo-queue/contracts";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import { readStats } from "./books.ts";

/** Our own books at one moment, by Redis's clock. */
export interface AccountSample {
  readonly at: number;
  readonly slotsUsed: number;
  readonly createsInWindow: number;
  /** How many unfinished tasks are tried now, where that is less than the limit. */
  readonly cap: number | undefined;
}

/** Creates that the simulator refused between two looks at its books. */
export interface Refusals {
  readonly at: number;
  readonly count: number;
}

export interface AccountWatch {
  stop(): Promise<{ readonly samples: readonly AccountSample[]; readonly refusals: readonly Refusals[] }>;
}

const OURS_EVERY_MS = 50;
const THEIRS_EVERY_MS = 200;
const WINDOW_MS = 60_000;

/** Looks at our slots and windows in Redis and at the simulator's refusals, again and again. */
export async function watchAccount(redisUrl: string, simulatorUrl: string): Promise<AccountWatch> {
  const redis = await openRedis(redisUrl, { role: "client" });
  const keys = createKeys();
  const samples: AccountSample[] = [];
  const refusals: Refusals[] = [];
  let stopped = false;

  async function watchOurs(): Promise<void> {
    const account = keys.account(DEFAULT_ACCOUNT);
    while (!stopped) {
      const [seconds, microseconds] = (await redis.time()).map(Number) as [number, number];
      const at = seconds * 1000 + microseconds / 1000;
      const [slotsUsed, createsInWindow, cap] = await Promise.all([
        redis.zcard(keys.slots(DEFAULT_ACCOUNT)),
        redis.zcount(keys.callWindow(DEFAULT_ACCOUNT, "create"), at - WINDOW_MS, "+inf"),
        redis.hget(account, "cap"),
      ]);
      samples.push({ at, slotsUsed, createsInWindow, cap: cap === null ? undefined : Number(cap) });
      await delay(OURS_EVERY_MS);
    }
  }

  async function watchTheirs(): Promise<void> {
    let before = 0;
    while (!stopped) {
      const { refused, now, lastBreachInFlightAt } = await readStats(simulatorUrl);
      const all = Object.values(refused).reduce((sum, count) => sum + count, 0);
      if (all > before) refusals.push({ at: lastBreachInFlightAt ?? now, count: all - before });
      before = all;
      await delay(THEIRS_EVERY_MS);
    }
  }

  const watching = Promise.all([watchOurs(), watchTheirs()]);
  // Told by stop().
  watching.catch(() => undefined);
  return {
    async stop() {
      stopped = true;
      try {
        await watching;
      } finally {
        await closeRedis(redis);
      }
      return { samples, refusals };
    },
  };
}
