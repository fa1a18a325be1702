import { cutWithEllipsis, formatDuration, type GenerationState } from "@hailuo-queue/contracts";
import type { Colors } from "../colors.ts";
import { type BarPart, renderBar } from "./bar.ts";
import { formatMoney } from "../money.ts";
import { asOneLine, displayWidth, fitWidth, formatCount, padWidth, wrapWords } from "./display-text.ts";
import { noticeWords } from "./notices.ts";
import { doneOf, type ProgressSnapshot } from "./snapshot.ts";
import { say } from "../words/say.ts";

interface Row {
  readonly state: GenerationState;
  readonly label: string;
  readonly color: keyof Colors & ("green" | "red" | "yellow" | "cyan" | "blue" | "magenta" | "gray");
  /** Shown at 0 too; the others only when there are some. */
  readonly always: boolean;
}

/** In the order in which a generation passes them. */
const rowsOf = (): readonly Row[] => [
  { state: "queued", label: say`queued`, color: "gray", always: true },
  { state: "creating", label: say`creating`, color: "magenta", always: true },
  { state: "generating", label: say`generating`, color: "blue", always: true },
  { state: "overdue", label: say`overdue`, color: "yellow", always: false },
  { state: "downloading", label: say`downloading`, color: "cyan", always: true },
  { state: "succeeded", label: say`succeeded`, color: "green", always: true },
  { state: "failed", label: say`failed`, color: "red", always: true },
  { state: "cancelling", label: say`cancelling`, color: "gray", always: false },
  { state: "cancelled", label: say`cancelled`, color: "gray", always: false },
  { state: "submission_unknown", label: say`needs attention`, color: "yellow", always: false },
];
/**
 * The whole bar fills from the left with what is done. Each part has a sign of its own: █ done, × without a video, !
 * needs attention, ▒ under way, ░ waits.
 */
const BAR_ORDER: readonly (readonly [state: GenerationState, sign: string])[] = [
  ["succeeded", "█"],
  ["failed", "×"],
  ["cancelled", "×"],
  ["submission_unknown", "!"],
  ["downloading", "▒"],
  ["overdue", "▒"],
  ["generating", "▒"],
  ["creating", "▒"],
  ["cancelling", "▒"],
];
/** A page of a provider is not shown whole. */
const LONGEST_FAILURE = 400;

interface ViewOptions {
  readonly columns: number;
  /** How many lines the terminal has; default 24. */
  readonly rows?: number | undefined;
  readonly colors: Colors;
}

/**
 * The lines of the display. None is wider than `columns`, and no sentence is cut: where there are too many lines,
 * states without a generation go first, then the bars of all.
 */
export function renderProgress(snapshot: ProgressSnapshot, { columns, rows = 24, colors }: ViewOptions): string[] {
  const width = Math.max(20, Math.min(columns, 100));
  const most = Math.max(1, rows - 1);
  const head = [renderTitle(snapshot, width, colors), renderWholeBar(snapshot, width, colors)];
  const tail = [
    ...wrapWords(`  ${renderPace(snapshot)}`, { indent: "  ", columns: width }),
    ...(snapshot.lastFailure === undefined
      ? []
      : sentences(say`last failure: ${cutWithEllipsis(snapshot.lastFailure, LONGEST_FAILURE)}`, columns).map(
          colors.red,
        )),
    ...snapshot.notices.flatMap(({ kind, text }) =>
      sentences(`${noticeWords()[kind]}: ${text}`, columns).map(colors.yellow),
    ),
  ];
  const room = most - head.length - tail.length;
  const shown = rowsOf().filter((row) => row.always || snapshot.counts[row.state] > 0);
  const filled = shown.filter((row) => snapshot.counts[row.state] > 0);
  const states = shown.length <= room ? shown : filled.slice(0, Math.max(0, room));
  return [...head, ...states.map((row) => renderRow(row, snapshot, width, colors)), ...tail].slice(0, most);
}

function sentences(text: string, columns: number): readonly string[] {
  return wrapWords(`  ${asOneLine(text)}`, { indent: "    ", columns: Math.max(20, columns) });
}

function renderTitle(snapshot: ProgressSnapshot, width: number, colors: Colors): string {
  const stand = ` ${renderStand(snapshot)}`;
  const name = fitWidth(snapshot.batchId, Math.max(0, width - displayWidth(stand)));
  return `${colors.bold(name)}${colors.dim(fitWidth(stand, width - displayWidth(name)))}`;
}

function renderStand(snapshot: ProgressSnapshot): string {
  const slots = snapshot.slots === undefined ? "" : say` · ${snapshot.slots.used}/${snapshot.slots.allowed} slots`;
  const simulated = snapshot.simulated ? say` · simulated` : "";
  return say` ${formatCount(doneOf(snapshot))} of ${formatCount(snapshot.total)} done${slots}${simulated}`;
}

function renderWholeBar(snapshot: ProgressSnapshot, width: number, colors: Colors): string {
  const { counts, missing, total } = snapshot;
  const share = total === 0 ? 0 : Math.floor((doneOf(snapshot) / total) * 100);
  const percent = ` ${String(share).padStart(3)} %`;
  const parts: BarPart[] = BAR_ORDER.map(([state, sign]) => {
    const color = rowsOf().find((row) => row.state === state)?.color ?? "gray";
    const count =
      state === "succeeded"
        ? doneOf(snapshot)
        : state === "submission_unknown"
          ? counts[state] + missing
          : counts[state];
    return { count, paint: (text) => colors[color](sign.repeat(text.length)) };
  });
  const waiting: BarPart = { count: Math.max(0, counts.queued), paint: (text) => colors.dim("░".repeat(text.length)) };
  const columns = width - percent.length;
  const bar = total === 0 ? colors.dim("░".repeat(columns)) : renderBar([...parts, waiting], columns);
  return `${bar}${percent}`;
}

function renderRow(row: Row, snapshot: ProgressSnapshot, width: number, colors: Colors): string {
  const count = snapshot.counts[row.state];
  const digits = Math.max(5, formatCount(snapshot.total).length);
  const head = `  ${padWidth(row.label, 15)} ${formatCount(count).padStart(digits)}  `;
  const room = Math.max(0, width - displayWidth(head));
  const cells = count === 0 ? 0 : Math.max(1, Math.round((count / Math.max(1, snapshot.total)) * room));
  return `${count === 0 ? colors.dim(fitWidth(head, width)) : fitWidth(head, width)}${colors[row.color]("▪".repeat(Math.min(cells, room)))}`.trimEnd();
}

function renderPace({ videosPerMinute, eta, nowMs, startedAtMs, spentMicroUsd, simulated }: ProgressSnapshot): string {
  const rate = videosPerMinute === undefined ? say`… videos/min` : say`${videosPerMinute.toFixed(1)} videos/min`;
  const spent =
    spentMicroUsd === 0 ? "" : ` · ${formatMoney(spentMicroUsd)} ${simulated ? say`of simulated money` : say`spent`}`;
  return say`${rate} · ${etaWords(eta)} · elapsed ${formatDuration(nowMs - startedAtMs)}${spent}`;
}

/** `ETA 12 s`, `ETA about 12 s` for a guess, `ETA …` where nothing is known. */
export function etaWords(eta: ProgressSnapshot["eta"]): string {
  if (eta === undefined) return say`ETA …`;
  return eta.isGuess ? say`ETA about ${formatDuration(eta.ms)}` : say`ETA ${formatDuration(eta.ms)}`;
}
