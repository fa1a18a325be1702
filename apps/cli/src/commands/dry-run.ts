import {
  formatDuration,
  type GenerationRequest,
  modelsOf,
  optional,
  RefusedRequestError,
  UnavailableError,
} from "@hailuo-queue/contracts";
import { guessSeconds, type QuoteLimits, type Tally, tally } from "@hailuo-queue/intake";
import type { BatchComparison, TwinReport } from "@hailuo-queue/producer";
import { readAccounts, readPrices } from "@hailuo-queue/runtime/settings";
import { readCliSettings, readDoctorSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney, inUsd } from "../money.ts";
import { formatCount } from "../progress/display-text.ts";
import { renderTable } from "../render-table.ts";
import { columnsOf, type Environment, printJson, printLine, type Shell } from "../shell.ts";
import {
  comparisonFields,
  comparisonWords,
  compareWithBatch,
  differenceWords,
  renderChanges,
} from "../run/changed-items.ts";
import { twinFields, twinSentence } from "../run/made-before-error.ts";
import { isThereRedis } from "../stand/folder-of-redis.ts";
import { itemsOf, type LoadedPrompts } from "./load-prompts.ts";
import { inputFields, tellInput } from "./tell-input.ts";
import { say } from "../words/say.ts";

interface LimitOptions {
  readonly maxInFlight?: number;
  readonly createPerMinute?: number;
}

const MINUTE_MS = 60_000;

/**
 * What the settings allow for these models, and the command's own options in their place. H3 models have limits of
 * their own.
 */
async function limitsOf(options: LimitOptions, env: Environment, models: ReadonlySet<string>): Promise<QuoteLimits> {
  const settings = readDoctorSettings(env);
  if (settings.HAILUO_ACCOUNTS_FILE !== undefined) {
    const all = (await readAccounts(settings, env)).limits;
    const serving = all.filter((side) => side.models === undefined || side.models.some((model) => models.has(model)));
    const limits = serving.length === 0 ? all : serving;
    const minutes = limits.map(({ windows }) => windows.create.find(({ windowMs }) => windowMs === MINUTE_MS)?.limit);
    return {
      maxInFlight: limits.reduce((sum, { maxInFlight }) => sum + maxInFlight, 0),
      createPerMinute: minutes.reduce(
        (sum, limit) => (sum === undefined || limit === undefined ? undefined : sum + limit),
        0,
      ),
    };
  }
  const onlyV2 = [...models].every((model) => modelsOf("v2").some((name) => name === model));
  return {
    maxInFlight: options.maxInFlight ?? (onlyV2 ? settings.HAILUO_V2_MAX_IN_FLIGHT : settings.HAILUO_MAX_IN_FLIGHT),
    createPerMinute:
      options.createPerMinute ?? (onlyV2 ? settings.HAILUO_V2_CREATE_PER_MINUTE : settings.HAILUO_CREATE_PER_MINUTE),
  };
}

export interface DryRunOptions extends LimitOptions {
  readonly json: boolean;
  readonly tenant?: string;
  /** Such a run has its own Redis, in which nothing was made. */
  readonly simulate?: number | true;
}

/**
 * For `--dry-run`: says what a file would cost, how long it would take, and what of it other batches have; enqueues
 * nothing, asks no provider.
 */
export async function dryRun(prompts: LoadedPrompts, options: DryRunOptions, shell: Shell): Promise<ExitCode> {
  const wanted = await tallyOf(prompts, shell);
  if (!options.json) tellInput(prompts, wanted, shell, options.simulate !== undefined);
  const limits = await limitsOf(options, shell.env, new Set(wanted.kinds.map(({ model }) => model)));
  const stand = options.simulate === undefined ? await lookAtStand(prompts, options, shell) : {};
  printQuote(prompts.batchId, wanted, limits, options.json, shell, {
    input: inputFields(prompts, wanted),
    ...stand,
  });
  return EXIT.allSucceeded;
}

/** What all of it would cost at today's prices. */
export async function tallyOf(prompts: Pick<LoadedPrompts, "read">, shell: Pick<Shell, "env" | "now">): Promise<Tally> {
  return tally(requestsOf(prompts), await readPrices(readCliSettings(shell.env)), shell.now());
}

async function* requestsOf(prompts: Pick<LoadedPrompts, "read">): AsyncGenerator<GenerationRequest> {
  for await (const { request } of prompts.read()) yield request;
}

/** What there is already of a file; nothing where no Redis can be asked: a dry run needs none. */
interface Standing {
  readonly twins?: TwinReport;
  readonly comparison?: BatchComparison;
}

async function lookAtStand(prompts: LoadedPrompts, options: DryRunOptions, shell: Shell): Promise<Standing> {
  if (!(await isThereRedis(readCliSettings(shell.env)))) return {};
  const tenant = optional({ tenant: options.tenant });
  const { withProducer } = await import("../stand/with-producer.ts");
  try {
    return await withProducer(shell, async (producer): Promise<Standing> => {
      const comparison = await compareWithBatch(producer, prompts, tenant);
      const twins = await lookForTwins(() =>
        producer.findTwins(itemsOf(prompts), { batchId: prompts.batchId, ...tenant }),
      );
      return optional({ comparison, twins });
    });
  } catch (error) {
    if (error instanceof UnavailableError) return {};
    throw error;
  }
}

async function lookForTwins(find: () => Promise<TwinReport>): Promise<TwinReport | undefined> {
  try {
    return await find();
  } catch (error) {
    // Images of this machine are not stored yet, and a request that names one cannot be compared with those of other
    // batches.
    if (error instanceof RefusedRequestError) return undefined;
    throw error;
  }
}

/** `input`: how the file was understood, for machines. */
export function printQuote(
  batchId: string,
  wanted: Tally,
  limits: QuoteLimits,
  json: boolean,
  shell: Shell,
  { input, twins, comparison }: Standing & { readonly input?: object } = {},
): void {
  if (json)
    printJson(shell.stdout, {
      ...dryRunLine(batchId, wanted, guessSeconds(wanted, limits)),
      ...optional({ input }),
      ...(twins === undefined ? {} : twinFields(twins)),
      ...(comparison === undefined ? {} : comparisonFields(comparison)),
    });
  else for (const line of renderQuote(batchId, wanted, limits, comparison)) printLine(shell.stdout, line);
  if (!json && comparison !== undefined) {
    if (comparison.changed > 0)
      for (const line of renderChanges(comparison, columnsOf(shell.stdout))) printLine(shell.stdout, line);
    for (const line of [comparisonWords(comparison), differenceWords(comparison)]) printLine(shell.stdout, line);
    if (comparison.changed > 0) printLine(shell.stdout, say`To make the changed ones again, run it with --replace.`);
  }
  if (!json && twins !== undefined && twins.twins > 0)
    printLine(
      shell.stdout,
      say`${twinSentence(twins)} To run it, add --only-new (leaves them out) or --again (buys them again).`,
    );
}

function dryRunLine(batchId: string, { total, kinds, microUsd, unpriced }: Tally, seconds: number): object {
  return {
    type: "dry_run",
    batch: batchId,
    total,
    cost_usd: inUsd(microUsd),
    unpriced,
    seconds,
    kinds: kinds.map((kind) => ({
      model: kind.model,
      resolution: kind.resolution === "" ? null : kind.resolution,
      duration: kind.duration === "" ? null : Number(kind.duration),
      count: kind.count,
      price_usd: kind.microUsd === undefined ? null : inUsd(kind.microUsd),
    })),
  };
}

function renderQuote(
  batchId: string,
  wanted: Tally,
  limits: QuoteLimits,
  comparison: BatchComparison | undefined,
): string[] {
  const { total, kinds, microUsd, unpriced } = wanted;
  const rows = kinds.map((kind) => [
    kind.model,
    kind.resolution,
    kind.duration === "" ? "" : `${kind.duration} s`,
    formatCount(kind.count),
    kind.microUsd === undefined ? say`no price known` : formatMoney(kind.microUsd),
    kind.microUsd === undefined ? "" : formatMoney(kind.microUsd * kind.count),
  ]);
  const creates =
    limits.createPerMinute === undefined ? "" : say` and ${formatCount(limits.createPerMinute)} creates a minute`;
  return [
    comparison === undefined
      ? say`${formatCount(total)} ${total === 1 ? "generation" : "generations"} of batch ${batchId} would be enqueued; nothing was.`
      : say`${formatCount(total)} ${total === 1 ? "line" : "lines"} of batch ${batchId}; nothing was enqueued.`,
    ...renderTable([say`model`, say`resolution`, say`duration`, say`count`, say`each`, say`together`], rows),
    say`Cost${comparison === undefined ? "" : say` of all of it`}: ${formatMoney(microUsd)}${unpriced > 0 ? say`, and ${formatCount(unpriced)} without a known price` : ""}. Videos that fail are not charged.`,
    say`Time: about ${formatDuration(guessSeconds(wanted, limits) * 1000)} at ${formatCount(limits.maxInFlight)} in flight${creates}.`,
  ];
}
