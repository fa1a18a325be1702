import {
  type GenerationRecord,
  type GenerationRequest,
  InvalidInputError,
  type ObjectStore,
  type PriceTable,
  type Resolution,
} from "@hailuo-queue/contracts";
import { createInputKeeper } from "@hailuo-queue/intake";
import { type Producer, requireUpscalable, upscaleRequest, type UpscaleSource } from "@hailuo-queue/producer";
import { readPrices, storeOptions } from "@hailuo-queue/runtime";
import { openObjectStore } from "@hailuo-queue/storage";
import { readCliSettings } from "../env.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney, inUsd } from "../money.ts";
import { formatCount } from "../progress/display-text.ts";
import { printJson, printLine, printSentence, type Shell } from "../shell.ts";
import type { ChangeParts } from "../stand/with-change.ts";
import { workersWords } from "./needs-workers.ts";
import { say } from "../words/say.ts";

export interface UpscaleOptions {
  readonly ids: readonly string[];
  readonly resolution: Resolution;
  readonly from: "video" | "task";
  /** Default: the name of each one's batch, with the resolution behind it. */
  readonly batch?: string;
  readonly dryRun?: boolean;
  readonly json: boolean;
}

interface Wanted {
  readonly record: GenerationRecord;
  readonly request: GenerationRequest;
}

/**
 * Enqueues larger videos of finished ones. Each has the name of the one that it is made from, in a batch of its own:
 * the same command again buys nothing twice. Throws InvalidInputError before anything is enqueued.
 */
export async function upscale(
  {
    producer,
    tell,
  }: { readonly producer: Pick<Producer, "get" | "submitBatch" | "inputs" | "overview" | "fleet"> } & Pick<
    ChangeParts,
    "tell"
  >,
  options: UpscaleOptions,
  shell: Shell,
): Promise<ExitCode> {
  const settings = readCliSettings(shell.env);
  const prices = await readPrices(settings);
  const records = await requireAll(producer, options, shell);
  const store = openObjectStore(settings.HAILUO_OUT, storeOptions(settings));
  try {
    const sourceOf = options.from === "task" ? taskOf : keepingVideos(store, producer);
    const wanted: Wanted[] = [];
    for (const record of records)
      wanted.push({ record, request: upscaleRequest(record, await sourceOf(record), options.resolution) });
    return await enqueue(
      { producer, tell },
      wanted,
      { ...options, objectKeyTemplate: settings.HAILUO_OBJECT_KEY, prices },
      shell,
    );
  } finally {
    await store.close();
  }
}

/** Says what it would cost. It changes nothing, and stands in no audit. Throws as `upscale` does. */
export async function quoteUpscale(
  producer: Pick<Producer, "get" | "overview">,
  options: UpscaleOptions,
  shell: Shell,
): Promise<ExitCode> {
  const records = await requireAll(producer, options, shell);
  return printQuote(records, options, await readPrices(readCliSettings(shell.env)), shell);
}

async function requireAll(
  producer: Pick<Producer, "get" | "overview">,
  { ids, from }: UpscaleOptions,
  shell: Pick<Shell, "now">,
): Promise<readonly GenerationRecord[]> {
  const records = await Promise.all([...new Set(ids)].map((id) => requireGeneration(producer, id)));
  const { accounts } = from === "task" ? await producer.overview() : { accounts: [] };
  for (const record of records) requireUpscalable(record, { from, accounts, nowMs: shell.now() });
  return records;
}

async function requireGeneration(producer: Pick<Producer, "get">, id: string): Promise<GenerationRecord> {
  const record = await producer.get(id);
  if (record !== undefined) return record;
  throw new InvalidInputError(
    "unknown_generation",
    say`There is no generation "${id}". \`hailuo list --state succeeded\` shows those that have a video.`,
  );
}

async function taskOf({ taskId = "" }: GenerationRecord): Promise<UpscaleSource> {
  return { taskId };
}

/** The stored video becomes an input of its tenant, which the create worker reads. */
function keepingVideos(
  store: ObjectStore,
  producer: Pick<Producer, "inputs">,
): (record: GenerationRecord) => Promise<UpscaleSource> {
  const keeper = createInputKeeper({ store, books: producer.inputs });
  return async ({ id, tenant, objectKey }) => {
    const body = await store.get(objectKey);
    const kept = body === undefined ? undefined : await keeper.keep(tenant, { body });
    if (kept !== undefined && kept.result !== "refused") return { baseVideo: kept.reference };
    const why =
      kept === undefined
        ? say`its video is not at ${store.uri(objectKey)}; set HAILUO_OUT as for the workers`
        : say`its video is no MP4 of at most 50 MB`;
    throw new InvalidInputError(
      "no_base_video",
      say`Generation ${id} cannot be made larger from its video: ${why}, or take its task (--from task).`,
    );
  };
}

interface EnqueueOptions extends UpscaleOptions {
  readonly objectKeyTemplate: string;
  readonly prices: PriceTable;
}

async function enqueue(
  { producer, tell }: { readonly producer: Pick<Producer, "submitBatch" | "fleet"> } & Pick<ChangeParts, "tell">,
  wanted: readonly Wanted[],
  options: EnqueueOptions,
  shell: Shell,
): Promise<ExitCode> {
  for (const [place, members] of groupByPlace(wanted, options)) {
    const { batchId, tenant } = JSON.parse(place) as Place;
    const items = members.map(({ record, request }) => ({ request, customId: record.customId ?? nameOf(record) }));
    const receipt = await producer.submitBatch(() => items, {
      batchId,
      tenant,
      objectKeyTemplate: options.objectKeyTemplate,
      complete: true,
    });
    tell({
      about: { batch: batchId },
      tenant,
      details: { created: String(receipt.created), existing: String(receipt.existing) },
    });
    const microUsd = members.reduce((sum, { request }) => sum + (options.prices.priceOf(request, shell.now()) ?? 0), 0);
    if (options.json) {
      const { created, existing } = receipt;
      printJson(shell.stdout, {
        type: "submitted",
        batch: batchId,
        total: members.length,
        created,
        existing,
        cost_usd: inUsd(microUsd),
      });
      continue;
    }
    const before = receipt.existing > 0 ? say`, ${formatCount(receipt.existing)} were there before` : "";
    printLine(
      shell.stdout,
      say`batch ${batchId}: ${formatCount(receipt.created)} enqueued in ${options.resolution}${before}; ${formatMoney(microUsd)} together`,
    );
    printSentence(shell.stdout, say`${await workersWords(producer, batchId)} Follow it: \`hailuo watch ${batchId}\``);
  }
  return EXIT.allSucceeded;
}

interface Place {
  readonly batchId: string;
  readonly tenant: string;
}

function placeOf({ batchId, tenant }: GenerationRecord, { batch, resolution, from }: UpscaleOptions): string {
  const way = from === "task" ? "-by-task" : "";
  return JSON.stringify({ batchId: batch ?? `${batchId.slice(0, 110)}-${resolution}${way}`, tenant } satisfies Place);
}

function groupByPlace(wanted: readonly Wanted[], options: UpscaleOptions): Map<string, Wanted[]> {
  const groups = new Map<string, Wanted[]>();
  for (const each of wanted) {
    const place = placeOf(each.record, options);
    groups.set(place, [...(groups.get(place) ?? []), each]);
  }
  return groups;
}

/** Names hold no id of ours. */
function nameOf({ id }: Pick<GenerationRecord, "id">): string {
  return `of-${id.replace(/^gen_/, "")}`;
}

function printQuote(
  records: readonly GenerationRecord[],
  { resolution, from, json }: UpscaleOptions,
  prices: PriceTable,
  shell: Shell,
): ExitCode {
  const requests = records.map((record) =>
    upscaleRequest(record, from === "task" ? { taskId: "1" } : { baseVideo: "https://x" }, resolution),
  );
  const microUsd = requests.reduce((sum, request) => sum + (prices.priceOf(request, shell.now()) ?? 0), 0);
  if (json) printJson(shell.stdout, { type: "dry_run", total: records.length, resolution, cost_usd: inUsd(microUsd) });
  else
    printLine(
      shell.stdout,
      say`${formatCount(records.length)} would be made again in ${resolution} for ${formatMoney(microUsd)}; nothing was enqueued.`,
    );
  return EXIT.allSucceeded;
}
