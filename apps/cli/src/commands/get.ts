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
import { EXIT, type ExitCode } from "../exit-code.ts";
import { formatMoney } from "../money.ts";
import { asOneLine, formatBytes } from "../progress/display-text.ts";
import { recordLine } from "../results/generation-line.ts";
import { printJson, printSentence, type Shell } from "../shell.ts";
import { readableLocation } from "../results/readable-location.ts";
import { videoWords, warningWords } from "../results/video-words.ts";
import { sizeWords } from "../results/size-words.ts";
import { retell, say, spokenLanguage } from "../words/say.ts";

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
      say`There is no generation "${options.id}". \`hailuo list\` shows the ids.`,
    );
  }
  if (options.json) printJson(shell.stdout, recordLine(record));
  else
    for (const [label, value] of describe(record, spokenLanguage()))
      printSentence(shell.stdout, `${label.padEnd(LABEL_WIDTH)}${value}`, { indent: LABEL_WIDTH });
  return EXIT.allSucceeded;
}

function describe(record: GenerationRecord, language: AdviceLanguage): [string, string][] {
  const { request, video } = record;
  const words = providerWords(record);
  const rows: [string, string | undefined | null][] = [
    ["id", record.id],
    ["custom_id", record.customId],
    [say`batch`, say`${record.batchId} (number ${record.index + 1})`],
    [say`state`, record.state],
    [say`take`, record.take === undefined ? undefined : String(record.take)],
    [
      say`error`,
      record.error === undefined
        ? undefined
        : say`${record.error.code} at ${record.error.stage}: ${asOneLine(retell(record.error.message))}`,
    ],
    [say`advice`, adviceOf(record, language)],
    ...attemptRows(record),
    [say`model`, sizeWords(request, ", ")],
    [say`template`, request.template_id],
    [say`prompt`, request.prompt === undefined ? undefined : asOneLine(request.prompt)],
    [say`first frame`, request.image_url],
    [say`last frame`, request.last_frame_image],
    [say`task`, record.taskId],
    [say`account`, record.account],
    [say`provider`, words === undefined ? undefined : say`${words}, polled ${timesWord(record.pollCount)}`],
    [say`price`, priceOf(record)],
    [say`cost`, record.costMicroUsd === undefined ? undefined : formatMoney(record.costMicroUsd)],
    [say`created`, isoTime(record.createdAt)],
    [say`submitted`, isoTime(record.submittedAt)],
    [say`accepted`, isoTime(record.acceptedAt)],
    [say`generated`, isoTime(record.generatedAt)],
    [say`ended`, isoTime(record.endedAt)],
    [say`took`, record.endedAt === undefined ? undefined : formatDuration(record.endedAt - record.createdAt)],
    [say`video`, video === undefined ? undefined : `${readableLocation(video.location)} (${formatBytes(video.bytes)})`],
    [say`is`, videoWords(video)],
    [say`warnings`, warningWords(video)],
    ["sha256", video?.sha256],
    ...takeRows(record),
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== null);
}

/** While nothing was charged: what may be, and when. */
function priceOf({ state, priceMicroUsd, costMicroUsd }: GenerationRecord): string | undefined {
  if (priceMicroUsd === undefined || costMicroUsd !== undefined) return undefined;
  const price = formatMoney(priceMicroUsd);
  if (state === "failed" || state === "cancelled") return say`${price}, not counted as spent`;
  return state === "submission_unknown" ? say`${price}, if it was bought` : say`${price}, when it succeeds`;
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
    const became =
      video?.location ?? (error === undefined ? say`no video` : `${error.code}: ${asOneLine(retell(error.message))}`);
    const cost = costMicroUsd === undefined ? "" : `, ${formatMoney(costMicroUsd)}`;
    const prompt = request.prompt === undefined ? "" : `: ${JSON.stringify(asOneLine(request.prompt))}`;
    return [say`take ${take}`, `${state}${cost}${prompt} (${became})`];
  });
}

/** Oldest first: what went wrong on the way, whatever came of it. */
function attemptRows(record: GenerationRecord): [string, string][] {
  return attemptsOf(record).map(({ stage, code, message, times, since, at, until }) => {
    const when = times === 1 ? isoTime(at) : say`${times} times, ${isoTime(since)} to ${isoTime(at)}`;
    const next = until === undefined ? "" : say`, next try ${isoTime(until)}`;
    return [say`failed try`, `${stage}, ${when}: ${asOneLine(retell(message))} (${code}${next})`];
  });
}

function timesWord(count: number): string {
  return count === 1 ? say`once` : say`${count} times`;
}
