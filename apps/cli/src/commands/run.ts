import { createInputKeeper, type InputFault, type InputItem } from "@hailuo-queue/intake";
import { type AccountLimits, type BalanceChange, type BatchSummary, type ObjectStore, summarizeOutcome } from "@hailuo-queue/contracts";
import { DEFAULT_TENANT, openProducer, type Producer } from "@hailuo-queue/producer";
import { openObjectStore } from "@hailuo-queue/storage";
import { balanceChangesOf, balanceLines } from "../accounts/balance-words.ts";
import { colorsFor } from "../colors.ts";
import { storeOptions } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { printError } from "../print-error.ts";
import { formatCount } from "../progress/display-text.ts";
import { followBatch } from "../progress/follow-batch.ts";
import { createEndCollector } from "../results/collect-ends.ts";
import { writeResults } from "../results/results-file.ts";
import { exitCodeOf, moneyAndStop, renderSummary, type RunSummary, summaryLine } from "../results/summary.ts";
import { printJson, printLine, type Shell } from "../shell.ts";
import { type LastingProducer, openLastingProducer } from "../stand/lasting-producer.ts";
import { openStand, type StandOptions } from "../stand/open-stand.ts";
import { noteChange } from "../stand/with-change.ts";
import { startWorkers } from "../stand/start-workers.ts";
import { readPrices } from "@hailuo-queue/runtime";
import { chooseReporter } from "./choose-reporter.ts";
import { dryRun } from "./dry-run.ts";
import { type LimitOptions, limitsOf } from "./limit-options.ts";
import { EMPTY_SUMMARY, itemsOf, type LoadedPrompts, loadPrompts, type PromptOptions } from "./load-prompts.ts";
import { requireBatch } from "./status.ts";

/** What the batch used is told, and a provider that is slow to say it is not waited for. */
const LAST_FUNDS_MS = 2000;

export type RunOptions = PromptOptions & StandOptions & LimitOptions & { readonly verbose?: boolean; readonly dryRun?: boolean };

/** Makes all videos of a file in this process: workers, Redis where none is given, progress, results.jsonl. */
export async function run(options: RunOptions, shell: Shell): Promise<ExitCode> {
  try {
    const prompts = await loadPrompts(options, shell);
    if (prompts === undefined) return EXIT.unusable;
    if (options.dryRun === true) return await dryRun(prompts, options, shell);
    return await runOnStand(options.simulate === undefined ? prompts : simulated(prompts), options, shell);
  } catch (error) {
    if (!options.json) throw error;
    // Machines find a summary in the last line, whatever happened.
    printError(shell, error, { json: true, verbose: options.verbose ?? false });
    printJson(shell.stdout, EMPTY_SUMMARY);
    return EXIT.unusable;
  }
}

async function runOnStand(prompts: LoadedPrompts, options: RunOptions, shell: Shell): Promise<ExitCode> {
  const interruption = listenForInterrupts(shell);
  const note = (line: string): void => {
    if (!options.json) printLine(shell.stderr, colorsFor(shell.stderr, shell.env).dim(line));
  };
  try {
    await using stand = await openStand(options, shell.env, note);
    const { settings } = stand;
    const isServed = servedBy(stand.pool.limits);
    const unusable = await lateFaults(prompts, (item) => isServed(item) ?? (stand.promptOptional ? undefined : withPrompt(item)));
    if (unusable.length > 0) {
      prompts.refuse(unusable);
      return EXIT.unusable;
    }
    await using store = closing(openObjectStore(settings.HAILUO_OUT, storeOptions(settings)));
    await store.value.check();
    const redisUrl = settings.REDIS_URL;
    const prices = await readPrices(settings);
    const open = (): Promise<Producer> => openProducer({ redisUrl, prefix: settings.HAILUO_PREFIX, prices });
    await using producer = closing(await openLastingProducer(redisUrl, open));
    const keeper = createInputKeeper({ store: store.value, books: await producer.value.inputBooks() });
    await prompts.storeImages(keeper, DEFAULT_TENANT);
    if (interruption.signal.aborted) {
      note("Stopped before anything was enqueued.");
      return EXIT.interrupted;
    }
    await using workers = await startWorkers(settings, stand.pool);
    const receipt = await producer.value.submitBatch(itemsOf(prompts), {
      batchId: prompts.batchId,
      objectKeyTemplate: settings.HAILUO_OBJECT_KEY,
      ...limitsOf(options),
    });
    await noteChange({ redisUrl, prefix: settings.HAILUO_PREFIX, shell }, "batch.submit", {
      tenant: DEFAULT_TENANT,
      about: { batch: prompts.batchId },
      details: { created: String(receipt.created), existing: String(receipt.existing) },
    });
    if (receipt.existing > 0)
      note(`${formatCount(receipt.existing)} of ${formatCount(prompts.count)} were enqueued by an earlier run; continuing`);
    const signal = AbortSignal.any([interruption.signal, stand.lost]);
    const end = await follow({ producer: producer.value, store: store.value, batchId: prompts.batchId }, signal, options.json, shell);
    stand.lost.throwIfAborted();
    if (end === undefined) {
      note("stopping: running calls may finish; press Ctrl-C again to stop immediately");
      await workers.close();
      return await endInterrupted(producer.value, prompts.batchId, options, shell);
    }
    await workers.lookAtFunds(LAST_FUNDS_MS);
    const changes = await balanceChangesOf(producer.value, { createdAt: end.batch.createdAt }, shell.now()).catch(() => []);
    return endWhole(end, changes, options, shell);
  } finally {
    interruption.stop();
  }
}

/** What a batch that has ended is told by. */
interface WholeEnd extends Pick<RunSummary, "batchId" | "location" | "resultsLocation" | "failures" | "attention"> {
  readonly batch: BatchSummary;
}

interface Followed {
  readonly producer: LastingProducer;
  readonly store: ObjectStore;
  readonly batchId: string;
}

async function follow(
  { producer, store, batchId }: Followed,
  signal: AbortSignal,
  json: boolean,
  shell: Shell,
): Promise<WholeEnd | undefined> {
  const reporter = chooseReporter(shell, json);
  let end: Omit<WholeEnd, "batch"> | undefined;
  try {
    const batch = await followBatch({
      producer,
      batchId,
      reporter,
      now: () => shell.now(),
      pause: (ms, until) => shell.pause(ms, until),
      signal,
      readEnd: async (records) => {
        const collector = createEndCollector();
        const resultsLocation = await writeResults(store, records, (record) => collector.visit(record));
        end = { batchId, location: store.location, resultsLocation, ...collector.ends() };
      },
    });
    return batch === undefined || end === undefined ? undefined : { batch, ...end };
  } finally {
    reporter.close();
  }
}

function endWhole({ batch, ...told }: WholeEnd, balances: readonly BalanceChange[], { json }: RunOptions, shell: Shell): ExitCode {
  const outcome = summarizeOutcome(batch.counts);
  const summary: RunSummary = { ...told, outcome, ...moneyAndStop(batch), balances };
  if (json) {
    for (const line of balanceLines(balances)) printJson(shell.stdout, { type: "balance", ...line });
    printJson(shell.stdout, summaryLine(summary));
  } else for (const line of renderSummary(summary, colorsFor(shell.stdout, shell.env))) printLine(shell.stdout, line);
  return exitCodeOf(outcome);
}

async function endInterrupted(producer: LastingProducer, batchId: string, options: RunOptions, shell: Shell): Promise<ExitCode> {
  const batch = await requireBatch(producer, batchId);
  const outcome = summarizeOutcome(batch.counts);
  if (options.json) printJson(shell.stdout, summaryLine({ batchId, outcome, ...moneyAndStop(batch), failures: [], attention: [] }));
  else {
    const goOn =
      options.simulate === undefined
        ? "Run the same command again to continue; nothing is bought twice."
        : "A simulated run starts from the beginning next time.";
    printLine(
      shell.stderr,
      `Stopped with ${formatCount(outcome.total - outcome.unfinished)} of ${formatCount(outcome.total)} done. ${goOn}`,
    );
  }
  return EXIT.interrupted;
}

/** The first Ctrl-C asks for an orderly end, the second ends the process: the private Redis ends with it, its data is on disk. */
function listenForInterrupts(shell: Shell): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const stop = shell.onInterrupt(() => {
    if (controller.signal.aborted) shell.exitNow(EXIT.interrupted);
    controller.abort();
  });
  return { signal: controller.signal, stop };
}

/** Under a name of their own, so that simulated videos never stand where bought ones do. */
function simulated(prompts: LoadedPrompts): LoadedPrompts {
  return { ...prompts, batchId: `simulated-${prompts.batchId}`.slice(0, 128) };
}

/** What no account may use would wait for ever. */
function servedBy(accounts: readonly AccountLimits[]): (item: InputItem) => InputFault | undefined {
  if (accounts.some(({ models }) => models === undefined)) return () => undefined;
  const served = new Set<string>(accounts.flatMap(({ models = [] }) => models));
  return ({ line, request: { model } }) =>
    served.has(model)
      ? undefined
      : { line, field: "model", message: `is ${model}, which no account here may use; they make ${[...served].join(", ")}` };
}

/** The documented API asks for a prompt also where an image is given. */
function withPrompt({ line, request }: InputItem): InputFault | undefined {
  if (request.prompt !== undefined) return undefined;
  return { line, field: "prompt", message: "is missing; the API that this server speaks needs one also where an image is given" };
}

/** What only the place where they are to be made has to say against them. */
async function lateFaults(prompts: LoadedPrompts, judge: (item: InputItem) => InputFault | undefined): Promise<readonly InputFault[]> {
  const faults: InputFault[] = [];
  for await (const item of prompts.read()) {
    const fault = judge(item);
    if (fault !== undefined) faults.push(fault);
  }
  return faults;
}

function closing<Value extends { close(): Promise<void> }>(value: Value): AsyncDisposable & { readonly value: Value } {
  return { value, [Symbol.asyncDispose]: () => value.close() };
}
