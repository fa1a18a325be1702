import { InvalidInputError, optional, UnavailableError } from "@hailuo-queue/contracts";
import type { BatchResolution, Producer, Resolution, ResolveBatchReceipt } from "@hailuo-queue/producer";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney } from "../money.ts";
import { formatCount } from "../progress/display-text.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { openOwnAnswerer } from "../stand/own-answerer.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import { printReplay } from "./print-replay.ts";
import { showDecision } from "./show-decision.ts";
import { requireBatch } from "./status.ts";
import { say } from "../words/say.ts";

export interface ResolveOptions {
  readonly id?: string;
  readonly batch?: string;
  readonly task?: string;
  readonly resubmit?: boolean;
  readonly fail?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json: boolean;
}

/** What is known of a create whose answer was lost; decides nothing. */
export async function showCandidates(
  producer: Pick<Producer, "get">,
  { id = "", json }: Pick<ResolveOptions, "id" | "json">,
  shell: Shell,
): Promise<ExitCode> {
  const record = await producer.get(id);
  if (record === undefined)
    throw new InvalidInputError(
      "unknown_generation",
      say`There is no generation "${id}". \`hailuo list\` shows the ids.`,
    );
  showDecision(record, json, shell);
  return EXIT.allSucceeded;
}

type ResolveParts = { readonly producer: Pick<Producer, "resolve" | "resolveBatch" | "batch"> } & Pick<
  ChangeParts,
  "tell" | "refuse" | "redisUrl"
>;

/** Tells what became of creates whose answers were lost, as the user found out at the provider. */
export async function resolve(
  parts: ResolveParts,
  resolution: Resolution,
  options: ResolveOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { tell, refuse } = parts;
  const { id = "", batch, json, dryRun = false } = options;
  tell({
    ...(resolution.action === "task" ? { about: { task: resolution.taskId } } : {}),
    details: {
      action: resolution.action,
      ...(options.force === true ? { force: "true" } : {}),
      ...(dryRun ? { dry_run: "true" } : {}),
    },
  });
  if (batch !== undefined && resolution.action !== "task")
    return resolveBatch(parts, batch, resolution, { json, dryRun }, shell);
  const receipt = await asking(parts, shell, () => parts.producer.resolve(id, resolution));
  if (receipt.result === "refused") refuse(receipt.code);
  printReplay(receipt, json, shell);
  return receipt.result === "refused" ? EXIT.someFailed : EXIT.allSucceeded;
}

async function resolveBatch(
  parts: ResolveParts,
  batch: string,
  resolution: BatchResolution,
  { json, dryRun }: { readonly json: boolean; readonly dryRun: boolean },
  shell: Shell,
): Promise<ExitCode> {
  await requireBatch(parts.producer, batch);
  const receipt = await asking(parts, shell, () => parts.producer.resolveBatch(batch, resolution, { dryRun }));
  const refused = Object.values(receipt.refused).reduce((sum, count) => sum + count, 0);
  parts.tell({ details: { resolved: String(receipt.resolved), refused: String(refused) } });
  if (json) {
    const { waiting, resolved, refused: reasons, priceMicroUsd, unpriced } = receipt;
    const usd = priceMicroUsd / 1_000_000;
    printJson(shell.stdout, {
      type: "batch_resolution",
      batch,
      action: resolution.action,
      dry_run: dryRun,
      waiting,
      resolved,
      refused,
      reasons,
      may_cost_usd: usd,
      unpriced,
    });
  } else printLine(shell.stdout, `${batch}: ${describe(receipt, refused, resolution, dryRun)}`);
  return refused > 0 ? EXIT.someFailed : EXIT.allSucceeded;
}

function describe(
  { waiting, resolved, refused: reasons, priceMicroUsd, unpriced }: ResolveBatchReceipt,
  refused: number,
  { action }: BatchResolution,
  dryRun: boolean,
): string {
  const verb = dryRun ? say`would be` : resolved === 1 ? "is" : "are";
  const price = `${formatMoney(priceMicroUsd)}${unpriced === 0 ? "" : say` and ${formatCount(unpriced)} without a known price`}`;
  const done =
    action === "fail"
      ? say`given up`
      : say`bought again for ${price}, and paid twice where the first create was accepted`;
  const why = Object.entries(reasons).map(([code, count]) => `${formatCount(count)} ${code}`);
  const left =
    refused === 0
      ? ""
      : say`; ${formatCount(refused)} left as ${refused === 1 ? "it is" : "they are"} (${why.join(", ")})`;
  return say`${formatCount(waiting)} ${waiting === 1 ? "waits" : "wait"} for a decision; ${formatCount(resolved)} ${verb} ${done}${left}`;
}

/**
 * Workers are asked first, as they have the keys of all accounts and their query windows in hand. Where none is, and
 * this terminal has the key, this process answers the very same question: so both ways are one.
 */
async function asking<Receipt>(
  { redisUrl }: ResolveParts,
  shell: Shell,
  decide: () => Promise<Receipt>,
): Promise<Receipt> {
  try {
    return await decide();
  } catch (error) {
    if (!(error instanceof UnavailableError) || error.code !== "nobody_to_ask") throw error;
    const answerer = await openOwnAnswerer(shell, redisUrl);
    if (answerer === undefined)
      throw new UnavailableError(
        error.code,
        say`${error.message} Or set MINIMAX_API_KEY (or HAILUO_ACCOUNTS_FILE) here, for this command.`,
      );
    try {
      return await decide();
    } finally {
      await answerer.close();
    }
  }
}

/**
 * Undefined for none.
 * @throws InvalidInputError (`bad_usage`) for more than one, or for what does not go together.
 */
export function resolutionOf({
  id,
  batch,
  task,
  resubmit,
  fail,
  force,
  dryRun,
}: Omit<ResolveOptions, "json">): Resolution | undefined {
  if ((id === undefined) === (batch === undefined))
    throw usage(
      say`Name either a generation (\`hailuo resolve ID\`) or a batch (\`hailuo resolve --batch NAME --fail\`).`,
    );
  const chosen: Resolution[] = [];
  if (task !== undefined) chosen.push({ action: "task", taskId: task });
  if (resubmit === true) chosen.push({ action: "resubmit", ...optional({ force }) });
  if (fail === true) chosen.push({ action: "fail" });
  if (chosen.length > 1)
    throw usage(
      say`Choose one: --task TASK_ID (the provider has this task), --resubmit (buy it again), or --fail (give it up).`,
    );
  if (force === true && resubmit !== true) throw usage(say`--force is for --resubmit only.`);
  if (batch !== undefined && (task !== undefined || chosen.length === 0))
    throw usage(
      say`For a batch use --resubmit (buy them again) or --fail (give them up); --task is for one generation.`,
    );
  if (dryRun === true && batch === undefined)
    throw usage(say`--dry-run is for a --batch; \`hailuo resolve ID\` shows what is known of one.`);
  return chosen[0];
}

function usage(message: string): InvalidInputError {
  return new InvalidInputError("bad_usage", message);
}
