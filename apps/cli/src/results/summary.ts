import {
  adviceFor,
  type AdviceLanguage,
  type BalanceChange,
  type BatchOutcome,
  type BatchStop,
  type BatchSummary,
  type GenerationRecord,
  optional,
  VIDEO_WARNINGS,
  type VideoWarning,
} from "@hailuo-queue/contracts";
import { describeBalanceChanges } from "../accounts/balance-words.ts";
import type { Colors } from "../colors.ts";
import { formatMoney, inUsd } from "../money.ts";
import { asOneLine, formatCount } from "../progress/display-text.ts";
import { describeStop } from "../progress/notices.ts";
import type { RunGallery } from "../gallery/gallery-of-batch.ts";
import type { FailureGroup } from "./failure-groups.ts";
import { warningKinds } from "./video-words.ts";
import { retell, say } from "../words/say.ts";

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
  /** Where all of it can be looked at. */
  readonly gallery?: RunGallery;
  /** Whether its provider was the simulator, whose Redis ends with the run. */
  readonly simulated?: boolean;
  readonly failures: readonly FailureGroup[];
  /** Ids that wait for their user. */
  readonly attention: readonly string[];
  /** There when videos are not where an earlier run stored them. */
  readonly missing?: { readonly count: number; readonly first: readonly Pick<GenerationRecord, "video" | "id">[] };
  /** How many videos have each warning; missing: none is known. */
  readonly warned?: Partial<Readonly<Record<VideoWarning, number>>>;
}

/**
 * 0 when every generation succeeded, 1 when one failed, was cancelled, needs its user or has not ended, or when a video
 * is gone.
 */
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
    gallery: summary.gallery?.location ?? null,
    ...optional({ simulated: summary.simulated }),
    ...(summary.missing === undefined ? {} : { missing: summary.missing.count }),
  };
}

/** What a person reads at the end. */
export function renderSummary(summary: RunSummary, colors: Colors, language: AdviceLanguage): string[] {
  const { outcome } = summary;
  const where = summary.location === undefined ? "" : say` in ${summary.location}`;
  const good = say`${formatCount(outcome.succeeded)} of ${formatCount(outcome.total)} succeeded${where}`;
  return [
    exitCodeOf(outcome, summary.missing) === 0 ? colors.green(`✔ ${good}`) : good,
    ...renderMissing(summary, colors),
    ...summary.failures.flatMap((group) => renderGroup(group, colors, language)),
    ...(summary.stopped === undefined || outcome.unfinished === 0
      ? []
      : [colors.yellow(`! ${describeStop({ ...summary, stopped: summary.stopped, waiting: outcome.unfinished })}`)]),
    ...renderSpent(summary),
    ...describeBalanceChanges(summary.balances ?? [], { spentMicroUsd: summary.spentMicroUsd, reservedMicroUsd: 0 }),
    ...(outcome.cancelled > 0 ? [say`${formatCount(outcome.cancelled)} cancelled`] : []),
    ...renderWarned(summary, colors),
    ...renderAttention(summary, colors),
    ...renderPlaces(summary, colors),
  ];
}

function renderSpent({ spentMicroUsd, simulated }: RunSummary): string[] {
  if (spentMicroUsd === 0) return [];
  const amount = formatMoney(spentMicroUsd);
  return [
    simulated === true
      ? say`${amount} of simulated money: nothing was bought`
      : say`${amount} spent, by the list prices`,
  ];
}

function renderPlaces({ resultsLocation, gallery, batchId, simulated }: RunSummary, colors: Colors): string[] {
  if (resultsLocation === undefined) return [];
  // A command that signs links reads the records, which a simulated run does not leave.
  const place =
    gallery?.isSigned === true && simulated !== true
      ? say`\`hailuo gallery ${batchId}\` prints a link`
      : gallery?.location;
  const look =
    gallery?.fault === undefined
      ? say`Look at them: ${place ?? ""}`
      : colors.yellow(say`! The gallery could not be written: ${asOneLine(gallery.fault)}`);
  return [
    ...(gallery === undefined ? [] : [look]),
    colors.dim(say`One line per generation: ${resultsLocation}`),
    colors.dim(say`The same as a table: results.csv beside it`),
  ];
}

/** The parts of a summary that the batch itself knows. */
export function moneyAndStop({ spentMicroUsd, stopped }: BatchSummary): Pick<RunSummary, "spentMicroUsd" | "stopped"> {
  return { spentMicroUsd, ...optional({ stopped }) };
}

function renderGroup(group: FailureGroup, colors: Colors, language: AdviceLanguage): string[] {
  const more = group.count - group.examples.length;
  return [
    colors.red(say`✘ ${formatCount(group.count)} failed: ${group.code}`),
    ...group.examples.map((example) => `    ${example.name}: ${asOneLine(retell(example.message))}`),
    ...(more > 0 ? [say`    and ${formatCount(more)} more`] : []),
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
    colors.yellow(
      say`! ${formatCount(missing.count)} ${missing.count === 1 ? "video is" : "videos are"} missing from storage`,
    ),
    ...missing.first.map(({ video, id }) => `    ${video?.location ?? id}`),
    ...(more > 0 ? [say`    and ${formatCount(more)} more`] : []),
    say`    \`hailuo retry --batch ${batchId} --missing\` downloads them again and buys nothing.`,
  ];
}

function renderWarned({ warned = {}, batchId, simulated }: RunSummary, colors: Colors): string[] {
  const kinds = VIDEO_WARNINGS.filter((warning) => warned[warning] !== undefined);
  if (kinds.length === 0) return [];
  return [
    colors.yellow(say`! Some videos differ from what was bought:`),
    ...kinds.map((warning) => `    ${formatCount(warned[warning] ?? 0)} ${warningKinds()[warning]} (${warning})`),
    simulated === true
      ? say`    results.jsonl names them.`
      : say`    \`hailuo results ${batchId} --warnings\` names them.`,
  ];
}

function renderAttention({ outcome, attention, simulated }: RunSummary, colors: Colors): string[] {
  if (outcome.needs_attention === 0) return [];
  const more = outcome.needs_attention - attention.length;
  const names = `${attention.join(", ")}${more > 0 ? say` and ${formatCount(more)} more` : ""}`;
  return [
    colors.yellow(
      say`! ${formatCount(outcome.needs_attention)} may or may not have been bought: the answer of the provider was lost`,
    ),
    `    ${names}`,
    simulated === true
      ? say`    They are never sent again automatically. In a real run, \`hailuo resolve ID\` decides; a simulated one ends here.`
      : say`    They are never sent again automatically. Check the provider's console, then run \`hailuo resolve ID --task TASK_ID | --resubmit | --fail\`.`,
  ];
}
