import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import type { RawItem } from "./raw-item.ts";
import { type InputLine, MAX_LINE_BYTES } from "./split-lines.ts";

interface CsvRow {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: { readonly lines: number };
}

/** CSV (RFC 4180) with a header that names the fields. An empty cell is a field that is not set. */
export async function* readCsv(lines: AsyncIterable<InputLine>): AsyncGenerator<RawItem> {
  // The parser reads ahead of us, so faults of lines are collected and told where the rows have come to.
  const lineFaults: RawItem[] = [];
  const parser = Readable.from(textOf(lines, lineFaults)).pipe(
    parse({ info: true, raw: true, relax_column_count: true, skip_empty_lines: true, max_record_size: MAX_LINE_BYTES }),
  );
  let header: readonly string[] | undefined;
  try {
    for await (const { record, raw, info } of parser as AsyncIterable<CsvRow>) {
      const line = info.lines - newlinesWithin(raw);
      while (lineFaults[0] !== undefined && lineFaults[0].line <= info.lines) yield lineFaults.shift() as RawItem;
      if (header === undefined) header = record.map((name) => name.trim());
      else yield readRow(line, header, record);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield* lineFaults.splice(0);
    yield { line: Number(error["lines"] ?? 1), fault: describe(error) };
  }
  yield* lineFaults;
}

/** A refused line leaves an empty one behind: the numbers of the following stay right. */
async function* textOf(lines: AsyncIterable<InputLine>, lineFaults: RawItem[]): AsyncGenerator<string> {
  for await (const { number, text, fault } of lines) {
    if (fault !== undefined) lineFaults.push({ line: number, fault });
    yield `${text}\n`;
  }
}

function newlinesWithin(raw: string): number {
  return raw.replace(/^\n+/, "").trimEnd().split("\n").length - 1;
}

function readRow(line: number, header: readonly string[], cells: readonly string[]): RawItem {
  if (cells.length > header.length) {
    const fault = `has ${cells.length} cells, the header has ${header.length}; put a text with commas in double quotes`;
    return { line, fault };
  }
  const value: Record<string, unknown> = {};
  header.forEach((name, place) => {
    const cell = cells[place]?.trim() ?? "";
    if (cell !== "" && name !== "") value[name] = coerce(name, cell);
  });
  return { line, value };
}

const TRUTH_FIELDS: readonly string[] = ["enable_prompt_expansion", "fast_pretreatment", "aigc_watermark"];
const LIST_FIELDS: readonly string[] = ["reference_images", "reference_videos", "reference_audio", "media_inputs"];

/** A cell that is no number or truth value stays a text, so that the fault names what stands there. URLs of a list have spaces between. */
function coerce(field: string, cell: string): unknown {
  if (field === "duration") return /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell;
  if (LIST_FIELDS.includes(field)) return cell.split(/\s+/);
  if (field === "text_inputs") return [cell];
  if (!TRUTH_FIELDS.includes(field)) return cell;
  if (/^(true|yes|1)$/i.test(cell)) return true;
  return /^(false|no|0)$/i.test(cell) ? false : cell;
}

function describe(error: CsvError): string {
  if (error.code === "CSV_QUOTE_NOT_CLOSED")
    return 'is not CSV: a double quote is opened and never closed (write "" for a quote within a cell)';
  if (error.code === "CSV_MAX_RECORD_SIZE") return "is not CSV: a row is above 1 MiB; is a double quote missing?";
  return `is not CSV: ${error.message.replace(/ at line \d+.*$/, "")}`;
}
