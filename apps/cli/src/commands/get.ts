import {
  adviceFor,
  type AdviceLanguage,
  attemptsOf,
  formatDuration,
  type GenerationRecord,
  InvalidInputError,
  isoTime,
  providerWords,
} from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { languageOf } from "../advice/language.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney } from "../money.ts";
import { asOneLine, formatBytes } from "../progress/display-text.ts";
import { recordLine } from "../results/generation-line.ts";
import { printJson, printSentence, type Shell } from "../shell.ts";
import { readableLocation } from "../results/readable-location.ts";
import { videoWords, warningWords } from "../results/video-words.ts";
import { sizeWords } from "../results/size-words.ts";

const LABEL_WIDTH = 12;

export async function getGeneration(
  producer: Pick<Producer, "get">,
  options: { readonly id: string; readonly json: boolean },
  shell: Shell,
): Promise<ExitCode> {
  const record = await producer.get(options.id);
  if (record === undefined) {
    throw new InvalidInputError(
      "unknown_generation",
      `There is no generation "${options.id}". \`hailuo list\` shows the ids.`,
    );
  }
  if (options.json) printJson(shell.stdout, recordLine(record));
  else
    for (const [label, value] of describe(record, languageOf(shell.env)))
      printSentence(shell.stdout, `${label.padEnd(LABEL_WIDTH)}${value}`, { indent: LABEL_WIDTH });
  return EXIT.allSucceeded;
}

function describe(record: GenerationRecord, language: AdviceLanguage): [string, string][] {
  const { request, video } = record;
  const words = providerWords(record);
  const rows: [string, string | undefined | null][] = [
    ["id", record.id],
    ["custom_id", record.customId],
    ["batch", `${record.batchId} (number ${record.index + 1})`],
    ["state", record.state],
    ["take", record.take === undefined ? undefined : String(record.take)],
    [
      "error",
      record.error === undefined
        ? undefined
        : `${record.error.code} at ${record.error.stage}: ${asOneLine(record.error.message)}`,
    ],
    ["advice", adviceOf(record, language)],
    ...attemptRows(record),
    ["model", sizeWords(request, ", ")],
    ["template", request.template_id],
    ["prompt", request.prompt === undefined ? undefined : asOneLine(request.prompt)],
    ["first frame", request.image_url],
    ["last frame", request.last_frame_image],
    ["task", record.taskId],
    ["account", record.account],
    ["provider", words === undefined ? undefined : `${words}, polled ${timesWord(record.pollCount)}`],
    ["price", priceOf(record)],
    ["cost", record.costMicroUsd === undefined ? undefined : formatMoney(record.costMicroUsd)],
    ["created", isoTime(record.createdAt)],
    ["submitted", isoTime(record.submittedAt)],
    ["accepted", isoTime(record.acceptedAt)],
    ["generated", isoTime(record.generatedAt)],
    ["ended", isoTime(record.endedAt)],
    ["took", record.endedAt === undefined ? undefined : formatDuration(record.endedAt - record.createdAt)],
    ["video", video === undefined ? undefined : `${readableLocation(video.location)} (${formatBytes(video.bytes)})`],
    ["is", videoWords(video)],
    ["warnings", warningWords(video)],
    ["sha256", video?.sha256],
    ...takeRows(record),
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== null);
}

/** While nothing was charged: what may be, and when. */
function priceOf({ state, priceMicroUsd, costMicroUsd }: GenerationRecord): string | undefined {
  if (priceMicroUsd === undefined || costMicroUsd !== undefined) return undefined;
  const price = formatMoney(priceMicroUsd);
  if (state === "failed" || state === "cancelled") return `${price}, not counted as spent`;
  return state === "submission_unknown" ? `${price}, if it was bought` : `${price}, when it succeeds`;
}

/** Of what has failed, or waits for a decision. */
function adviceOf({ id, state, error }: GenerationRecord, language: AdviceLanguage): string | undefined {
  return error !== undefined && (state === "failed" || state === "submission_unknown")
    ? adviceFor(error.code, language, { state, id })
    : undefined;
}

/** Oldest first: what became of each take before this one. */
function takeRows({ takes = [] }: GenerationRecord): [string, string][] {
  return takes.map(({ take, state, request, costMicroUsd, video, error }) => {
    const became = video?.location ?? (error === undefined ? "no video" : `${error.code}: ${asOneLine(error.message)}`);
    const cost = costMicroUsd === undefined ? "" : `, ${formatMoney(costMicroUsd)}`;
    const prompt = request.prompt === undefined ? "" : `: ${JSON.stringify(asOneLine(request.prompt))}`;
    return [`take ${take}`, `${state}${cost}${prompt} (${became})`];
  });
}

/** Oldest first: what went wrong on the way, whatever came of it. */
function attemptRows(record: GenerationRecord): [string, string][] {
  return attemptsOf(record).map(({ stage, code, message, times, since, at, until }) => {
    const when = times === 1 ? isoTime(at) : `${times} times, ${isoTime(since)} to ${isoTime(at)}`;
    const next = until === undefined ? "" : `, next try ${isoTime(until)}`;
    return ["failed try", `${stage}, ${when}: ${asOneLine(message)} (${code}${next})`];
  });
}

function timesWord(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
