import { type GenerationState, summarizeOutcome } from "@hailuo-queue/contracts";
import type { Colors } from "../colors.ts";
import { type BarPart, renderBar } from "./bar.ts";
import { asOneLine, displayWidth, fitWidth, formatCount, formatDuration } from "./display-text.ts";
import type { ProgressSnapshot } from "./snapshot.ts";

interface Row {
  readonly state: GenerationState;
  readonly label: string;
  readonly color: keyof Colors & ("green" | "red" | "yellow" | "cyan" | "blue" | "magenta" | "gray");
  /** Shown at 0 too; the others only when there are some. */
  readonly always: boolean;
}

/** In the order in which a generation passes them. */
const ROWS: readonly Row[] = [
  { state: "queued", label: "queued", color: "gray", always: true },
  { state: "creating", label: "creating", color: "magenta", always: true },
  { state: "generating", label: "generating", color: "blue", always: true },
  { state: "overdue", label: "overdue", color: "yellow", always: false },
  { state: "downloading", label: "downloading", color: "cyan", always: true },
  { state: "succeeded", label: "succeeded", color: "green", always: true },
  { state: "failed", label: "failed", color: "red", always: true },
  { state: "cancelling", label: "cancelling", color: "gray", always: false },
  { state: "cancelled", label: "cancelled", color: "gray", always: false },
  { state: "submission_unknown", label: "needs attention", color: "yellow", always: false },
];
/** The whole bar fills from the left with what is done. */
const BAR_ORDER = [
  "succeeded",
  "failed",
  "cancelled",
  "submission_unknown",
  "downloading",
  "overdue",
  "generating",
  "creating",
  "cancelling",
];

/** The lines of the display; none is wider than `columns`. */
export function renderProgress(snapshot: ProgressSnapshot, { columns, colors }: { columns: number; colors: Colors }): string[] {
  const width = Math.max(20, Math.min(columns, 100));
  return [
    renderTitle(snapshot, width, colors),
    renderWholeBar(snapshot, width, colors),
    ...ROWS.filter((row) => row.always || snapshot.counts[row.state] > 0).map((row) => renderRow(row, snapshot, width, colors)),
    fitWidth(`  ${renderPace(snapshot)}`, width),
    ...(snapshot.lastFailure === undefined ? [] : [colors.red(fitWidth(`  last failure: ${asOneLine(snapshot.lastFailure)}`, width))]),
    ...(snapshot.notice === undefined ? [] : [colors.yellow(fitWidth(`  ${asOneLine(snapshot.notice)}`, width))]),
  ];
}

function renderTitle(snapshot: ProgressSnapshot, width: number, colors: Colors): string {
  const stand = ` ${renderStand(snapshot)}`;
  const name = fitWidth(snapshot.batchId, Math.max(0, width - displayWidth(stand)));
  return `${colors.bold(name)}${colors.dim(fitWidth(stand, width - displayWidth(name)))}`;
}

function renderStand(snapshot: ProgressSnapshot): string {
  const outcome = summarizeOutcome(snapshot.counts);
  const slots = snapshot.slots === undefined ? "" : ` · ${snapshot.slots.used}/${snapshot.slots.allowed} slots`;
  return ` ${formatCount(outcome.total - outcome.unfinished)} of ${formatCount(snapshot.total)} done${slots}`;
}

function renderWholeBar(snapshot: ProgressSnapshot, width: number, colors: Colors): string {
  const outcome = summarizeOutcome(snapshot.counts);
  const share = outcome.total === 0 ? 0 : Math.floor(((outcome.total - outcome.unfinished) / outcome.total) * 100);
  const percent = ` ${String(share).padStart(3)} %`;
  const parts: BarPart[] = BAR_ORDER.map((state) => ROWS.find((row) => row.state === state))
    .filter((row) => row !== undefined)
    .map((row) => ({ count: snapshot.counts[row.state], paint: colors[row.color] }));
  const waiting: BarPart = { count: Math.max(0, snapshot.counts.queued), paint: (text) => colors.dim("░".repeat(text.length)) };
  const columns = width - percent.length;
  const bar = outcome.total === 0 ? colors.dim("░".repeat(columns)) : renderBar([...parts, waiting], columns);
  return `${bar}${percent}`;
}

function renderRow(row: Row, snapshot: ProgressSnapshot, width: number, colors: Colors): string {
  const count = snapshot.counts[row.state];
  const digits = Math.max(5, formatCount(snapshot.total).length);
  const head = `  ${row.label.padEnd(15)} ${formatCount(count).padStart(digits)}  `;
  const room = Math.max(0, width - head.length);
  const cells = count === 0 ? 0 : Math.max(1, Math.round((count / Math.max(1, snapshot.total)) * room));
  return `${count === 0 ? colors.dim(fitWidth(head, width)) : fitWidth(head, width)}${colors[row.color]("▪".repeat(Math.min(cells, room)))}`.trimEnd();
}

function renderPace(snapshot: ProgressSnapshot): string {
  const rate = snapshot.videosPerMinute === undefined ? "… videos/min" : `${snapshot.videosPerMinute.toFixed(1)} videos/min`;
  const eta = snapshot.etaMs === undefined ? "ETA …" : `ETA ${formatDuration(snapshot.etaMs)}`;
  return `${rate} · ${eta} · elapsed ${formatDuration(snapshot.nowMs - snapshot.startedAtMs)}`;
}
