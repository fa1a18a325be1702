import { LINE_LIMITS, optional } from "@hailuo-queue/contracts";
import { type InputLine, tooLong } from "../split-lines.ts";
import { createCsvRowReader } from "./csv-row.ts";
import type { TableRow, TableShape } from "./table-row.ts";

const { csvBytes, csvColumns } = LINE_LIMITS;
const NOT_CLOSED = 'is not CSV: a double quote is opened and never closed (write "" for a quote within a cell)';
const TOO_LONG = `is not CSV: a row is above ${csvBytes / 1024} KiB; is a double quote missing?`;

/**
 * The rows of a table in text. A row that breaks, however many lines it took, is one fault: the lines behind the one
 * that it began with are read anew, as rows of their own. None is read more than twice, since a row that broke has no
 * quotes in its middle but doubled ones.
 */
export async function* csvRows(
  lines: AsyncIterable<InputLine>,
  separator: string,
  shape: TableShape,
): AsyncGenerator<TableRow> {
  // One more than a header may have, so that one with more is told.
  const reader = createCsvRowReader({ mostCells: csvColumns + 1, separator });
  /** Lines of the row that goes on. */
  let open: InputLine[] = [];
  let bytes = 0;
  let row = 0;
  let before = 0;

  /** The end of a row, well or badly; whatever is to be read anew comes back in `again`. */
  function* take(line: InputLine, behind: number | undefined, again: InputLine[]): Generator<TableRow> {
    const begins = open.length === 0;
    if (begins) row += Math.max(1, line.number - before);
    const blank = begins ? 0 : line.number - before - 1;
    before = line.number;
    bytes += blank + line.bytes + 1;
    open.push(line);
    const first = open[0] ?? line;
    const place = { line: first.number, row, ...optional({ behind }) };
    if (line.fault !== undefined && begins) {
      clear();
      yield { ...place, bytes: line.bytes, fault: line.fault, text: "" };
      return;
    }
    if (bytes - 1 > csvBytes && !begins) return yield* refuse(TOO_LONG, again);
    // Blank lines were left out; within a cell they are a part of it.
    const added = reader.addLine("\n".repeat(blank) + line.text);
    if (added === undefined) return;
    if ("fault" in added) return yield* refuse(added.fault, again);
    if (open.length > 1 && isLonger(added.row.cells, added.row.cellCount)) return yield* refuse(NOT_CLOSED, again);
    yield { ...place, bytes: bytes - 1, cells: added.row };
    clear();
  }

  function isLonger(cells: readonly string[], count: number): boolean {
    return (
      shape.columns !== undefined &&
      count > shape.columns &&
      cells.slice(shape.columns).some((cell) => cell.trim() !== "")
    );
  }

  /** The row's first line is lost, and those behind it are not. */
  function* refuse(fault: string, again: InputLine[]): Generator<TableRow> {
    const [first, ...others] = open;
    if (first === undefined) return;
    for (const line of others) again.push(line);
    clear();
    before = first.number;
    yield { line: first.number, row, bytes: first.bytes, fault, text: first.text };
  }

  function clear(): void {
    reader.clear();
    [open, bytes] = [[], 0];
  }

  function* takeAll(given: readonly InputLine[], behindOf: number | undefined): Generator<TableRow> {
    const stack: { readonly lines: readonly InputLine[]; at: number; readonly behind: number | undefined }[] = [
      { lines: given, at: 0, behind: behindOf },
    ];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const line = top.lines[top.at];
      if (line === undefined) {
        stack.pop();
        continue;
      }
      top.at += 1;
      const again: InputLine[] = [];
      const began = open[0]?.number ?? line.number;
      yield* take(line, top.behind, again);
      if (again.length > 0) stack.push({ lines: again, at: 0, behind: began });
    }
  }

  for await (const given of lines)
    yield* takeAll([given.bytes > csvBytes ? tooLong(given.number, given.bytes, csvBytes) : given], undefined);
  while (open.length > 0) {
    const again: InputLine[] = [];
    const began = open[0]?.number;
    yield* refuse(NOT_CLOSED, again);
    yield* takeAll(again, began);
  }
}
