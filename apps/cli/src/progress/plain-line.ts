import { summarizeOutcome } from "@hailuo-queue/contracts";
import { asOneLine, formatDuration } from "./display-text.ts";
import type { ProgressSnapshot } from "./snapshot.ts";

const QUIET_MS = 5000;
const JUMP = 0.1;

/** `12:00:05 8/24 done · 8 generating · 8 queued · 0 failed · ETA 12 s`; the time is the machine's own. */
export function renderPlainLine(snapshot: ProgressSnapshot): string {
  const { counts } = snapshot;
  const outcome = summarizeOutcome(counts);
  const parts = [
    `${outcome.total - outcome.unfinished}/${snapshot.total} done`,
    ...(counts.downloading > 0 ? [`${counts.downloading} downloading`] : []),
    `${counts.generating + counts.overdue + counts.creating} generating`,
    `${counts.queued} queued`,
    `${counts.failed} failed`,
    ...(counts.cancelled + counts.cancelling > 0 ? [`${counts.cancelled + counts.cancelling} cancelled`] : []),
    ...(counts.submission_unknown > 0 ? [`${counts.submission_unknown} need attention`] : []),
    ...(snapshot.etaMs === undefined ? [] : [`ETA ${formatDuration(snapshot.etaMs)}`]),
    ...(snapshot.notice === undefined ? [] : [asOneLine(snapshot.notice)]),
  ];
  return `${clockTime(snapshot.nowMs)} ${parts.join(" · ")}`;
}

/** Whether a line is due: after 5 s, when a tenth of the whole has ended since the last one, at the first and at the end. */
export function isLineDue(snapshot: ProgressSnapshot, last: ProgressSnapshot | undefined): boolean {
  if (last === undefined) return true;
  const ended = endedOf(snapshot);
  const moved = ended - endedOf(last);
  if (ended === snapshot.total && moved > 0) return true;
  if (snapshot.notice !== last.notice) return true;
  return snapshot.nowMs - last.nowMs >= QUIET_MS || (snapshot.total > 0 && moved / snapshot.total >= JUMP);
}

function endedOf(snapshot: ProgressSnapshot): number {
  const outcome = summarizeOutcome(snapshot.counts);
  return outcome.total - outcome.unfinished;
}

function clockTime(ms: number): string {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}
