import {
  formatDuration,
  type History,
  HISTORY_STEPS,
  type HistoryPoint,
  type HistoryReading,
  type HistoryScope,
  type HistoryStep,
  isoTime,
  optional,
} from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney, inUsd } from "../money.ts";
import { displayWidth, formatCount, padWidth } from "../progress/display-text.ts";
import { columnsOf, printJson, printLine, printSentence, type Shell } from "../shell.ts";
import { retell, say } from "../words/say.ts";

export interface HistoryOptions {
  readonly account?: string;
  readonly tenant?: string;
  readonly model?: string;
  readonly batch?: string;
  /** Unix ms. */
  readonly since?: number;
  readonly step?: HistoryStep;
  readonly json: boolean;
}

/** What happened over a time: for people as lines of bars, for programs as one line a point. */
export async function showHistory(
  producer: Pick<Producer, "history" | "totals">,
  options: HistoryOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { since, step, json } = options;
  const history = await producer.history({ scope: scopeOf(options), ...optional({ sinceMs: since, step }) });
  if (json) for (const point of history.points) printJson(shell.stdout, pointLine(history, point));
  else {
    printHistory(history, shell);
    printAge(await producer.totals(), shell);
  }
  return EXIT.allSucceeded;
}

function scopeOf({ account, tenant, model, batch }: HistoryOptions): HistoryScope {
  for (const [kind, name] of Object.entries({ account, tenant, model, batch }))
    if (name !== undefined) return { kind: kind as Exclude<HistoryScope["kind"], "all">, name };
  return { kind: "all" };
}

function pointLine({ scope, step }: History, point: HistoryPoint): object {
  const { at, created, succeeded, cancelled, failed, waitedSeconds, spentMicroUsd, polls } = point;
  return {
    type: "history",
    scope: scope.kind,
    name: scope.kind === "all" ? null : scope.name,
    step,
    at: isoTime(at),
    created,
    succeeded,
    cancelled,
    failed,
    waited_seconds: waitedSeconds,
    spent_usd: inUsd(spentMicroUsd),
    slot_seconds: point.slotSeconds,
    slot_seconds_allowed: point.slotSecondsAllowed,
    polls,
  };
}

/** One line of the table: what it is called, each point's height, and how its sum is written. */
interface Measure {
  readonly name: string;
  /** Whether the history of an account has it; default true. */
  readonly ofAccounts?: boolean;
  readonly heightOf: (point: HistoryPoint) => number;
  readonly write?: (sum: number) => string;
}

const HOUR_SECONDS = 3600;
/** Create workers add every few seconds. */
const LATE_MS = 60_000;

const measuresOf = (): readonly Measure[] => [
  { name: say`created`, ofAccounts: false, heightOf: ({ created }) => created },
  { name: say`succeeded`, heightOf: ({ succeeded }) => succeeded },
  { name: say`failed`, heightOf: ({ failed }) => sumOf(Object.values(failed)) },
  { name: say`cancelled`, heightOf: ({ cancelled }) => cancelled },
  { name: say`spent`, heightOf: ({ spentMicroUsd }) => spentMicroUsd, write: formatMoney },
  { name: say`waited`, heightOf: ({ waitedSeconds }) => sumOf(Object.values(waitedSeconds)), write: writeSeconds },
  { name: say`slot time`, heightOf: ({ slotSeconds }) => slotSeconds, write: writeSeconds },
  { name: say`polls`, heightOf: ({ polls }) => polls },
];

function printHistory({ scope, step, points }: History, shell: Shell): void {
  const { stdout } = shell;
  const whose =
    scope.kind === "all"
      ? say`All work`
      : `${retell(`${scope.kind[0]?.toUpperCase()}${scope.kind.slice(1)}`)} ${scope.name}`;
  printLine(stdout, `${whose}, ${spanOf(step, points)}`);
  const measures = measuresOf().filter(({ ofAccounts = true }) => scope.kind !== "account" || ofAccounts);
  const rows = measures.map(({ name, heightOf, write = formatCount }) => {
    const heights = points.map(heightOf);
    return { name, sum: write(sumOf(heights)), heights };
  });
  const wide = Math.max(...rows.map(({ sum }) => displayWidth(sum)));
  const names = Math.max(...rows.map(({ name }) => displayWidth(name)));
  // Sixty minutes and the one that runs fit 80 columns.
  const room = Math.max(8, columnsOf(stdout) - names - wide - 3);
  for (const { name, sum, heights } of rows)
    printLine(
      stdout,
      `${padWidth(name, names)}  ${" ".repeat(Math.max(0, wide - displayWidth(sum)))}${sum} ${drawBars(heights, room)}`.trimEnd(),
    );
  printShares(
    say`Failed`,
    points.map(({ failed }) => failed),
    formatCount,
    shell,
  );
  printShares(
    say`Waited`,
    points.map(({ waitedSeconds }) => waitedSeconds),
    writeSeconds,
    shell,
  );
  if (points.some(({ polls }) => polls > 0))
    printSentence(stdout, say`Polls are counted when their task ends: those of tasks that ended in this time.`);
  const allowed = sumOf(points.map(({ slotSecondsAllowed }) => slotSecondsAllowed));
  const used = sumOf(points.map(({ slotSeconds }) => slotSeconds));
  if (allowed > 0)
    printLine(stdout, say`Slots used: ${Math.round((used / allowed) * 100)} % of the time they were available.`);
}

/** Without a create worker nobody adds to the history, and what happens is missing in it. */
function printAge({ lookedAt, now }: HistoryReading, { stdout }: Shell): void {
  if (lookedAt !== undefined && now - lookedAt <= LATE_MS) return;
  const since = lookedAt === undefined ? say`so far` : say`for ${formatDuration(now - lookedAt)}`;
  printSentence(stdout, say`Nothing was added ${since}: a create worker does, and none runs (\`hailuo workers\`).`);
}

function spanOf(step: HistoryStep, points: readonly HistoryPoint[]): string {
  const { ms } = HISTORY_STEPS[step];
  const cut = step === "day" ? 10 : 16;
  const [first, last] = [points[0]?.at ?? 0, (points.at(-1)?.at ?? 0) + ms].map((at) =>
    (isoTime(at) ?? "").slice(0, cut).replace("T", " "),
  );
  return say`${first} to ${last} UTC, by ${retell(step)}`;
}

function printShares(
  head: string,
  maps: readonly Readonly<Record<string, number>>[],
  write: (sum: number) => string,
  shell: Shell,
): void {
  const sums = new Map<string, number>();
  for (const map of maps)
    for (const [name, value] of Object.entries(map)) sums.set(name, (sums.get(name) ?? 0) + value);
  if (sums.size === 0) return;
  const told = [...sums].toSorted(([, one], [, other]) => other - one).map(([name, sum]) => `${name} ${write(sum)}`);
  printSentence(shell.stdout, `${head}: ${told.join(", ")}`);
}

const BARS = "▁▂▃▄▅▆▇█";

/** Heights as one character each; where there is no room for all, each stands for the sum of some neighbours. */
export function drawBars(heights: readonly number[], room: number): string {
  const together = Math.max(1, Math.ceil(heights.length / room));
  // The last one is whole: what is left over stands at the beginning.
  const first = heights.length % together;
  const groups: number[] = first === 0 ? [] : [sumOf(heights.slice(0, first))];
  for (let at = first; at < heights.length; at += together) groups.push(sumOf(heights.slice(at, at + together)));
  const most = Math.max(...groups);
  if (most === 0) return "";
  return groups
    .map((height) => (height === 0 ? " " : BARS[Math.min(BARS.length - 1, Math.floor((height / most) * BARS.length))]))
    .join("");
}

function writeSeconds(seconds: number): string {
  if (seconds < 10 * 60) return say`${formatCount(Math.round(seconds))} s`;
  if (seconds < 10 * HOUR_SECONDS) return say`${formatCount(Math.round(seconds / 60))} min`;
  return say`${formatCount(Math.round(seconds / HOUR_SECONDS))} h`;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
