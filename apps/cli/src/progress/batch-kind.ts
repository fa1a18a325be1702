import { type GenerationRecord, usualTaskMs } from "@hailuo-queue/contracts";
import type { Tally } from "@hailuo-queue/intake";
import type { BatchKind } from "./follow-batch.ts";

/** So many of a batch tell what the rest is like. */
const LOOKED_AT = 200;

/** What a file asks for; at a simulator that is so many times as fast as the provider. */
export function kindOfTally({ total, slotMs, longestMs, kinds }: Tally, speed: number): BatchKind | undefined {
  if (total === 0) return undefined;
  return {
    meanMs: slotMs / total / speed,
    longestMs: longestMs / speed,
    models: new Set(kinds.map(({ model }) => model)),
  };
}

/** What a batch asks for, by its first generations. */
export async function kindOfRecords(records: AsyncIterable<GenerationRecord>): Promise<BatchKind | undefined> {
  const models = new Set<string>();
  let count = 0;
  let sumMs = 0;
  let longestMs = 0;
  for await (const { request } of records) {
    const taskMs = usualTaskMs(request);
    count += 1;
    sumMs += taskMs;
    longestMs = Math.max(longestMs, taskMs);
    models.add(request.model);
    if (count === LOOKED_AT) break;
  }
  return count === 0 ? undefined : { meanMs: sumMs / count, longestMs, models };
}
