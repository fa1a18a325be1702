import type { BatchSummary } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";

/** Looks at batches for many streams at once: those of one moment share a read. */
export interface BatchLooks {
  at(batchId: string): Promise<BatchSummary | undefined>;
}

const SHARED_MS = 300;

export function createBatchLooks(producer: Pick<Producer, "batch">, clock: { now(): number }): BatchLooks {
  const latest = new Map<string, { readonly at: number; readonly batch: Promise<BatchSummary | undefined> }>();

  function dropOld(now: number): void {
    for (const [batchId, { at }] of latest) if (now - at >= SHARED_MS) latest.delete(batchId);
  }

  return {
    at(batchId) {
      const now = clock.now();
      const known = latest.get(batchId);
      if (known !== undefined && now - known.at < SHARED_MS) return known.batch;
      dropOld(now);
      const batch = producer.batch(batchId);
      latest.set(batchId, { at: now, batch });
      return batch;
    },
  };
}
