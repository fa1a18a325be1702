import { type BatchSummary, outcomeOf, summarizeOutcome } from "./batch.ts";
import { type HistoryPoint, HISTORY_STEPS } from "./history.ts";

/** When all of a batch will have ended. Unix ms. */
export interface BatchEnd {
  /** By its pace of late. */
  readonly likely: number;
  /** By its fastest pace within the last hour, and by its slowest. */
  readonly earliest: number;
  readonly latest: number;
}

/** As many ended ones say something of the pace. */
const FEWEST = 3;
/** How far off a pace of one end may be; it shrinks with the root of their number. */
const SPREAD = 1.5;
/** A pace is that of so many ends at least, and of twice as many as run at once: those come in bunches. */
const ENDS_OF_PACE = 8;
const MINUTE_MS = HISTORY_STEPS.minute.ms;
const LEAST_MS = 3 * MINUTE_MS;
/** Stretches as long as that of the pace of late: how much the pace changes. */
const STRETCHES = 4;

/**
 * When all of a batch will have ended, from what is left and how many ended in the last minutes, not since its start: a
 * slow start or an hour's pause says nothing of what is to come. Minutes in which a user's pause kept it are left out.
 * `minutes`: its history, oldest first; without it (only the batches used last have one) the pace since its seal counts.
 * Undefined while nobody can tell: it is open, paused, stopped or over, or fewer have ended than are under way, and not
 * half of it. What ends first tells the time of one video, not the pace of many.
 */
export function estimateBatchEnd(
  batch: BatchSummary,
  nowMs: number,
  minutes: readonly HistoryPoint[] = [],
): BatchEnd | undefined {
  const { counts, phase, sealedAt, paused, stopped } = batch;
  if (phase !== "sealed" || sealedAt === undefined || paused === true || stopped !== undefined) return undefined;
  if (outcomeOf(batch) !== undefined) return undefined;
  const { total, unfinished } = summarizeOutcome(counts);
  const ended = counts.succeeded + counts.failed;
  const underWay = unfinished - counts.queued;
  const tellsEnough = ended >= FEWEST ? ended >= underWay || ended * 2 >= total : ended > 0 && ended * 2 >= total;
  if (!tellsEnough || nowMs <= sealedAt) return undefined;
  const whole: Stretch = { ended, ms: nowMs - sealedAt };
  const worked = workedMinutes(minutes, sealedAt, nowMs);
  const { late, longer, parts } = stretchesOf(worked, underWay) ?? {
    late: insteadOf(whole, worked, sealedAt >= (minutes[0]?.at ?? 0)),
    longer: [],
    parts: [],
  };
  const spread = 1 + SPREAD / Math.sqrt(late.ended);
  const fastest = Math.max(...[late, ...parts].map(paceOf));
  const slowest = Math.min(...[late, ...longer].map(paceOf));
  return {
    likely: nowMs + unfinished / paceOf(late),
    earliest: nowMs + unfinished / (fastest * spread),
    latest: nowMs + (unfinished * spread) / slowest,
  };
}

/** How many ended in a time in which it might work. */
interface Stretch {
  readonly ended: number;
  readonly ms: number;
}

/** In ends a ms. */
function paceOf({ ended, ms }: Stretch): number {
  return ended / ms;
}

/** From the newest back to the first in which one ended. What a user cancelled says nothing of the pace. */
function workedMinutes(minutes: readonly HistoryPoint[], sealedAt: number, nowMs: number): readonly Stretch[] {
  const worked = minutes.flatMap((point): Stretch[] => {
    const ended = point.succeeded + Object.values(point.failed).reduce((sum, count) => sum + count, 0);
    const ms = Math.min(point.at + MINUTE_MS, nowMs) - Math.max(point.at, sealedAt);
    const isPaused = ended === 0 && (point.waitedSeconds.paused ?? 0) > 0;
    return ms <= 0 || isPaused ? [] : [{ ended, ms }];
  });
  const first = worked.findIndex(({ ended }) => ended > 0);
  return first === -1 ? [] : worked.slice(first).toReversed();
}

/** Undefined where the minutes hold too few ends. */
function stretchesOf(
  newestFirst: readonly Stretch[],
  underWay: number,
): { readonly late: Stretch; readonly longer: readonly Stretch[]; readonly parts: readonly Stretch[] } | undefined {
  const wanted = Math.max(ENDS_OF_PACE, 2 * underWay);
  let count = 0;
  let late: Stretch = { ended: 0, ms: 0 };
  for (const minute of newestFirst) {
    if (late.ended >= wanted && late.ms >= LEAST_MS) break;
    late = sumOf([late, minute]);
    count += 1;
  }
  if (late.ended < wanted || late.ms < LEAST_MS) return undefined;
  const starts = Array.from({ length: STRETCHES }, (_, at) => at * count).filter(
    (start) => start === 0 || start + count <= newestFirst.length,
  );
  return {
    late,
    longer: starts.map((start) => sumOf(newestFirst.slice(0, start + count))),
    parts: starts.map((start) => sumOf(newestFirst.slice(start, start + count))),
  };
}

/**
 * What counts where the last minutes are too few: the whole time, if they are all there is of it. Else those: of the
 * time before nobody knows how long it was paused.
 */
function insteadOf(whole: Stretch, worked: readonly Stretch[], isAllKnown: boolean): Stretch {
  const all = sumOf(worked);
  return all.ended >= FEWEST && (!isAllKnown || all.ended >= whole.ended) ? all : whole;
}

function sumOf(stretches: readonly Stretch[]): Stretch {
  return stretches.reduce((sum, { ended, ms }) => ({ ended: sum.ended + ended, ms: sum.ms + ms }), {
    ended: 0,
    ms: 0,
  });
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
