import type { BatchSummary } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";

/** Looks at batches for many streams at once: those of one moment share a read. */
export interface BatchLooks {
  /** @throws InvalidInputError (`unknown_batch`) for one that is not the tenant's. */
  at(own: TenantProducer, batchId: string): Promise<BatchSummary>;
}

const SHARED_MS = 300;

export function createBatchLooks(clock: { now(): number }): BatchLooks {
  const latest = new Map<string, { readonly at: number; readonly batch: Promise<BatchSummary> }>();

  function dropOld(now: number): void {
    for (const [name, { at }] of latest) if (now - at >= SHARED_MS) latest.delete(name);
  }

  return {
    at(own, batchId) {
      const name = `${own.tenant}|${batchId}`;
      const now = clock.now();
      const cached = latest.get(name);
      if (cached !== undefined && now - cached.at < SHARED_MS) return cached.batch;
      dropOld(now);
      const batch = own.batch(batchId);
      latest.set(name, { at: now, batch });
      return batch;
    },
  };
}
