import { summarizeOutcome } from "@hailuo-queue/contracts";
import { asOneLine } from "./display-text.ts";
import { noticeWords } from "./notices.ts";
import { etaWords } from "./progress-view.ts";
import { doneOf, type ProgressSnapshot } from "./snapshot.ts";
import { say } from "../words/say.ts";

const QUIET_MS = 5000;
const JUMP = 0.1;

/** `12:00:05 8/24 done · 8 generating · 8 queued · 0 failed · ETA 12 s`; the time is the machine's own. */
export function renderPlainLine(snapshot: ProgressSnapshot): string {
  const { counts, eta } = snapshot;
  const parts = [
    say`${doneOf(snapshot)}/${snapshot.total} done`,
    ...(counts.downloading > 0 ? [say`${counts.downloading} downloading`] : []),
    say`${counts.generating + counts.overdue + counts.creating} generating`,
    say`${counts.queued} queued`,
    say`${counts.failed} failed`,
    ...(counts.cancelled + counts.cancelling > 0 ? [say`${counts.cancelled + counts.cancelling} cancelled`] : []),
    ...(counts.submission_unknown > 0 ? [say`${counts.submission_unknown} need attention`] : []),
    ...(eta === undefined ? [] : [etaWords(eta)]),
    ...(snapshot.simulated ? [say`simulated`] : []),
  ];
  return `${clockTime(snapshot.nowMs)} ${parts.join(" · ")}`;
}

/** A line for each notice that the last lines did not have: a log tells a matter once, while it lasts. */
export function plainNotices(
  { notices, nowMs }: ProgressSnapshot,
  last: ProgressSnapshot | undefined,
): readonly string[] {
  const told = new Set(last?.notices.map(({ key }) => key));
  return notices
    .filter(({ key }) => !told.has(key))
    .map(({ kind, text }) => `${clockTime(nowMs)} ${noticeWords()[kind]}: ${asOneLine(text)}`);
}

/**
 * Whether a line is due: after 5 s, when a tenth of the whole has ended since the last one, at the first and at the
 * end.
 */
export function isLineDue(snapshot: ProgressSnapshot, last: ProgressSnapshot | undefined): boolean {
  if (last === undefined) return true;
  const ended = endedOf(snapshot);
  const moved = ended - endedOf(last);
  if (ended === snapshot.total && moved > 0) return true;
  if (keysOf(snapshot) !== keysOf(last)) return true;
  return snapshot.nowMs - last.nowMs >= QUIET_MS || (snapshot.total > 0 && moved / snapshot.total >= JUMP);
}

function keysOf({ notices }: ProgressSnapshot): string {
  return notices.map(({ key }) => key).join("\n");
}

function endedOf(snapshot: ProgressSnapshot): number {
  const outcome = summarizeOutcome(snapshot.counts);
  return outcome.total - outcome.unfinished;
}

function clockTime(ms: number): string {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}
