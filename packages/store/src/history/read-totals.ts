import { type HistoryReading, optional, type Total, type TotalKind, TOTALS } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { readNumbers } from "./scripts.ts";

/** Reads what is counted since the deployment began: one round trip. */
export function createTotalsReader({
  redis,
  keys,
}: {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
}): () => Promise<HistoryReading> {
  return async () => {
    const [totals, [lookedAt, oldest, reserved], [seconds]] = await Promise.all([
      redis.hgetall(keys.historyTotals),
      redis.hmget(keys.historyPlace, "lookedAt", "oldest", "reserved"),
      redis.time(),
    ]);
    return {
      totals: Object.entries(totals).flatMap(readTotal),
      oldestAt: readNumbers(oldest ?? ""),
      reservedMicroUsd: readNumbers(reserved ?? ""),
      now: Number(seconds) * 1000,
      ...optional({ lookedAt: lookedAt === null || lookedAt === undefined ? undefined : Number(lookedAt) }),
    };
  };
}

/** None of what a later version counts. */
function readTotal([name, value]: [string, string]): readonly Total[] {
  const [of = "", ...labels] = name.split("|");
  if (!Object.hasOwn(TOTALS, of)) return [];
  const kind = of as TotalKind;
  return labels.length === TOTALS[kind].length ? [{ of: kind, labels, value: Number(value) }] : [];
}
