import { optional } from "@hailuo-queue/contracts";
import type { Tally } from "@hailuo-queue/intake";
import type { BatchComparison, BatchReceipt, ItemChange, Producer } from "@hailuo-queue/producer";
import { colorsFor } from "../colors.ts";
import { isYes } from "../commands/ask-before-buying.ts";
import { itemsOf, type LoadedPrompts } from "../commands/load-prompts.ts";
import { formatMoney, inUsd } from "../money.ts";
import { asOneLine, fitWidth, formatCount } from "../progress/display-text.ts";
import { columnsOf, printJson, printLine, type Shell, type TextOutput } from "../shell.ts";
import { say } from "../words/say.ts";

/** What is asked about lines that have changed since they were enqueued. */
export interface ReplaceOptions {
  /** They are made again, as their next take. */
  readonly replace?: boolean;
  readonly json: boolean;
}

/** Loaded when it is thrown: a dry run starts without the producer. */
async function refusalOf(comparison: BatchComparison): Promise<Error> {
  const { ChangedItemsError } = await import("@hailuo-queue/producer");
  return new ChangedItemsError(comparison);
}

/**
 * Tells every line that has changed since its batch has it, and finds out whether those are made again. `replace`: they
 * are; `answered`: a person said so, with the cost before the eyes; `stop`: a person said no.
 * @throws ChangedItemsError where nobody said anything, or where one may be under way: before any worker starts.
 */
export async function agreeToReplace(
  comparison: BatchComparison | undefined,
  { replace, json }: ReplaceOptions,
  shell: Shell,
): Promise<"nothing" | "replace" | "answered" | "stop"> {
  if (comparison === undefined || comparison.changed === 0) return "nothing";
  if (json) for (const change of comparison.changes) printJson(shell.stdout, changeLine(change));
  else
    for (const line of [
      ...renderChanges(comparison, columnsOf(shell.stderr)),
      comparisonWords(comparison),
      differenceWords(comparison),
    ])
      printLine(shell.stderr, line);
  if (comparison.refused > 0) throw await refusalOf(comparison);
  if (replace === true) return "replace";
  const answer = json ? undefined : await shell.ask(`${questionOf(comparison)} [y/N] `);
  if (answer === undefined) throw await refusalOf(comparison);
  return isYes(answer) ? "answered" : "stop";
}

function questionOf({ changed, fresh, microUsd, unpriced }: BatchComparison): string {
  const beside = fresh === 0 ? "" : say`, and ${formatCount(fresh)} new`;
  const cost = unpriced > 0 ? say`at least ${formatMoney(microUsd)}` : say`up to ${formatMoney(microUsd)}`;
  return say`Make ${changed === 1 ? "it" : say`these ${formatCount(changed)}`} again${beside}, for ${cost}?`;
}

/** Each line fits so many columns. */
export function renderChanges({ batchId, changed, changes }: BatchComparison, columns: number): readonly string[] {
  const more = changed - changes.length;
  const lines = [
    say`${formatCount(changed)} ${changed === 1 ? "line has" : "lines have"} changed since batch ${batchId} was enqueued:`,
    ...changes.flatMap(renderChange),
    ...(more === 0 ? [] : [say`  and ${formatCount(more)} more`]),
  ];
  return lines.map((line) => fitWidth(line, columns));
}

function renderChange(change: ItemChange): readonly string[] {
  const { customId, id, refusal, sameAsTake } = change;
  return [
    `  ${asOneLine(customId ?? id)}: ${whatBecomes(change)}`,
    ...changedFields(change).flatMap(([field, before, now]) => [
      say`    ${field} was: ${wordOf(before)}`,
      say`    ${" ".repeat(field.length)} now: ${wordOf(now)}`,
    ]),
    ...(sameAsTake === undefined ? [] : [say`    it was edited since: this is what take ${sameAsTake} was made of`]),
    ...(refusal === undefined ? [] : wrapWords(refusal.message, 74).map((line) => `    ${line}`)),
  ];
}

function whatBecomes({ state, take, inPlace, refusal, priceMicroUsd, priceBeforeMicroUsd }: ItemChange): string {
  if (refusal !== undefined) return say`cannot be changed now`;
  const cost = priceMicroUsd === undefined ? say`no price known` : formatMoney(priceMicroUsd);
  if (!inPlace) return say`take ${take - 1} ${state}, take ${take} costs ${cost}`;
  const before =
    priceBeforeMicroUsd === undefined || priceBeforeMicroUsd === priceMicroUsd
      ? ""
      : say`, was ${formatMoney(priceBeforeMicroUsd)}`;
  return say`not made yet, changed where it waits (${cost}${before})`;
}

/** Fields that differ, with what they were and are. */
function changedFields({ before, request }: ItemChange): readonly (readonly [string, unknown, unknown])[] {
  const [old, now] = [before, request] as unknown as readonly [Record<string, unknown>, Record<string, unknown>];
  const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return fields
    .filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]))
    .map((field) => [field, old[field], now[field]] as const);
}

function wordOf(value: unknown): string {
  if (value === undefined) return say`(not set)`;
  return asOneLine(typeof value === "string" ? value : JSON.stringify(value));
}

function wrapWords(text: string, columns: number): readonly string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + word.length + 1 > columns) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

/** For machines. */
export function changeLine(change: ItemChange): object {
  const { id, customId, state, take, inPlace, sameAsTake, priceMicroUsd, priceBeforeMicroUsd, refusal } = change;
  const fields = changedFields(change);
  return {
    type: "changed",
    custom_id: customId ?? null,
    id,
    state,
    take,
    in_place: inPlace,
    same_as_take: sameAsTake ?? null,
    before: Object.fromEntries(fields.map(([field, before]) => [field, before ?? null])),
    now: Object.fromEntries(fields.map(([field, _before, now]) => [field, now ?? null])),
    price_usd: priceMicroUsd === undefined ? null : inUsd(priceMicroUsd),
    price_before_usd: priceBeforeMicroUsd === undefined ? null : inUsd(priceBeforeMicroUsd),
    refused: refusal?.code ?? null,
    ...(refusal === undefined ? {} : { message: refusal.message }),
  };
}

/** One line: a file set against what its batch has. */
export function comparisonWords({ batchId, fresh, changed, same, gone }: BatchComparison): string {
  const parts = [
    say`${formatCount(fresh)} new`,
    say`${formatCount(changed)} changed`,
    say`${formatCount(same)} the same`,
  ];
  const left =
    gone === 0
      ? ""
      : say`; ${formatCount(gone)} of the batch ${gone === 1 ? "is" : "are"} not in the file, and ${gone === 1 ? "stays" : "stay"}`;
  return say`Set against batch ${batchId}: ${parts.join(", ")}${left}.`;
}

/** What making the new and the changed ones would cost. */
export function differenceWords({ fresh, changed, microUsd, unpriced }: BatchComparison): string {
  const cost = `${formatMoney(microUsd)}${unpriced > 0 ? say`, and ${formatCount(unpriced)} without a known price` : ""}`;
  if (changed === 0) return fresh === 0 ? say`Nothing is left to enqueue.` : say`Cost of what is new: ${cost}.`;
  return say`Cost of what is ${fresh > 0 ? say`new or ` : ""}changed: ${cost}.`;
}

export function comparisonFields({
  fresh,
  changed,
  same,
  gone,
  microUsd,
  unpriced,
  refused,
  changes,
}: BatchComparison): object {
  return {
    new: fresh,
    changed,
    same,
    gone,
    difference_usd: inUsd(microUsd),
    difference_unpriced: unpriced,
    changes_refused: refused,
    changes: changes.map(changeLine),
  };
}

/** What a file would buy: of a batch that is there, what it has not as the file has it. */
export function purchaseOf(
  count: number,
  { microUsd }: Pick<Tally, "microUsd">,
  comparison: BatchComparison | undefined,
): { readonly count: number; readonly microUsd: number } {
  if (comparison === undefined) return { count, microUsd };
  return { count: comparison.fresh + comparison.changed, microUsd: comparison.microUsd };
}

/** Undefined for a batch that is not there yet: all of it is new. */
export async function compareWithBatch(
  producer: Pick<Producer, "batch" | "compare">,
  prompts: Pick<LoadedPrompts, "batchId" | "read">,
  { tenant }: { readonly tenant?: string } = {},
): Promise<BatchComparison | undefined> {
  const { batchId } = prompts;
  if ((await producer.batch(batchId)) === undefined) return undefined;
  return producer.compare(itemsOf(prompts), { batchId, ...optional({ tenant }) });
}

/** For the audit. */
export function replacedDetails({ replaced }: Pick<BatchReceipt, "replaced">): Readonly<Record<string, string>> {
  return replaced === undefined ? {} : { replaced: String(replaced) };
}

/** Once it is enqueued. */
export function tellReplaced(replaced: number, output: TextOutput, env: Shell["env"]): void {
  if (replaced === 0) return;
  const what =
    replaced === 1
      ? say`1 line has changed and is made again`
      : say`${formatCount(replaced)} lines have changed and are made again`;
  printLine(output, colorsFor(output, env).dim(say`${what}; videos of earlier takes are kept (NAME.take1.mp4)`));
}
