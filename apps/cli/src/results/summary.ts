import {
  type BalanceChange,
  type BatchOutcome,
  type BatchStop,
  type BatchSummary,
  type GenerationRecord,
  VIDEO_WARNINGS,
  type VideoWarning,
} from "@hailuo-queue/contracts";
import { adviceFor } from "../advice/failure-advice.ts";
import type { Language } from "../advice/language.ts";
import { describeBalanceChanges } from "../accounts/balance-words.ts";
import type { Colors } from "../colors.ts";
import { formatMoney, inUsd } from "../money.ts";
import { asOneLine, formatCount } from "../progress/display-text.ts";
import type { FailureGroup } from "./failure-groups.ts";

export interface RunSummary {
  readonly batchId: string;
  readonly outcome: BatchOutcome;
  /** What was charged, in millionths of a US dollar. */
  readonly spentMicroUsd: number;
  /** How the accounts' balances went meanwhile, where they were told. */
  readonly balances?: readonly BalanceChange[];
  /** Why nothing more of it is started. */
  readonly stopped?: BatchStop;
  /** Where the videos are. */
  readonly location?: string;
  readonly resultsLocation?: string;
  readonly failures: readonly FailureGroup[];
  /** Ids that wait for their user. */
  readonly attention: readonly string[];
  /** There when videos are not where an earlier run stored them. */
  readonly missing?: { readonly count: number; readonly first: readonly Pick<GenerationRecord, "video" | "id">[] };
  /** How many videos have each warning; missing: none is known. */
  readonly warned?: Partial<Readonly<Record<VideoWarning, number>>>;
}

/** 0 when every generation succeeded, 1 when one failed, was cancelled, needs its user or has not ended, or when a video is gone. */
export function exitCodeOf(outcome: BatchOutcome, missing?: RunSummary["missing"]): 0 | 1 {
  return outcome.succeeded === outcome.total && missing === undefined ? 0 : 1;
}

/** The last line of `run --json` and `watch --json`. These keys come first and keep their names. */
export function summaryLine(summary: RunSummary): object {
  const { outcome } = summary;
  return {
    type: "summary",
    total: outcome.total,
    succeeded: outcome.succeeded,
    failed: outcome.failed,
    cancelled: outcome.cancelled,
    needs_attention: outcome.needs_attention,
    unfinished: outcome.unfinished,
    spent_usd: inUsd(summary.spentMicroUsd),
    stopped: summary.stopped ?? null,
    warnings: summary.warned ?? {},
    batch: summary.batchId,
    location: summary.location ?? null,
    results: summary.resultsLocation ?? null,
    ...(summary.missing === undefined ? {} : { missing: summary.missing.count }),
  };
}

/** What a person reads at the end. */
export function renderSummary(summary: RunSummary, colors: Colors, language: Language): string[] {
  const { outcome } = summary;
  const where = summary.location === undefined ? "" : ` in ${summary.location}`;
  const good = `${formatCount(outcome.succeeded)} of ${formatCount(outcome.total)} succeeded${where}`;
  return [
    exitCodeOf(outcome, summary.missing) === 0 ? colors.green(`✔ ${good}`) : good,
    ...renderMissing(summary, colors),
    ...summary.failures.flatMap((group) => renderGroup(group, colors, language)),
    ...(summary.stopped === undefined || outcome.unfinished === 0
      ? []
      : [colors.yellow(describeStop(summary.stopped, summary.batchId, outcome.unfinished))]),
    ...(summary.spentMicroUsd > 0 ? [`${formatMoney(summary.spentMicroUsd)} spent, by the list prices`] : []),
    ...describeBalanceChanges(summary.balances ?? [], { spentMicroUsd: summary.spentMicroUsd, reservedMicroUsd: 0 }),
    ...(outcome.cancelled > 0 ? [`${formatCount(outcome.cancelled)} cancelled`] : []),
    ...renderWarned(summary, colors),
    ...renderAttention(summary, colors),
    ...(summary.resultsLocation === undefined ? [] : [colors.dim(`One line per generation: ${summary.resultsLocation}`)]),
  ];
}

/** The parts of a summary that the batch itself knows. */
export function moneyAndStop({ spentMicroUsd, stopped }: BatchSummary): Pick<RunSummary, "spentMicroUsd" | "stopped"> {
  return { spentMicroUsd, ...(stopped === undefined ? {} : { stopped }) };
}

/** Why some of a batch wait, and what lets them go on. */
export function describeStop(stopped: BatchStop, batchId: string, count: number): string {
  const waiting = `${formatCount(count)} ${count === 1 ? "was" : "were"} not started`;
  switch (stopped) {
    case "budget":
      return `! ${waiting}: the budget has no room for the next. \`hailuo batches set ${batchId} --budget AMOUNT\`, or a run with a higher --budget, goes on.`;
    case "no_price":
      return `! ${waiting}: there is a budget, and no price is known for the next. Name one in HAILUO_PRICES_FILE, or run with --budget none.`;
    case "failure_ratio":
      return `! ${waiting}: too many failed. \`hailuo batches set ${batchId} --max-failure-ratio RATIO\`, or a run with a higher --max-failure-ratio, goes on.`;
    case "rejected":
      return `! ${waiting}: the batch was rejected for its lines.`;
  }
}

function renderGroup(group: FailureGroup, colors: Colors, language: Language): string[] {
  const more = group.count - group.examples.length;
  return [
    colors.red(`✘ ${formatCount(group.count)} failed: ${group.code}`),
    ...group.examples.map((example) => `    ${example.name}: ${asOneLine(example.message)}`),
    ...(more > 0 ? [`    and ${formatCount(more)} more`] : []),
    `    → ${adviceFor(group.code, language, { state: "failed", ...firstOf(group) })}`,
  ];
}

/** Whose command is there to be copied. */
function firstOf({ examples: [first] }: FailureGroup): { readonly id?: string } {
  return first === undefined ? {} : { id: first.id };
}

function renderMissing({ missing, batchId }: RunSummary, colors: Colors): string[] {
  if (missing === undefined) return [];
  const more = missing.count - missing.first.length;
  return [
    colors.yellow(`! ${formatCount(missing.count)} ${missing.count === 1 ? "is not where it was" : "are not where they were"} stored`),
    ...missing.first.map(({ video, id }) => `    ${video?.location ?? id}`),
    ...(more > 0 ? [`    and ${formatCount(more)} more`] : []),
    `    \`hailuo retry --batch ${batchId} --missing\` has them fetched again; nothing is bought.`,
  ];
}

const WARNING_WORDS: Readonly<Record<VideoWarning, string>> = {
  no_video_track: "without a picture",
  wrong_duration: "more than a second longer or shorter than was asked for",
  wrong_resolution: "of another resolution than was asked for",
  unreadable: "whose boxes do not tell what they are",
  stray_bytes: "with bytes behind the last box, which players pass over",
};

function renderWarned({ warned = {}, batchId }: RunSummary, colors: Colors): string[] {
  const kinds = VIDEO_WARNINGS.filter((warning) => warned[warning] !== undefined);
  if (kinds.length === 0) return [];
  return [
    colors.yellow("! Some videos are not what was bought:"),
    ...kinds.map((warning) => `    ${formatCount(warned[warning] ?? 0)} ${WARNING_WORDS[warning]} (${warning})`),
    `    \`hailuo results ${batchId} --warnings\` names them.`,
  ];
}

function renderAttention({ outcome, attention }: RunSummary, colors: Colors): string[] {
  if (outcome.needs_attention === 0) return [];
  const more = outcome.needs_attention - attention.length;
  const names = `${attention.join(", ")}${more > 0 ? ` and ${formatCount(more)} more` : ""}`;
  return [
    colors.yellow(`! ${formatCount(outcome.needs_attention)} may or may not have been bought: the answer of the provider was lost`),
    `    ${names}`,
    "    They are never sent again by themselves. Look at the provider's console, then say `hailuo resolve ID --task TASK_ID | --resubmit | --fail`.",
  ];
}
