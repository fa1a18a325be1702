import type { CallbackTrust, Clock } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { createGatheredLists } from "../gathered-lists.ts";
import type { RedisKeys } from "../keys.ts";

export interface RedisCallbacksOptions {
  readonly redis: RedisClient;
  readonly keys: Pick<RedisKeys, "callback" | "callbackNews">;
  readonly clock: Clock;
  /** Told of a read or write that failed. A callback counts for nothing then. */
  readonly onError: (error: unknown) => void;
}

export interface RedisCallbackTrust extends CallbackTrust {
  /** Writes what was noted and not yet written. */
  close(): Promise<void>;
}

/**
 * A task is woken no more often than polling at its slowest asks: whoever forges callbacks gains nothing by more of
 * them.
 */
export const WAKE_REST_MS = 10_000;

/** Ends that are looked back on, and how many of them must have been told. */
const KEPT = 20;
const LEAST_SEEN = 5;
const LEAST_TOLD = 0.85;
const KEPT_MS = 24 * 3_600_000;
const FRESH_MS = 2000;

/** The right to wake one poll now: true at most once in {@link WAKE_REST_MS}. */
export async function claimWake(
  redis: RedisClient,
  keys: Pick<RedisKeys, "callback">,
  job: { readonly generationId: string; readonly run: number },
): Promise<boolean> {
  return (await redis.set(keys.callback(job.generationId, job.run), "1", "PX", WAKE_REST_MS, "NX")) === "OK";
}

interface Cached {
  readonly readAt: number;
  readonly arrive: Promise<boolean>;
}

/**
 * A short list of the last ends per account. Costs a read per account in use every 2 s, one per poll, and at most one
 * write in half a second.
 */
export function createRedisCallbackTrust({ redis, keys, clock, onError }: RedisCallbacksOptions): RedisCallbackTrust {
  const cache = new Map<string, Cached>();
  const keyOf = (account: string): string => keys.callbackNews(account);
  const lists = createGatheredLists({ redis, keyOf, kept: KEPT, keptMs: KEPT_MS, onError });

  async function read(account: string): Promise<boolean> {
    try {
      return judge(await redis.lrange(keys.callbackNews(account), 0, KEPT - 1));
    } catch (error) {
      onError(error);
      return false;
    }
  }

  return {
    async woke(generationId, run) {
      try {
        return (await redis.exists(keys.callback(generationId, run))) === 1;
      } catch (error) {
        onError(error);
        return false;
      }
    },
    note: (account, found) => lists.note(account, found),
    async arrive(account) {
      const found = cache.get(account);
      if (found !== undefined && clock.now() - found.readAt < FRESH_MS) return found.arrive;
      const arrive = read(account);
      cache.set(account, { readAt: clock.now(), arrive });
      return arrive;
    },
    close: () => lists.close(),
  };
}

function judge(news: readonly string[]): boolean {
  return news.length >= LEAST_SEEN && news.filter((found) => found === "told").length >= news.length * LEAST_TOLD;
}
