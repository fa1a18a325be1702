import { type BatchSummary, outcomeOf, summarizeOutcome } from "./batch.ts";

/**
 * When all of a batch will have ended by the pace since its seal, Unix ms. Undefined while that tells nothing: it is
 * open, paused, stopped or over, or fewer have ended than are under way, and not half of it. What ends first tells the
 * time of one video, not the pace of many.
 */
export function batchEta(batch: BatchSummary, nowMs: number): number | undefined {
  const { counts, phase, sealedAt, paused, stopped } = batch;
  if (phase !== "sealed" || sealedAt === undefined || paused === true || stopped !== undefined) return undefined;
  if (outcomeOf(batch) !== undefined) return undefined;
  const { total, unfinished, needs_attention: parked } = summarizeOutcome(counts);
  const ended = total - unfinished - parked;
  const underWay = unfinished - counts.queued;
  if (ended === 0 || (ended < underWay && ended * 2 < total)) return undefined;
  return nowMs + ((nowMs - sealedAt) / ended) * unfinished;
}

/** How many of a batch have ended, and as a part of all, 0 to 1. */
export function batchProgress({ counts, total }: Pick<BatchSummary, "counts" | "total">): {
  readonly ended: number;
  readonly ratio: number;
} {
  const { succeeded, failed, cancelled } = counts;
  const ended = succeeded + failed + cancelled;
  return { ended, ratio: total === 0 ? 0 : Math.floor((ended / total) * 10_000) / 10_000 };
}
