import type { BalanceChange, BatchOutcome, BatchStop, BatchSummary } from "@hailuo-queue/contracts";
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
}

/** 0 when every generation succeeded, 1 when one failed, was cancelled, needs its user or has not ended. */
export function exitCodeOf(outcome: BatchOutcome): 0 | 1 {
  return outcome.succeeded === outcome.total ? 0 : 1;
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
    batch: summary.batchId,
    location: summary.location ?? null,
    results: summary.resultsLocation ?? null,
  };
}

/** What a person reads at the end. */
export function renderSummary(summary: RunSummary, colors: Colors): string[] {
  const { outcome } = summary;
  const where = summary.location === undefined ? "" : ` in ${summary.location}`;
  const good = `${formatCount(outcome.succeeded)} of ${formatCount(outcome.total)} succeeded${where}`;
  return [
    outcome.succeeded === outcome.total ? colors.green(`✔ ${good}`) : good,
    ...summary.failures.flatMap((group) => renderGroup(group, colors)),
    ...(summary.stopped === undefined || outcome.unfinished === 0
      ? []
      : [colors.yellow(describeStop(summary.stopped, summary.batchId, outcome.unfinished))]),
    ...(summary.spentMicroUsd > 0 ? [`${formatMoney(summary.spentMicroUsd)} spent, by the list prices`] : []),
    ...describeBalanceChanges(summary.balances ?? [], { spentMicroUsd: summary.spentMicroUsd, reservedMicroUsd: 0 }),
    ...(outcome.cancelled > 0 ? [`${formatCount(outcome.cancelled)} cancelled`] : []),
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

function renderGroup(group: FailureGroup, colors: Colors): string[] {
  const more = group.count - group.examples.length;
  return [
    colors.red(`✘ ${formatCount(group.count)} failed: ${group.code}`),
    ...group.examples.map((example) => `    ${example.name}: ${asOneLine(example.message)}`),
    ...(more > 0 ? [`    and ${formatCount(more)} more`] : []),
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
