import type { BatchEnd, BatchSummary } from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";

/** A batch as it is, and when it may end. */
export interface BatchLook {
  readonly batch: BatchSummary;
  readonly end: BatchEnd | undefined;
}

/** Looks at batches for many streams at once: those of one moment share a read. */
export interface BatchLooks {
  /** @throws InvalidInputError (`unknown_batch`) for one that is not the tenant's. */
  at(own: TenantProducer, batchId: string): Promise<BatchLook>;
}

const SHARED_MS = 300;

export function createBatchLooks(clock: { now(): number }): BatchLooks {
  const latest = new Map<string, { readonly at: number; readonly look: Promise<BatchLook> }>();

  function dropOld(now: number): void {
    for (const [name, { at }] of latest) if (now - at >= SHARED_MS) latest.delete(name);
  }

  return {
    at(own, batchId) {
      const name = `${own.tenant}|${batchId}`;
      const now = clock.now();
      const cached = latest.get(name);
      if (cached !== undefined && now - cached.at < SHARED_MS) return cached.look;
      dropOld(now);
      const look = own.batch(batchId).then(async (batch) => ({ batch, end: await own.batchEnd(batch) }));
      latest.set(name, { at: now, look });
      return look;
    },
  };
}
