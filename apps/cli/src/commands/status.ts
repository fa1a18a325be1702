import {
  type AccountUsage,
  batchProgress,
  type BatchSummary,
  describeFunds,
  GENERATION_STATES,
  hasLabels,
  InvalidInputError,
  type LabelFilter,
  outcomeOf,
  summarizeOutcome,
  isoTime,
  refusingFields,
} from "@hailuo-queue/contracts";
import { type Diagnosis, diagnosisFields, type Overview, type Producer } from "@hailuo-queue/producer";
import { describeCallbacks, describeCreates, whyStopped } from "../accounts/account-words.ts";
import { balanceChangesOf, balanceLines, describeBalanceChanges } from "../accounts/balance-words.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatCount } from "../progress/display-text.ts";
import { labelFields, labelFilterOf, type LabelOptions, labelWords } from "./label-options.ts";
import { formatMoney, inUsd } from "../money.ts";
import { renderTable } from "../render-table.ts";
import { columnsOf, printJson, printLine, printSentence, type Shell } from "../shell.ts";
import { joined, retell, say } from "../words/say.ts";

const SHOWN_BATCHES = 20;
const SHOWN_TROUBLES = 10;

/** Looked through for those with a name or tags. */
const LOOKED_THROUGH = 1000;

export interface StatusOptions extends Pick<LabelOptions, "name" | "tag"> {
  readonly batch?: string;
  readonly json: boolean;
}

/** One batch, or all of them with what the account does. */
export async function showStatus(
  producer: Pick<Producer, "batch" | "batches" | "overview" | "diagnosis" | "balanceChanges">,
  options: StatusOptions,
  shell: Shell,
): Promise<ExitCode> {
  const batches =
    options.batch === undefined
      ? await labelledBatches(producer, labelFilterOf(options))
      : [await requireBatch(producer, options.batch)];
  const overview = options.batch === undefined ? await producer.overview() : undefined;
  const diagnosis = options.batch === undefined ? await producer.diagnosis() : undefined;
  const [only] = options.batch === undefined ? [] : batches;
  const changes = only === undefined ? [] : await balanceChangesOf(producer, only, shell.now());
  if (options.json) {
    for (const batch of batches)
      printJson(shell.stdout, {
        ...batchLine(batch),
        ...(only === undefined ? {} : { balances: balanceLines(changes) }),
      });
    if (overview !== undefined) printJson(shell.stdout, overviewLine(overview));
    if (diagnosis !== undefined) printJson(shell.stdout, { type: "diagnosis", ...diagnosisFields(diagnosis) });
    return EXIT.allSucceeded;
  }
  if (batches.length === 0 && labelFilterOf(options) !== undefined)
    printLine(shell.stdout, say`None of the newest ${LOOKED_THROUGH} batches has these labels.`);
  else if (batches.length === 0)
    printLine(shell.stdout, say`No batches yet. \`hailuo submit FILE\` or \`hailuo run FILE --out DIR\` makes one.`);
  else
    for (const line of renderTable(head(), batches.map(batchRow), columnsOf(shell.stdout)))
      printLine(shell.stdout, line);
  for (const line of describeAccounts(overview?.accounts ?? [], shell.now())) printSentence(shell.stdout, line);
  for (const line of describeDiagnosis(diagnosis)) printSentence(shell.stdout, line);
  if (only !== undefined) for (const line of describeBalanceChanges(changes, only)) printSentence(shell.stdout, line);
  return EXIT.allSucceeded;
}

async function labelledBatches(
  producer: Pick<Producer, "batches">,
  wanted: LabelFilter | undefined,
): Promise<readonly BatchSummary[]> {
  if (wanted === undefined) return producer.batches(SHOWN_BATCHES);
  return (await producer.batches(LOOKED_THROUGH))
    .filter((batch) => hasLabels(batch.labels ?? {}, wanted))
    .slice(0, SHOWN_BATCHES);
}

export async function requireBatch(producer: Pick<Producer, "batch">, batchId: string): Promise<BatchSummary> {
  const batch = await producer.batch(batchId);
  if (batch !== undefined) return batch;
  throw new InvalidInputError("unknown_batch", say`There is no batch "${batchId}". \`hailuo status\` lists them.`);
}

const head = (): string[] => [
  say`batch`,
  say`total`,
  say`queued`,
  say`generating`,
  say`downloading`,
  say`succeeded`,
  say`failed`,
  say`cancelled`,
  say`needs attention`,
  say`created`,
  "",
  say`name`,
];

function batchRow(batch: BatchSummary): string[] {
  const { counts } = batch;
  const numbers = [
    batch.total,
    counts.queued,
    counts.creating + counts.generating + counts.overdue,
    counts.downloading,
    counts.succeeded,
    counts.failed,
    counts.cancelled + counts.cancelling,
    counts.submission_unknown,
  ];
  const created = (isoTime(batch.createdAt) ?? "").slice(0, 16).replace("T", " ");
  return [batch.batchId, ...numbers.map(formatCount), created, standingOf(batch), labelWords(batch)];
}

const stopWords = (): Readonly<Record<NonNullable<BatchSummary["stopped"]>, string>> => ({
  failure_ratio: say`stopped: too many failed`,
  rejected: say`rejected for its lines`,
  budget: say`stopped by its budget`,
  no_price: say`stopped: no price is known`,
});

function standingOf(batch: BatchSummary): string {
  const { paused, cancelling, priority, phase, stopped } = batch;
  const words = [
    phase === "open" ? say`open` : "",
    stopped === undefined ? "" : stopWords()[stopped],
    describeMoney(batch),
    paused === true ? say`paused` : "",
    cancelling === true ? say`being cancelled` : "",
    priority === undefined ? "" : say`${priority} priority`,
  ];
  return words.filter((word) => word !== "").join(", ");
}

function describeMoney({ spentMicroUsd, reservedMicroUsd, budgetMicroUsd }: BatchSummary): string {
  const budget = budgetMicroUsd === undefined ? "" : say` of ${formatMoney(budgetMicroUsd)}`;
  const spent = spentMicroUsd === 0 && budget === "" ? "" : say`${formatMoney(spentMicroUsd)}${budget} spent`;
  const inFlight = reservedMicroUsd === 0 ? "" : say`${formatMoney(reservedMicroUsd)} in flight`;
  return [spent, inFlight].filter((words) => words !== "").join(", ");
}

export function batchLine(batch: BatchSummary): object {
  const states = Object.fromEntries(GENERATION_STATES.map((state) => [state, batch.counts[state]]));
  const { unfinished, needs_attention } = summarizeOutcome(batch.counts);
  return {
    type: "batch",
    batch: batch.batchId,
    ...labelFields(batch),
    created_at: isoTime(batch.createdAt),
    total: batch.total,
    ...states,
    needs_attention,
    unfinished,
    phase: batch.phase,
    progress: batchProgress(batch).ratio,
    outcome: outcomeOf(batch) ?? null,
    invalid: batch.invalid,
    warned: batch.warned ?? 0,
    stopped: batch.stopped ?? null,
    spent_usd: inUsd(batch.spentMicroUsd),
    reserved_usd: inUsd(batch.reservedMicroUsd),
    budget_usd: batch.budgetMicroUsd === undefined ? null : inUsd(batch.budgetMicroUsd),
    max_failure_ratio: batch.maxFailureRatio ?? null,
    paused: batch.paused ?? false,
    priority: batch.priority ?? null,
  };
}

function overviewLine(overview: Overview): object {
  return {
    type: "overview",
    ...overview.counts,
    accounts: overview.accounts.map((account) => ({
      account: account.account,
      slots_used: account.slotsUsed,
      slots_allowed: account.slotsAllowed,
      create_window_used: account.createWindowUsed,
      create_per_minute: account.createPerMinute,
      backlog: account.backlog,
      paused_until: isoTime(account.pausedUntil),
      paused_reason: account.pausedReason ?? null,
      refusing: refusingFields(account.refusing),
      slots_lost: account.slotsLost ?? 0,
      balance: account.funds?.balance === undefined ? null : account.funds.balance.availableMicro / 1_000_000,
      currency: account.funds?.currency ?? null,
      plan: account.funds?.plan ?? null,
      funds_low: account.funds?.low ?? null,
      callback_refused_since: isoTime(account.callbackRefused?.since),
      callback_refused_reason: account.callbackRefused?.reason ?? null,
    })),
  };
}

/** What is in the way, the worst first; an account that is used to the full is told by its own line. */
function describeDiagnosis(diagnosis: Diagnosis | undefined): readonly string[] {
  const told = (diagnosis?.troubles ?? []).filter(({ severity }) => severity !== "limit" && severity !== "warns");
  const more =
    told.length > SHOWN_TROUBLES ? [say`And ${told.length - SHOWN_TROUBLES} more: \`hailuo status --json\`.`] : [];
  return [...told.slice(0, SHOWN_TROUBLES).map(({ what, remedy }) => joined(retell(what), retell(remedy))), ...more];
}

/** What waits, waits for any of them: with several accounts it is told once, below. */
function describeAccounts(accounts: readonly AccountUsage[], nowMs: number): readonly string[] {
  const [first] = accounts;
  if (first === undefined) return [];
  const waiting = formatCount(first.backlog);
  const asides = accounts.flatMap((account) =>
    [...(account.funds?.low === undefined ? [] : [account.funds.low]), ...describeCallbacks(account, nowMs)].map(
      (words) => say`account ${account.account}: ${words}`,
    ),
  );
  if (accounts.length === 1) return [describeAccount(first, nowMs, say`, ${waiting} waiting`), ...asides];
  return [
    ...accounts.map((account) => describeAccount(account, nowMs)),
    ...asides,
    say`${waiting} waiting for their turn and a slot`,
  ];
}

function describeAccount(account: AccountUsage, nowMs: number, waiting = ""): string {
  if (account.slotsAllowed === 0 && account.limitZero !== true)
    return say`account ${account.account}: no workers have run yet${waiting}`;
  const stopped = whyStopped(account, nowMs) !== undefined;
  const slots = say`${account.slotsUsed} of ${account.slotsAllowed} slots taken`;
  const funds = account.funds === undefined ? "" : `, ${describeFunds(account.funds)}`;
  return say`account ${account.account}: ${slots}, ${describeCreates(account)}${funds}${waiting}${stopped ? say`; starts no new videos` : ""}`;
}
