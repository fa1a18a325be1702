import type { Clock, TaskTimes } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { createGatheredLists } from "../gathered-lists.ts";
import type { RedisKeys } from "../keys.ts";

/** The connection, the keys, and who is told of faults. */
export interface RedisTaskTimesOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  /** Told of a read or write that failed. What was known before still holds then. */
  readonly onError: (error: unknown) => void;
}

/** Task times in Redis. It gathers what is noted and writes it together, so its owner must close it. */
export interface RedisTaskTimes extends TaskTimes {
  /** Writes what was noted and not yet written. */
  close(): Promise<void>;
}

/**
 * Lifetimes kept of each profile: enough for its quantiles, and few enough to follow the provider within a day's work.
 */
const KEPT = 100;
/** A kind that nobody asked for in a month is unknown again. */
const KEPT_MS = 30 * 24 * 3_600_000;
/** How long a process goes without looking; what a poll needs to know changes more slowly than that. */
const FRESH_MS = 2000;

interface Cached {
  readonly readAt: number;
  readonly lifetimes: Promise<readonly number[]>;
}

/**
 * A list of the last lifetimes per kind. Costs a read per kind in use every 2 s and at most one write in half a second,
 * whatever the load.
 */
export function createRedisTaskTimes({ redis, keys, clock, onError }: RedisTaskTimesOptions): RedisTaskTimes {
  const cache = new Map<string, Cached>();
  const lists = createGatheredLists({
    redis,
    keyOf: (profile) => keys.taskTimes(profile),
    kept: KEPT,
    keptMs: KEPT_MS,
    onError,
  });

  async function read(profile: string, before: readonly number[]): Promise<readonly number[]> {
    try {
      return (await redis.lrange(keys.taskTimes(profile), 0, KEPT - 1)).map(Number);
    } catch (error) {
      onError(error);
      return before;
    }
  }

  async function recent(profile: string): Promise<readonly number[]> {
    const found = cache.get(profile);
    if (found !== undefined && clock.now() - found.readAt < FRESH_MS) return found.lifetimes;
    const before = (await found?.lifetimes) ?? [];
    // Somebody else may have begun to read meanwhile.
    const latest = cache.get(profile);
    if (latest !== found) return latest?.lifetimes ?? before;
    const lifetimes = read(profile, before);
    cache.set(profile, { readAt: clock.now(), lifetimes });
    return found === undefined ? lifetimes : before;
  }

  return {
    recent,
    note: (profile, lifetimeMs) => lists.note(profile, Math.round(lifetimeMs)),
    close: () => lists.close(),
  };
}
