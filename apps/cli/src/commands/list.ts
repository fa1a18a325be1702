import {
  type GenerationRecord,
  type GenerationState,
  InvalidInputError,
  optional,
  type RecordPage,
} from "@hailuo-queue/contracts";
import { parseWhere, type Producer } from "@hailuo-queue/producer";
import { asOneLine, fitWidth } from "../progress/display-text.ts";
import { renderTable } from "../render-table.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { recordLine } from "../results/generation-line.ts";
import { readableLocation } from "../results/readable-location.ts";
import { warningWords } from "../results/video-words.ts";
import { sizeWords } from "../results/size-words.ts";
import { columnsOf, printJson, printLine, type Shell } from "../shell.ts";
import { requireBatch } from "./status.ts";
import { retell, say } from "../words/say.ts";

export interface ListOptions {
  readonly batch?: string;
  readonly state?: GenerationState;
  /** Only what has a video that is not what was bought. */
  readonly warnings?: boolean;
  /** Conditions, and words to look for. */
  readonly where?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly json: boolean;
}

export async function listGenerations(
  producer: Pick<Producer, "batch" | "list" | "find">,
  options: ListOptions,
  shell: Shell,
): Promise<ExitCode> {
  // Else a misspelt name would look like a batch in which nothing is.
  if (options.batch !== undefined) await requireBatch(producer, options.batch);
  const page = await pageOf(producer, options);
  if (options.json) {
    for (const record of page.items) printJson(shell.stdout, recordLine(record));
    printJson(shell.stdout, { type: "page", count: page.items.length, next_cursor: page.nextCursor ?? null });
    return EXIT.allSucceeded;
  }
  if (page.items.length === 0) printLine(shell.stdout, say`No generations found.`);
  else
    for (const line of renderTable(
      ["id", "custom_id", say`state`, say`what`, say`detail`],
      page.items.map(rowOf),
      columnsOf(shell.stdout),
    ))
      printLine(shell.stdout, line);
  if (page.nextCursor !== undefined) printLine(shell.stdout, say`More: --cursor ${page.nextCursor}`);
  return EXIT.allSucceeded;
}

function pageOf(producer: Pick<Producer, "list" | "find">, options: ListOptions): Promise<RecordPage> {
  const { batch, state, warnings, where, limit, cursor } = options;
  if (where === undefined)
    return producer.list({
      limit,
      ...(warnings === true ? { warnings } : {}),
      ...optional({ batchId: batch, state, cursor }),
    });
  if (warnings === true) throw new InvalidInputError("bad_usage", say`--warnings and --where cannot be used together.`);
  const named = [batch === undefined ? "" : `batch=${batch}`, state === undefined ? "" : `state=${state}`, where];
  return producer.find(parseWhere(named.join(" "), { words: true }), { limit, ...optional({ cursor }) });
}

function locationOf({ video }: GenerationRecord): string | undefined {
  return video === undefined ? undefined : readableLocation(video.location);
}

function rowOf(record: GenerationRecord): string[] {
  const { request } = record;
  const failure = record.error === undefined ? undefined : retell(record.error.message);
  const detail = failure ?? warningWords(record.video) ?? locationOf(record) ?? request.prompt ?? "";
  return [
    record.id,
    record.customId ?? "",
    record.state,
    sizeWords(request, " ").replace("MiniMax-Hailuo-", ""),
    fitWidth(asOneLine(detail), 60),
  ];
}
