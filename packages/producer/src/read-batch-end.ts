import { type BatchEnd, type BatchSummary, estimateBatchEnd } from "@hailuo-queue/contracts";
import type { Producer } from "./types.ts";

const HOUR_MS = 3_600_000;

/** Two round trips for a batch that is under way; none for others. */
export async function readBatchEnd(
  batch: BatchSummary,
  history: Producer["history"],
  now = Date.now(),
): Promise<BatchEnd | undefined> {
  if (estimateBatchEnd(batch, now) === undefined) return undefined;
  const scope = { kind: "batch", name: batch.batchId } as const;
  const { points } = await history({ scope, step: "minute", sinceMs: now - HOUR_MS });
  return estimateBatchEnd(batch, now, points);
}
