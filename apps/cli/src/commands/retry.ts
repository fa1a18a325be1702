import { InvalidInputError, optional } from "@hailuo-queue/contracts";
import { type Producer, type ReplayReceipt } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatCount } from "../progress/display-text.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { describeStop } from "../progress/notices.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import { printReplay } from "./print-replay.ts";
import { requireBatch } from "./status.ts";
import { say } from "../words/say.ts";

export interface RetryOptions {
  readonly id?: string;
  readonly batch?: string;
  /** Only failures with this code. */
  readonly code?: string;
  readonly rebuy: boolean;
  /** With `rebuy`, of one: it is bought although its video may still be downloaded. */
  readonly force?: boolean;
  /** Looks for videos that are gone, and does nothing else. */
  readonly missing?: boolean;
  readonly json: boolean;
}

type RetryParts = { readonly producer: Pick<Producer, "retry" | "batch" | "listBatch"> } & Pick<
  ChangeParts,
  "tell" | "refuse"
>;

/** Puts failed generations back to the stage that failed; buys nothing unless `--rebuy` is said. */
export async function retry(parts: RetryParts, options: RetryOptions, shell: Shell): Promise<ExitCode> {
  checkRetryTarget(options);
  const { producer, refuse, tell } = parts;
  const { id, batch, json, rebuy, force } = options;
  tell({ details: { rebuy: String(rebuy), ...optional({ code: options.code }) } });
  if (batch !== undefined) return retryBatch(parts, batch, options, shell);
  const receipt = await producer.retry(id as string, { rebuy, ...optional({ force }) });
  if (receipt.result === "refused") refuse(receipt.code);
  printReplay(receipt, json, shell);
  if (rebuy && !json && (receipt.result === "downloading" || receipt.result === "generating"))
    printLine(shell.stdout, say`Nothing was bought: it was paid for before. --rebuy --force buys it nevertheless.`);
  return receipt.result === "refused" ? EXIT.someFailed : EXIT.allSucceeded;
}

/** @throws InvalidInputError (`bad_usage`) unless one generation or one batch is named. */
export function checkRetryTarget({
  id,
  batch,
  code,
  rebuy,
  force,
  missing,
}: Pick<RetryOptions, "id" | "batch" | "code"> & Partial<RetryOptions>): void {
  if ((id === undefined) === (batch === undefined)) {
    throw new InvalidInputError(
      "bad_usage",
      say`Name either a generation (\`hailuo retry ID\`) or a batch (\`hailuo retry --batch NAME\`).`,
    );
  }
  if (missing === true && (rebuy === true || code !== undefined))
    throw new InvalidInputError(
      "bad_usage",
      say`--missing looks for videos that are gone: --rebuy and --code are for failures.`,
    );
  if (force === true && (rebuy !== true || id === undefined))
    throw new InvalidInputError("bad_usage", say`--force needs --rebuy and the id of one generation.`);
  if (id !== undefined && code !== undefined)
    throw new InvalidInputError("bad_usage", say`--code needs --batch: it selects among the failures of a batch.`);
}

async function retryBatch(
  { producer, tell }: RetryParts,
  batch: string,
  { code, rebuy, json }: RetryOptions,
  shell: Shell,
): Promise<ExitCode> {
  await requireBatch(producer, batch);
  const retried: ReplayReceipt[] = [];
  const refused: Extract<ReplayReceipt, { result: "refused" }>[] = [];
  for await (const record of producer.listBatch(batch)) {
    if (record.state !== "failed" || (code !== undefined && record.error?.code !== code)) continue;
    const receipt = await producer.retry(record.id, { rebuy });
    if (receipt.result === "refused") refused.push(receipt);
    else retried.push(receipt);
    if (json) printReplay(receipt, true, shell);
  }
  tell({ details: { retried: String(retried.length), refused: String(refused.length) } });
  const { stopped, counts } = await requireBatch(producer, batch);
  if (json)
    printJson(shell.stdout, {
      type: "summary",
      batch,
      retried: retried.length,
      refused: refused.length,
      stopped: stopped ?? null,
    });
  else {
    printLine(
      shell.stdout,
      say`${batch}: ${formatCount(retried.length)} retried, ${formatCount(refused.length)} unchanged`,
    );
    const [first] = refused;
    if (first !== undefined) printLine(shell.stderr, say`for example: ${first.message}`);
    if (stopped !== undefined && counts.queued > 0)
      printLine(shell.stderr, `! ${describeStop({ stopped, batchId: batch, waiting: counts.queued })}`);
  }
  return refused.length > 0 ? EXIT.someFailed : EXIT.allSucceeded;
}
