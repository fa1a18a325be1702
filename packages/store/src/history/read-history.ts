import {
  type History,
  HISTORY_STEPS,
  type HistoryQuery,
  type HistoryScope,
  type HistoryStep,
  NOTHING_HAPPENED,
  stepFor,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { scopeName } from "./history-books.ts";
import { readPoint } from "./point-text.ts";

const HOUR_MS = 3_600_000;
const EVERYTHING: HistoryScope = { kind: "all" };

/**
 * Reads a series: two round trips, and points without gaps. Of what there is no series all sums are 0. Its time is that
 * of Redis.
 */
export function createHistoryReader({
  redis,
  keys,
}: {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
}): (query?: HistoryQuery) => Promise<History> {
  return async ({ scope = EVERYTHING, step: wanted, sinceMs } = {}) => {
    const now = Number((await redis.time())[0]) * 1000;
    const since = sinceMs ?? now - HOUR_MS;
    const step: HistoryStep = wanted ?? stepFor(now - since);
    const { ms, kept } = HISTORY_STEPS[step];
    const texts = await redis.lrange(keys.history(step, scopeName(scope)), 0, -1);
    const sums = new Map(texts.map(readPoint).map((point) => [point.number, point.sums]));
    const last = Math.floor(now / ms);
    const first = Math.min(last, Math.max(last - kept + 1, Math.floor(since / ms)));
    const points = Array.from({ length: last - first + 1 }, (_, at) => ({
      at: (first + at) * ms,
      ...(sums.get(first + at) ?? NOTHING_HAPPENED),
    }));
    return { scope, step, points };
  };
}
