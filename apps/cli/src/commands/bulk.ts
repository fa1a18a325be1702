import { InvalidInputError, optional } from "@hailuo-queue/contracts";
import { BULK_MOST, type BulkAction, type BulkPreview, parseWhere, type Producer } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney } from "../money.ts";
import { formatCount } from "../progress/display-text.ts";
import { recordLine } from "../results/generation-line.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import { isYes } from "./ask-before-buying.ts";
import { say } from "../words/say.ts";

export interface BulkOptions {
  /** As `parseWhere` reads it. */
  readonly where: string;
  readonly rebuy?: boolean;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean;
  /** Nobody is asked. */
  readonly yes?: boolean;
  readonly why?: string;
  readonly json: boolean;
}

/**
 * @throws InvalidInputError (`bad_usage`, `bad_where`) for a filter beside a name, for its options without it, and for
 * one that cannot be read.
 */
export function checkBulkTarget(options: {
  readonly id?: string;
  readonly batch?: string;
  readonly code?: string;
  readonly missing?: boolean;
  readonly where?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly why?: string;
}): void {
  const { where, id, batch, code, missing, dryRun, yes, why } = options;
  if (where === undefined && (dryRun !== undefined || yes !== undefined || why !== undefined))
    throw new InvalidInputError("bad_usage", say`--dry-run, --yes and --why belong to --where.`);
  if (where !== undefined && [id, batch, code, missing].some((value) => value !== undefined))
    throw new InvalidInputError(
      "bad_usage",
      say`--where selects by itself; put the rest into it, e.g. --where 'batch=spring code=video_flagged'.`,
    );
  if (where !== undefined) parseWhere(where);
}

/** Says what a bulk action would do. Changes nothing. */
export async function showBulk(
  producer: Pick<Producer, "previewBulk">,
  what: BulkAction,
  { where, json }: BulkOptions,
  shell: Shell,
): Promise<ExitCode> {
  printPreview(await producer.previewBulk(parseWhere(where), what), what, json, shell);
  return EXIT.allSucceeded;
}

/**
 * Shows what a filter lets pass and what that costs, asks, and does it to no more than was shown. MAY BUY with `rebuy`.
 * @throws InvalidInputError (`not_agreed`) where nobody can be asked.
 */
export async function bulk(
  {
    producer,
    tell,
    refuse,
  }: { readonly producer: Pick<Producer, "previewBulk" | "bulk"> } & Pick<ChangeParts, "tell" | "refuse">,
  what: BulkAction,
  { where: text, why, yes, json }: BulkOptions,
  shell: Shell,
): Promise<ExitCode> {
  const where = parseWhere(text);
  tell({
    details: {
      where: text,
      ...(what.action === "retry" ? { rebuy: String(what.rebuy === true) } : {}),
      ...optional({ why }),
    },
  });
  const preview = await producer.previewBulk(where, what);
  printPreview(preview, what, json, shell);
  if (preview.matched === 0) {
    tell({ details: { changed: "0" } });
    return EXIT.allSucceeded;
  }
  if (yes !== true && !(await isAgreed(preview, what, shell))) {
    refuse("not_agreed");
    printLine(shell.stderr, say`Nothing was changed.`);
    return EXIT.someFailed;
  }
  const receipt = await producer.bulk(where, what, {
    most: preview.matched,
    mostMicroUsd: preview.priceMicroUsd,
    mostUnpriced: preview.unpriced,
  });
  const refused = Object.values(receipt.refused).reduce((sum, count) => sum + count, 0);
  tell({
    details: {
      matched: String(receipt.matched),
      changed: String(receipt.changed),
      refused: String(refused),
      ...(what.action === "retry" && what.rebuy === true
        ? { max_cost_usd: String(preview.priceMicroUsd / 1e6), cost_usd: String(receipt.priceMicroUsd / 1e6) }
        : {}),
    },
  });
  if (json) {
    const { matched, changed, priceMicroUsd, cut } = receipt;
    printJson(shell.stdout, {
      type: "summary",
      matched,
      changed,
      refused: receipt.refused,
      cost_usd: priceMicroUsd / 1e6,
      cut: cut ?? null,
    });
  } else {
    const bought = receipt.priceMicroUsd > 0 ? say`, for up to ${formatMoney(receipt.priceMicroUsd)}` : "";
    const done = what.action === "cancel" ? say`cancelled` : say`retried`;
    printLine(shell.stdout, say`${formatCount(receipt.changed)} ${done}${bought}, ${formatCount(refused)} unchanged`);
    for (const [code, count] of Object.entries(receipt.refused))
      printLine(
        shell.stderr,
        `  ${formatCount(count)}: ${code}${code === "needs_rebuy" ? say` (--rebuy buys them again)` : ""}`,
      );
    if (preview.cut === true || receipt.cut !== undefined)
      printLine(shell.stderr, say`There may be more; the same command again goes on.`);
  }
  return refused > 0 ? EXIT.someFailed : EXIT.allSucceeded;
}

async function isAgreed(preview: BulkPreview, what: BulkAction, shell: Shell): Promise<boolean> {
  const money = preview.priceMicroUsd > 0 ? say` for up to ${formatMoney(preview.priceMicroUsd)}` : "";
  const question = `${what.action === "cancel" ? say`Cancel` : say`Retry`} ${formatCount(preview.matched)}${money}? [y/N] `;
  const answer = await shell.ask(question);
  if (answer === undefined)
    throw new InvalidInputError(
      "not_agreed",
      say`There is no terminal to ask on. Nothing was changed. Use --yes to agree, or --dry-run to look.`,
    );
  return isYes(answer);
}

function printPreview(preview: BulkPreview, what: BulkAction, json: boolean, shell: Shell): void {
  const { matched, cut, needRebuy, priceMicroUsd, unpriced, underWay, first } = preview;
  if (json) {
    printJson(shell.stdout, {
      type: "preview",
      action: what.action,
      matched,
      cut: cut === true,
      need_rebuy: needRebuy,
      cost_usd: priceMicroUsd / 1e6,
      unpriced,
      under_way: underWay,
    });
    for (const record of first) printJson(shell.stdout, recordLine(record));
    return;
  }
  const kind = what.action === "cancel" ? say`unfinished` : say`failed`;
  const more = cut === true ? say` (at most ${formatCount(BULK_MOST)} at once; there are more)` : "";
  const verb = matched === 1 ? "matches" : "match";
  printLine(
    shell.stdout,
    `${formatCount(matched)} ${kind} ${matched === 1 ? "generation" : "generations"} ${verb}${more}`,
  );
  if (what.action === "cancel" && underWay > 0)
    printLine(shell.stdout, say`  ${formatCount(underWay)} may run at the provider: paid for, and without a video`);
  if (what.action === "retry" && needRebuy > 0)
    printLine(
      shell.stdout,
      what.rebuy === true
        ? say`  ${formatCount(needRebuy)} would be bought again for up to ${formatMoney(priceMicroUsd)}${unpriced > 0 ? say`, and ${formatCount(unpriced)} of no known price` : ""}`
        : say`  ${formatCount(needRebuy)} have no video and stay failed: --rebuy buys them again`,
    );
  for (const { id, customId, batchId, error } of first)
    printLine(
      shell.stdout,
      `  ${[id, customId, batchId, error?.code].filter((word) => word !== undefined).join("  ")}`,
    );
  if (matched > first.length) printLine(shell.stdout, say`  and ${formatCount(matched - first.length)} more`);
}
