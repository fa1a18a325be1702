import { createInputKeeper, type InputFault, type InputItem, type Tally } from "@hailuo-queue/intake";
import {
  type AccountLimits,
  type BalanceChange,
  type BatchSummary,
  InvalidInputError,
  type ObjectStore,
  optional,
  summarizeOutcome,
} from "@hailuo-queue/contracts";
import { type BatchReceipt, DEFAULT_TENANT, openProducer, type Producer } from "@hailuo-queue/producer";
import { openObjectStore } from "@hailuo-queue/storage";
import { balanceChangesOf, balanceLines } from "../accounts/balance-words.ts";
import { colorsFor } from "../colors.ts";
import { readCliSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatCount } from "../progress/display-text.ts";
import { kindOfRecords, kindOfTally } from "../progress/batch-kind.ts";
import { followBatch, type FollowOptions } from "../progress/follow-batch.ts";
import { agreeToReplace, compareWithBatch, purchaseOf, replacedDetails, tellReplaced } from "../run/changed-items.ts";
import { findLeftOver, leftOverLine, leftOverSentences } from "../run/left-over.ts";
import { checkTwinOptions, type TwinOptions } from "../run/check-twin-options.ts";
import { refuseTwins } from "../run/made-before.ts";
import { CONNECTIONS_OF_RUN } from "../run/connections-of-run.ts";
import { startReadyWorkers } from "../run/ready-workers.ts";
import { placeIn, type PlacedRun } from "../run/place-in.ts";
import { requireUsableFolder } from "../run/usable-folder.ts";
import { createEndCollector } from "../results/collect-ends.ts";
import { galleryAtEnd, openPosters } from "../gallery/gallery-of-batch.ts";
import { countMissing, createMissingVideos } from "../results/missing-videos.ts";
import { writeResults } from "../results/results-file.ts";
import { exitCodeOf, moneyAndStop, renderSummary, type RunSummary, summaryLine } from "../results/summary.ts";
import { printJson, printLine, printSentence, type Shell } from "../shell.ts";
import { type LastingProducer, openLastingProducer } from "../stand/lasting-producer.ts";
import { patienceWith } from "../stand/patience.ts";
import { openStand, type Stand, type StandOptions } from "../stand/open-stand.ts";
import { noteChange } from "../stand/with-change.ts";
import { endsWithin } from "../stand/ends-within.ts";
import { readPrices, storeOptions } from "@hailuo-queue/runtime";
import { chooseReporter } from "./choose-reporter.ts";
import { askBeforeBuying, type Purchase } from "./ask-before-buying.ts";
import { tallyOf } from "./dry-run.ts";
import { type LabelOptions, labelsOf } from "./label-options.ts";
import { type LimitOptions, limitsOf } from "./limit-options.ts";
import { itemsOf, type LoadedPrompts, loadPrompts, type PromptOptions } from "./load-prompts.ts";
import { EMPTY_SUMMARY } from "./report-faults.ts";
import { inputFields, tellInput } from "./tell-input.ts";
import { requireBatch } from "./status.ts";
import { say, spokenLanguage } from "../words/say.ts";

/** What the batch used is told, and a provider that is slow to say it is not waited for. */
const LAST_FUNDS_MS = 2000;

export type RunOptions = Omit<PromptOptions, "file"> &
  StandOptions &
  LimitOptions &
  LabelOptions &
  TwinOptions & {
    /** Left out: the batch goes on with what stands in Redis. */
    readonly file?: string;
    /** Stores what is still to come of the batch in `out`, also where it has another place. */
    readonly move?: boolean;
    readonly verbose?: boolean;
    readonly dryRun?: boolean;
    readonly yes?: boolean;
    /** Lines that have changed since the batch has them are made again, as their next take. */
    readonly replace?: boolean;
  };

/** What is to be made: the prompts of a file, or what a batch has left. */
interface Wanted {
  readonly batchId: string;
  readonly prompts?: LoadedPrompts;
  /** What the prompts would cost. */
  readonly tally?: Tally;
}

/**
 * Makes all videos of a file in this process: workers, Redis where none is given, progress, results.jsonl. Not for
 * `--dry-run`.
 */
export async function run(options: RunOptions, shell: Shell): Promise<ExitCode> {
  checkTwinOptions(options);
  labelsOf(options);
  const { file } = options;
  if (file === undefined) return runOnStand(wantedBatch(options), options, shell);
  const prompts = await loadPrompts({ ...options, file }, shell);
  if (prompts === undefined) return EXIT.unusable;
  const tally = await tallyOf(prompts, shell);
  if (!options.json) tellInput(prompts, tally, shell, options.simulate !== undefined);
  const wanted = options.simulate === undefined ? prompts : simulated(prompts);
  return runOnStand({ batchId: wanted.batchId, prompts: wanted, tally }, options, shell);
}

function wantedBatch({ batch, dryRun: dry, simulate }: RunOptions): Wanted {
  if (batch !== undefined && dry !== true && simulate === undefined) return { batchId: batch };
  throw new InvalidInputError(
    "bad_usage",
    batch === undefined
      ? say`missing required argument 'file': name a file of prompts (\`hailuo run FILE\`), or a batch to continue (\`hailuo run --batch NAME\`).`
      : say`${dry === true ? "--dry-run" : "--simulate"} needs a file of prompts.`,
  );
}

async function runOnStand({ batchId, prompts, tally }: Wanted, options: RunOptions, shell: Shell): Promise<ExitCode> {
  const interruption = listenForInterrupts(shell);
  const note = (line: string): void => {
    if (!options.json) printSentence(shell.stderr, colorsFor(shell.stderr, shell.env).dim(line));
  };
  try {
    await using stand = await openStand(options, shell.env, note);
    if (prompts !== undefined && !(await areServed(prompts, stand))) return EXIT.unusable;
    const redisUrl = stand.settings.REDIS_URL;
    const prefix = stand.settings.HAILUO_PREFIX;
    const prices = await readPrices(stand.settings);
    const open = (how = {}): Promise<Producer> => openProducer({ redisUrl, prefix, prices, ...how });
    const patience = patienceWith(readCliSettings(shell.env), redisUrl, shell);
    await using producer = closing(
      await openLastingProducer(
        redisUrl,
        () => open(),
        () => open({ patience }),
      ),
    );
    const before =
      prompts === undefined ? await requireBatch(producer.value, batchId) : await producer.value.batch(batchId);
    const placed = placeIn(stand.settings, {
      batchId,
      standing: before?.place,
      move: options.move === true,
      named: prompts !== undefined || isNamed(options, shell),
    });
    if (placed.notice !== undefined) {
      if (options.json) printJson(shell.stdout, { type: "notice", code: "batch_has_place", message: placed.notice });
      else note(placed.notice);
    }
    await using store = closing(openObjectStore(placed.settings.HAILUO_OUT, storeOptions(placed.settings)));
    await store.value.check();
    if (before === undefined) await requireUsableFolder(store.value.location, batchId);
    await tellLeftOver(producer.value, { except: batchId, ofRuns: stand.isShared }, options.json, shell);
    let replace = false;
    if (prompts !== undefined && tally !== undefined) {
      // Behind what may refuse the run: a program sees it only for what is about to be enqueued.
      if (options.json) printJson(shell.stdout, { type: "input", ...inputFields(prompts, tally) });
      const askAbove = readCliSettings(shell.env).HAILUO_ASK_ABOVE;
      const comparison = await compareWithBatch(producer.value, prompts);
      const agreed = await agreeToReplace(comparison, options, shell);
      replace = agreed === "replace" || agreed === "answered";
      const purchase = {
        ...purchaseOf(prompts.count, tally, comparison),
        isAgreed: options.yes === true || agreed === "answered",
      };
      const isWanted =
        agreed !== "stop" &&
        (options.simulate !== undefined || (await isAgreed(purchase, { askAbove, options }, shell)));
      if (!isWanted) {
        note(say`Nothing was enqueued.`);
        return EXIT.interrupted;
      }
      const keeper = createInputKeeper({ store: store.value, books: await producer.value.inputBooks() });
      await prompts.storeImages(keeper, DEFAULT_TENANT);
    }
    if (interruption.signal.aborted) {
      note(say`Stopped before anything was enqueued.`);
      return EXIT.interrupted;
    }
    if (prompts !== undefined) await refuseTwins(producer.value, prompts, options);
    if (prompts === undefined && placed.place !== undefined)
      await producer.value.placeBatch(batchId, placed.place, { move: true });
    await producer.value.requireClientRoom({ who: "a run", needs: CONNECTIONS_OF_RUN });
    const started = await startReadyWorkers(placed.settings, stand.pool, {
      onlyBatch: batchId,
      signal: interruption.signal,
    }).catch((error: unknown) => {
      if (!interruption.signal.aborted) throw error;
    });
    if (started === undefined) {
      note(say`Stopped before anything was enqueued.`);
      return EXIT.interrupted;
    }
    await using workers = started;
    if (prompts === undefined) {
      const { limits } = limitsOf(options);
      const { labels } = labelsOf(options);
      if (limits !== undefined) await producer.value.setBatchLimits(batchId, limits);
      if (labels !== undefined) await producer.value.setBatchLabels(batchId, labels);
    } else {
      const receipt = await enqueue({ producer: producer.value, placed }, prompts, { ...options, replace }, shell);
      if (receipt.leftOut !== undefined)
        note(say`${formatCount(receipt.leftOut)} are left out: other batches have them, made or under way`);
      if (!options.json) tellReplaced(receipt.replaced ?? 0, shell.stderr, shell.env);
      if (receipt.created + receipt.existing + (receipt.replaced ?? 0) === 0)
        return endWithoutAny(receipt, options, shell);
      if (receipt.existing > 0)
        note(
          say`${formatCount(receipt.existing)} of ${formatCount(prompts.count)} were enqueued by an earlier run; continuing`,
        );
    }
    const signal = AbortSignal.any([interruption.signal, stand.lost]);
    const simulated = options.simulate !== undefined;
    const usual = async () =>
      tally === undefined ? kindOfRecords(producer.value.listBatch(batchId)) : kindOfTally(tally, stand.speed);
    const followed = {
      producer: producer.value,
      store: store.value,
      batchId,
      lookForMissing: before !== undefined,
      simulated,
      usual,
    };
    // The display says itself that Redis is away.
    producer.value.giveUpSoon();
    const end = await follow(followed, placed.settings, signal, options.json, shell);
    stand.lost.throwIfAborted();
    if (end === undefined) {
      note(say`stopping: running calls may finish; press Ctrl-C again to stop immediately`);
      if (!(await endsWithin(placed.settings.HAILUO_SHUTDOWN_GRACE_MS, workers, shell))) {
        note(
          say`Work under way did not end within ${placed.settings.HAILUO_SHUTDOWN_GRACE_MS} ms (HAILUO_SHUTDOWN_GRACE_MS).`,
        );
        shell.exitNow(EXIT.interrupted);
      }
      return await endInterrupted(producer.value, batchId, options, shell);
    }
    // What a simulator has left is nobody's money.
    if (!simulated) await workers.lookAtFunds(LAST_FUNDS_MS);
    const changes = simulated
      ? []
      : await balanceChangesOf(producer.value, { createdAt: end.batch.createdAt }, shell.now()).catch(() => []);
    return endWhole(end, changes, options, shell);
  } finally {
    interruption.stop();
  }
}

/** What no account serves is told, and keeps all back. */
async function areServed(prompts: LoadedPrompts, { pool, promptOptional }: Stand): Promise<boolean> {
  const isServed = servedBy(pool.limits);
  const unusable = await lateFaults(
    prompts,
    (item) => isServed(item) ?? (promptOptional ? undefined : withPrompt(item)),
  );
  if (unusable.length > 0) prompts.refuse(unusable);
  return unusable.length === 0;
}

/** Whether the user named a place, and did not leave it to the default. */
function isNamed({ out }: RunOptions, { env }: Shell): boolean {
  return out !== undefined || (env["HAILUO_OUT"] ?? "") !== "";
}

async function enqueue(
  { producer, placed: { settings, place } }: { readonly producer: LastingProducer; readonly placed: PlacedRun },
  prompts: LoadedPrompts,
  options: RunOptions,
  shell: Shell,
): Promise<BatchReceipt> {
  const { batchId } = prompts;
  const receipt = await producer.submitBatch(itemsOf(prompts), {
    batchId,
    objectKeyTemplate: settings.HAILUO_OBJECT_KEY,
    ...(options.onlyNew === true ? { leaveOutTwins: true } : {}),
    ...(options.replace === true ? { replace: true } : {}),
    ...optional({ place }),
    ...limitsOf(options),
    ...labelsOf(options),
  });
  await noteChange({ redisUrl: settings.REDIS_URL, prefix: settings.HAILUO_PREFIX, shell }, "batch.submit", {
    tenant: DEFAULT_TENANT,
    about: { batch: batchId },
    details: { created: String(receipt.created), existing: String(receipt.existing), ...replacedDetails(receipt) },
  });
  return receipt;
}

/** Other batches have all of it. */
function endWithoutAny({ leftOut = 0 }: BatchReceipt, { json }: RunOptions, shell: Shell): ExitCode {
  if (json) printJson(shell.stdout, { ...EMPTY_SUMMARY, left_out: leftOut });
  else printLine(shell.stdout, say`There is nothing left to make.`);
  return EXIT.allSucceeded;
}

async function tellLeftOver(
  producer: LastingProducer,
  which: { readonly except: string; readonly ofRuns: boolean },
  json: boolean,
  shell: Shell,
): Promise<void> {
  const left = await findLeftOver(producer, which);
  if (json) for (const one of left) printJson(shell.stdout, leftOverLine(one));
  else
    for (const sentence of leftOverSentences(left))
      printLine(shell.stderr, colorsFor(shell.stderr, shell.env).yellow(sentence));
}

interface Agreement {
  readonly askAbove: number | null;
  readonly options: Pick<RunOptions, "budget" | "json">;
}

async function isAgreed(
  purchase: Pick<Purchase, "count" | "microUsd" | "isAgreed">,
  { askAbove, options }: Agreement,
  shell: Shell,
): Promise<boolean> {
  return askBeforeBuying(
    { ...purchase, askAboveMicroUsd: askAbove, budgetMicroUsd: options.budget },
    options.json ? NOBODY : shell,
  );
}

/** A program that reads JSON lines answers no questions. */
const NOBODY = { ask: () => Promise.resolve(undefined) };

/** What a batch that has ended is told by. */
interface WholeEnd extends Pick<
  RunSummary,
  "batchId" | "location" | "resultsLocation" | "gallery" | "failures" | "attention" | "missing"
> {
  readonly batch: BatchSummary;
}

interface Followed {
  readonly producer: LastingProducer;
  readonly store: ObjectStore;
  readonly batchId: string;
  /** Whether an earlier run may have stored some of it, and somebody removed them since. */
  readonly lookForMissing: boolean;
  readonly simulated: boolean;
  readonly usual: NonNullable<FollowOptions["usual"]>;
}

async function follow(
  { producer, store, batchId, lookForMissing, simulated, usual }: Followed,
  settings: Stand["settings"],
  signal: AbortSignal,
  json: boolean,
  shell: Shell,
): Promise<WholeEnd | undefined> {
  const reporter = chooseReporter(shell, json);
  const open = (target: string): ObjectStore => openObjectStore(target, storeOptions(settings));
  const place = { store, batchId, ffmpeg: settings.HAILUO_FFMPEG, open, signal };
  const posters = openPosters(place);
  let gone = 0;
  if (lookForMissing) void countMissing({ producer, batchId, open, signal }, () => (gone += 1));
  let end: Omit<WholeEnd, "batch"> | undefined;
  try {
    const batch = await followBatch({
      producer,
      batchId,
      reporter,
      now: () => shell.now(),
      pause: (ms, until) => shell.pause(ms, until),
      signal,
      simulated,
      hasWorkers: true,
      usual,
      missing: () => gone,
      onEnd: ({ video }) => {
        if (video !== undefined) posters.want(video);
      },
      readEnd: async (read) => {
        const collector = createEndCollector();
        await using videos = closing(createMissingVideos({ open }));
        const resultsLocation = await writeResults(store, { batchId, read }, (record) => {
          collector.visit(record);
          return lookForMissing ? videos.value.visit(record) : undefined;
        });
        const missing = await videos.value.found();
        const gallery = await galleryAtEnd(place, { read, posters, simulated, now: () => shell.now() });
        const where = { batchId, location: store.location, resultsLocation, gallery };
        end = { ...where, ...collector.ends(), ...(missing.count === 0 ? {} : { missing }) };
      },
    });
    return batch === undefined || end === undefined ? undefined : { batch, ...end };
  } finally {
    reporter.close();
  }
}

function endWhole(
  { batch, ...told }: WholeEnd,
  balances: readonly BalanceChange[],
  options: RunOptions,
  shell: Shell,
): ExitCode {
  const outcome = summarizeOutcome(batch.counts);
  const summary: RunSummary = {
    ...told,
    outcome,
    ...moneyAndStop(batch),
    balances,
    simulated: options.simulate !== undefined,
  };
  if (options.json) {
    for (const line of balanceLines(balances)) printJson(shell.stdout, { type: "balance", ...line });
    printJson(shell.stdout, summaryLine(summary));
  } else
    for (const line of renderSummary(summary, colorsFor(shell.stdout, shell.env), spokenLanguage()))
      printSentence(shell.stdout, line);
  return exitCodeOf(outcome, told.missing);
}

async function endInterrupted(
  producer: LastingProducer,
  batchId: string,
  options: RunOptions,
  shell: Shell,
): Promise<ExitCode> {
  const batch = await requireBatch(producer, batchId);
  const outcome = summarizeOutcome(batch.counts);
  if (options.json)
    printJson(shell.stdout, summaryLine({ batchId, outcome, ...moneyAndStop(batch), failures: [], attention: [] }));
  else {
    // They are paid for, and the provider keeps their videos for a while only.
    const underWay =
      batch.counts.generating > 0 ? say` and ${formatCount(batch.counts.generating)} being made by the provider` : "";
    const goOn =
      options.simulate === undefined
        ? say`Run the same command again to continue; nothing is bought twice.`
        : say`A simulated run starts from the beginning next time.`;
    const ended = [
      ...(outcome.failed > 0 ? [say`${formatCount(outcome.failed)} failed`] : []),
      ...(outcome.needs_attention > 0 ? [say`${formatCount(outcome.needs_attention)} in need of attention`] : []),
    ].map((words) => `, ${words}`);
    const sentence = say`Stopped with ${formatCount(outcome.succeeded)} of ${formatCount(outcome.total)} done${ended.join("")}${underWay}. ${goOn}`;
    printSentence(shell.stderr, sentence);
  }
  return EXIT.interrupted;
}

/**
 * The first Ctrl-C asks for an orderly end, the second ends the process: the private Redis ends with it, its data is on
 * disk.
 */
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
      : {
          line,
          field: "model",
          message: say`is ${model}, which no account here may use; they make ${[...served].join(", ")}`,
        };
}

/** The documented API asks for a prompt also where an image is given. */
function withPrompt({ line, request }: InputItem): InputFault | undefined {
  if (request.prompt !== undefined) return undefined;
  return { line, field: "prompt", message: say`is missing; the API of this server requires one even with an image` };
}

/** What only the place where they are to be made has to say against them. */
async function lateFaults(
  prompts: LoadedPrompts,
  judge: (item: InputItem) => InputFault | undefined,
): Promise<readonly InputFault[]> {
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
