import { type BatchSummary, summarizeOutcome } from "@hailuo-queue/contracts";
import type { Eta } from "./snapshot.ts";

/** How long the provider usually takes for what a batch asks for, in ms. */
export interface TaskTimesGuess {
  readonly meanMs: number;
  readonly longestMs: number;
}

export interface EtaFacts {
  readonly counts: BatchSummary["counts"];
  /** As measured; undefined while none has ended. */
  readonly videosPerMinute: number | undefined;
  /** How many ended since the measuring began. */
  readonly endedSince: number;
  /** How many were unfinished then. */
  readonly unfinishedAtFirst: number;
  readonly elapsedMs: number;
  readonly slotsAllowed: number | undefined;
  /** Undefined: no limit, or none is known. */
  readonly createPerMinute: number | undefined;
  readonly usual: TaskTimesGuess | undefined;
}

const MINUTE_MS = 60_000;

/**
 * When all of it will have ended. The measured pace counts once as many have ended as run at once, or half of what
 * there was: what ends first tells the time of one task, not the pace of many. Before that, the usual times of the
 * models. Undefined where neither is known.
 */
export function decideEta(facts: EtaFacts): Eta | undefined {
  const { counts, videosPerMinute, endedSince, unfinishedAtFirst, slotsAllowed, usual } = facts;
  const { unfinished } = summarizeOutcome(counts);
  if (unfinished === 0) return { ms: 0, isGuess: false };
  const enough = Math.min(slotsAllowed ?? 1, Math.ceil(unfinishedAtFirst / 2));
  const measured =
    videosPerMinute === undefined || videosPerMinute <= 0 ? undefined : (unfinished / videosPerMinute) * MINUTE_MS;
  if (measured !== undefined && (endedSince >= enough || usual === undefined)) return { ms: measured, isGuess: false };
  if (usual === undefined || slotsAllowed === undefined || slotsAllowed === 0) return undefined;
  return { ms: guessMs(facts, usual, slotsAllowed), isGuess: true };
}

function guessMs(
  { counts, unfinishedAtFirst, elapsedMs, createPerMinute }: EtaFacts,
  usual: TaskTimesGuess,
  slots: number,
): number {
  const byWindow =
    createPerMinute === undefined ? 0 : ((unfinishedAtFirst - 1) / createPerMinute) * MINUTE_MS + usual.longestMs;
  const first = Math.max((unfinishedAtFirst * usual.meanMs) / slots, byWindow, usual.longestMs);
  // What has begun is counted as half done.
  const running = counts.creating + counts.generating + counts.overdue + counts.cancelling;
  const left = ((counts.queued + running / 2) * usual.meanMs) / slots;
  return Math.max(1000, first - elapsedMs, Math.min(left, usual.meanMs / 10));
}
