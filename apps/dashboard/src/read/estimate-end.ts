import { type BatchSummary, summarizeOutcome } from "@hailuo-queue/contracts";

/** When a batch may have ended. Unix ms. */
export interface EndEstimate {
  readonly earliest: number;
  readonly latest: number;
}

/** As many ended ones say something of the pace; the more there are, the narrower the range. */
const FEWEST = 3;
/** Of what the pace alone says, on either side, where one has ended; it shrinks with the root of their number. */
const SPREAD = 1.5;

/**
 * From the pace since its submit: what ended in that time, and what is left. A range, since the pace of few tells
 * little; undefined where too few have ended, where nothing is left, and while nothing of it may start.
 */
export function estimateEnd(batch: BatchSummary, at: number): EndEstimate | undefined {
  const { total, unfinished, needs_attention: undecided } = summarizeOutcome(batch.counts);
  const ended = total - unfinished - undecided;
  const elapsedMs = at - (batch.sealedAt ?? batch.createdAt);
  if (unfinished === 0 || ended < FEWEST || elapsedMs <= 0) return undefined;
  if (batch.paused === true || batch.stopped !== undefined || batch.phase === "open") return undefined;
  const leftMs = (unfinished / ended) * elapsedMs;
  const spread = SPREAD / Math.sqrt(ended);
  return { earliest: at + leftMs / (1 + spread), latest: at + leftMs * (1 + spread) };
}
