import type { BatchSummary, GenerationRecord } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { notFound } from "../http/problem.ts";

/** The caller's own generation; another tenant's is not there. */
export async function ownGeneration(producer: Pick<Producer, "get">, tenant: string, id: string): Promise<GenerationRecord> {
  const record = isId(id) ? await producer.get(id) : undefined;
  if (record === undefined || record.tenant !== tenant) throw notFound("generation");
  return record;
}

export async function ownBatch(producer: Pick<Producer, "batch">, tenant: string, id: string): Promise<BatchSummary> {
  const batch = isId(id) ? await producer.batch(id) : undefined;
  if (batch === undefined || batch.tenant !== tenant) throw notFound("batch");
  return batch;
}

/** What could be no name of ours is not looked up. */
function isId(text: string): boolean {
  return /^[A-Za-z0-9._-]{1,128}$/.test(text);
}

/** Single generations of a tenant stand in a batch of their own. */
export function singlesBatch(tenant: string): string {
  return `tenant-${tenant}`;
}
