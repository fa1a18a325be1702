import { optional, SNIFF_LIMITS } from "@hailuo-queue/contracts";
import { decideWideEncoding } from "./content/decide-encoding.ts";
import { decodeText } from "./content/decode-text.ts";
import { isBinary, knownFile } from "./content/known-files.ts";
import { dropPadding, withoutPadding } from "./content/padding.ts";
import { peek } from "./content/peek.ts";
import { UnreadableInputError } from "./content/unreadable-input-error.ts";
import { isGzip, unpackGzip } from "./content/unpack-gzip.ts";
import { decideFormat } from "./decide-format.ts";
import type { InputNotes } from "./input-notes.ts";
import { readJson } from "./json/read-json.ts";
import { readJsonl } from "./json/read-jsonl.ts";
import { moveMedia } from "./media/move-media.ts";
import type { OpenedEntries, OpenOptions } from "./opened-entries.ts";
import { readText } from "./read-text.ts";
import { type InputLine, splitLines } from "./split-lines.ts";
import { csvRows } from "./table/csv-rows.ts";
import { readTable } from "./table/read-table.ts";
import { findTable, SEPARATORS, statedSeparator } from "./table/separators.ts";
import type { TableShape } from "./table/table-row.ts";
import { isZip } from "./workbook/is-zip.ts";

/**
 * Finds out what an input is, by its content, and opens the reader for it.
 * @throws UnreadableInputError for what is no list of prompts.
 */
export async function openEntries(
  source: AsyncIterable<Uint8Array>,
  options: OpenOptions,
  notes: InputNotes,
): Promise<OpenedEntries> {
  let { head, all } = await peek(source, SNIFF_LIMITS.bytes);
  if (isGzip(head)) {
    notes.isGzip = true;
    ({ head, all } = await peek(unpackGzip(all), SNIFF_LIMITS.bytes));
    if (isGzip(head)) throw new UnreadableInputError("is gzip within gzip; unpack it once");
  }
  if (isZip(head)) {
    // What few inputs need is not loaded at every start.
    const { openWorkbook } = await import("./workbook/open-workbook.ts");
    return openWorkbook(all, options, notes);
  }
  const known = knownFile(head);
  if (known !== undefined) throw new UnreadableInputError(`is ${known}`);
  if (options.format === "xlsx" || options.format === "ods")
    throw new UnreadableInputError(`is no ${options.format.toUpperCase()} workbook`);
  if (options.sheet !== undefined)
    throw new UnreadableInputError("is no workbook, and has no sheets; leave --sheet out");
  if (options.encoding === undefined && decideWideEncoding(head) === undefined && isBinary(withoutPadding(head)))
    throw new UnreadableInputError("is binary, not text; give a table, JSON, a workbook, or one prompt a line");
  return openText(
    dropPadding(
      decodeText(all, options.encoding, (encoding) => void (notes.encoding = encoding)),
      (bytes) => void (notes.paddingBytes = bytes),
    ),
    options,
    notes,
  );
}

async function openText(
  text: AsyncIterable<Uint8Array>,
  options: OpenOptions,
  notes: InputNotes,
): Promise<OpenedEntries> {
  const { head, isWhole, all } = await peek(text, SNIFF_LIMITS.bytes);
  const beginning = new TextDecoder().decode(head);
  const { format: given, hint, keepMedia, maxLines } = options;
  const decided = given === undefined ? decideFormat({ text: beginning, isWhole, ...optional({ hint }) }) : undefined;
  if (decided !== undefined && "fault" in decided) throw new UnreadableInputError(decided.fault);
  const format = given ?? decided?.format ?? "text";
  notes.format = format;
  const bytes = keepMedia === undefined || format === "text" ? all : moveMedia(all, keepMedia);
  const lines = (): AsyncGenerator<InputLine> => splitLines(bytes, optional({ maxLines }));
  if (format === "csv" || format === "tsv") return openTable(lines(), beginning, options, notes);
  let common: Readonly<Record<string, unknown>> = {};
  const tellCommon = (fields: Readonly<Record<string, unknown>>): void => void (common = fields);
  if (format === "json") return { format, entries: readJson(bytes, { beginning, tellCommon }), common: () => common };
  if (format === "jsonl") return { format, entries: readJsonl(lines()), common: () => common };
  const marks = decided?.format === "text" ? decided.marks : undefined;
  if (marks !== undefined) notes.listMarks = marks;
  return { format, entries: readText(lines(), marks), common: () => common };
}

function openTable(
  lines: AsyncGenerator<InputLine>,
  beginning: string,
  options: OpenOptions,
  notes: InputNotes,
): OpenedEntries {
  const shape: TableShape = {};
  const first = beginning.split("\n");
  const stated = statedSeparator(first[0] ?? "");
  const separator =
    stated ??
    (options.format === "tsv" ? "\t" : (findTable(first.slice(0, MOST_LINES))?.separator ?? mostUsed(beginning)));
  notes.separator = separator;
  notes.format = separator === "\t" ? "tsv" : "csv";
  const rows = csvRows(stated === undefined ? lines : withoutFirst(lines), separator, shape);
  return {
    format: notes.format,
    entries: readTable(rows, {
      notes,
      shape,
      isStrict: options.isStrict === true,
      isForced: options.format !== undefined,
    }),
    common: () => ({}),
  };
}

const MOST_LINES = 100;

/** For a table whose header nobody knows and that is one because the caller says so. */
function mostUsed(beginning: string): string {
  const line = beginning.split("\n").find((each) => each.trim() !== "") ?? "";
  return SEPARATORS.reduce<string>(
    (best, each) => (line.split(each).length > line.split(best).length ? each : best),
    ",",
  );
}

async function* withoutFirst(lines: AsyncIterable<InputLine>): AsyncGenerator<InputLine> {
  for await (const line of lines) if (line.number > 1) yield line;
}
