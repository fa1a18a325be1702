import { LINE_LIMITS } from "@hailuo-queue/contracts";
import { createCsvRowReader, type CsvRow } from "./csv-row.ts";
import type { RawItem } from "./raw-item.ts";
import { type InputLine, tooLong } from "./split-lines.ts";

const NOT_CLOSED = 'is not CSV: a double quote is opened and never closed (write "" for a quote within a cell)';
const TOO_LONG = `is not CSV: a row is above ${LINE_LIMITS.csvBytes / 1024} KiB; is a double quote missing? Nothing after it was read`;

/** CSV (RFC 4180) with a header that names the fields. An empty cell is a field that is not set. */
export async function* readCsv(lines: AsyncIterable<InputLine>): AsyncGenerator<RawItem> {
  // One more than a header may have, so that one with more is told.
  const reader = createCsvRowReader(LINE_LIMITS.csvColumns + 1);
  let header: readonly string[] | undefined;
  let [line, bytes, before] = [0, 0, 0];
  for await (const given of lines) {
    const { number, text, fault } = given.bytes > LINE_LIMITS.csvBytes ? tooLong(given.number, given.bytes, LINE_LIMITS.csvBytes) : given;
    if (fault !== undefined) yield { line: number, bytes: given.bytes, fault };
    if (fault !== undefined && !reader.isOpen) continue;
    // Blank lines were left out; within a cell they are a part of it.
    const blank = reader.isOpen ? number - before - 1 : 0;
    [line, bytes, before] = reader.isOpen ? [line, bytes + blank + given.bytes + 1, number] : [number, given.bytes, number];
    if (bytes > LINE_LIMITS.csvBytes) return yield { line, bytes, fault: TOO_LONG };
    const added = reader.addLine("\n".repeat(blank) + text);
    if (added === undefined) continue;
    if ("fault" in added) yield { line, bytes, fault: added.fault };
    else if (header === undefined) {
      header = added.row.cells.map((name) => name.trim());
      const wrong = headerFault(added.row);
      if (wrong !== undefined) return yield { line, bytes, fault: `${wrong}; nothing after it was read` };
    } else yield { line, bytes, ...readRow(header, added.row) };
  }
  if (reader.isOpen) yield { line, bytes, fault: NOT_CLOSED };
}

function headerFault({ cells, cellCount }: CsvRow): string | undefined {
  if (cellCount > LINE_LIMITS.csvColumns) return `has ${cellCount} columns, allowed are ${LINE_LIMITS.csvColumns}`;
  const names = cells.map((name) => name.trim());
  const doubled = names.find((name, at) => name !== "" && names.indexOf(name) !== at);
  return doubled === undefined ? undefined : `names the column ${JSON.stringify(doubled.slice(0, 60))} twice`;
}

function readRow(header: readonly string[], { cells, cellCount }: CsvRow): { readonly value: unknown } | { readonly fault: string } {
  if (cellCount > header.length)
    return { fault: `has ${cellCount} cells, the header has ${header.length}; put a text with commas in double quotes` };
  const fields: [string, unknown][] = [];
  header.forEach((name, place) => {
    const cell = cells[place]?.trim() ?? "";
    if (cell !== "" && name !== "") fields.push([name, coerce(name, cell)]);
  });
  return { value: Object.fromEntries(fields) };
}

const TRUTH_FIELDS: readonly string[] = ["enable_prompt_expansion", "fast_pretreatment", "aigc_watermark"];
const LIST_FIELDS: readonly string[] = ["reference_images", "reference_videos", "reference_audio", "media_inputs"];
/** More than any list may have, so that a longer one is told to be too long. */
const MOST_OF_LIST = 50;

/** A cell that is no number or truth value stays a text, so that the fault names what stands there. URLs of a list have spaces between. */
function coerce(field: string, cell: string): unknown {
  if (field === "duration") return /^\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell;
  if (LIST_FIELDS.includes(field)) return cell.split(/\s+/, MOST_OF_LIST);
  if (field === "text_inputs") return [cell];
  if (!TRUTH_FIELDS.includes(field)) return cell;
  if (/^(true|yes|1)$/i.test(cell)) return true;
  return /^(false|no|0)$/i.test(cell) ? false : cell;
}
