import {
  fieldNamed,
  LINE_LIMITS,
  misspelledField,
  type NamedField,
  readSpreadsheetCell,
  SNIFF_LIMITS,
  twiceNamed,
} from "@hailuo-queue/contracts";
import { UnreadableInputError } from "../content/unreadable-input-error.ts";
import type { InputNotes } from "../input-notes.ts";
import type { RawItem } from "../raw-item.ts";
import { knownNames } from "./separators.ts";
import { readCell } from "./read-cell.ts";
import type { TableRow, TableShape } from "./table-row.ts";

export interface TableOptions {
  readonly notes: InputNotes;
  readonly shape: TableShape;
  /** Whether columns that are not known are refused. */
  readonly isStrict: boolean;
  /** Whether the first row is the header whatever it names: the caller says that this is a table. */
  readonly isForced: boolean;
  /** Said where no header is found. */
  readonly elsewhere?: string;
}

/** Columns that a file of faults has beside the original ones. */
export const FAULT_COLUMNS = ["hailuo_fault", "hailuo_line", "hailuo_original"] as const;

/**
 * A table whose header names the fields. An empty cell is a field that is not set.
 * @throws UnreadableInputError for its header.
 */
export async function* readTable(rows: AsyncIterable<TableRow>, options: TableOptions): AsyncGenerator<RawItem> {
  const { notes, shape } = options;
  let header: Header | undefined;
  const above: TableRow[] = [];
  for await (const row of rows) {
    if (header !== undefined) {
      if (isSame(header.names, row)) notes.repeatedHeaders += 1;
      else if (!isEmpty(row)) yield readRow(header, row, options);
    } else if (isHeader(row, options, above.length)) {
      header = readHeader(row, above, options);
      shape.columns = header.names.length;
    } else if (row.fault === undefined) above.push(row);
    else if (above.length === 0 && row.cells === undefined) yield asFault(row, row.fault);
    if (header === undefined && above.length >= SNIFF_LIMITS.headerRows) throw noHeader(options);
  }
  if (header === undefined && above.some((row) => !isEmpty(row))) throw noHeader(options);
}

interface Header {
  readonly names: readonly string[];
  readonly fields: readonly (NamedField | undefined)[];
}

function isHeader(row: TableRow, { isForced }: TableOptions, above: number): boolean {
  if (row.cells === undefined || isEmpty(row)) return false;
  if (row.cells.cellCount > LINE_LIMITS.csvColumns && (isForced || above === 0)) return true;
  const cells = namesOf(row);
  const isOneColumn = cells.length === 1 && fieldNamed(cells[0] ?? "") !== undefined;
  return isForced || isOneColumn || knownNames(cells) > 0;
}

/** Without the empty cells behind the last name. */
function namesOf({ cells }: TableRow): readonly string[] {
  const names = (cells?.cells ?? []).map((name) => name.trim());
  let end = names.length;
  while (end > 0 && names[end - 1] === "") end -= 1;
  return names.slice(0, end);
}

function noHeader({ elsewhere = "" }: TableOptions): UnreadableInputError {
  return new UnreadableInputError(
    `has no header: none of its first ${SNIFF_LIMITS.headerRows} rows names a column that is known; ` +
      `write names such as prompt, model and duration above the columns${elsewhere}`,
  );
}

function readHeader(row: TableRow, above: readonly TableRow[], { notes, isStrict }: TableOptions): Header {
  const names = namesOf(row);
  if (
    (row.cells?.cellCount ?? 0) > LINE_LIMITS.csvColumns &&
    (row.cells?.cells ?? []).slice(LINE_LIMITS.csvColumns).some((cell) => cell.trim() !== "")
  )
    throw new UnreadableInputError(
      `has ${row.cells?.cellCount ?? 0} columns, allowed are ${LINE_LIMITS.csvColumns}; nothing after it was read`,
      row.line,
    );
  const titled = above.find((each) => (each.cells?.cells ?? []).filter((cell) => cell.trim() !== "").length > 1);
  if (titled !== undefined)
    throw new UnreadableInputError(
      `has its header in row ${row.row}, and row ${titled.row} above it is no title; ` +
        "delete the rows above the header, or write it in the first row",
      titled.line,
    );
  if (above.some((each) => !isEmpty(each)) || row.row > 1) notes.headerRow = row.row;
  const fields = fieldsOf(names, row.line);
  const used = new Set<NamedField>();
  names.forEach((name, at) => {
    const field = fields[at];
    if (field !== undefined) used.add(field);
  });
  const slip = names.find((name, at) => fields[at] === undefined && isSlip(name, used));
  if (slip !== undefined)
    throw new UnreadableInputError(
      `has a column ${quoted(slip)} that is not known; did you mean ` +
        `${misspelledField(slip) ?? ""}? Rename it, or delete it`,
      row.line,
    );
  const unknown = names.filter((name, at) => fields[at] === undefined && name !== "" && !isOwn(name));
  if (isStrict && unknown.length > 0)
    throw new UnreadableInputError(
      `has columns that are not known: ${unknown.slice(0, SNIFF_LIMITS.namesTold).map(quoted).join(", ")}`,
      row.line,
    );
  for (const name of unknown) notes.leaveOut(name);
  notes.columns = names.flatMap((name, at) => {
    const field = fields[at];
    return field === undefined ? [] : [{ name, field }];
  });
  return { names, fields };
}

/** Names of several meanings give way to any other name of their field. */
function fieldsOf(names: readonly string[], line: number): readonly (NamedField | undefined)[] {
  const doubled = names.find((name, at) => name !== "" && names.indexOf(name) !== at);
  if (doubled !== undefined)
    throw new UnreadableInputError(`names the column ${quoted(doubled)} twice; nothing after it was read`, line);
  const placeOf = new Map<NamedField, number>();
  const found = names.map((name) => (name === "" || isOwn(name) ? undefined : fieldNamed(name)));
  for (const wantWeak of [false, true]) {
    found.forEach((each, at) => {
      if (each === undefined || each.isWeak !== wantWeak) return;
      const earlier = placeOf.get(each.field);
      if (earlier === undefined) placeOf.set(each.field, at);
      else if (!wantWeak)
        throw new UnreadableInputError(
          `cannot be read: the column ${each.field} ${twiceNamed(each.field, names[earlier] ?? "", names[at] ?? "")}`,
          line,
        );
    });
  }
  return found.map((each, at) => (each !== undefined && placeOf.get(each.field) === at ? each.field : undefined));
}

function isSlip(name: string, used: ReadonlySet<NamedField>): boolean {
  if (name === "" || isOwn(name)) return false;
  const meant = misspelledField(name);
  return meant !== undefined && !used.has(meant);
}

function isOwn(name: string): boolean {
  return FAULT_COLUMNS.some((own) => own === name);
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 60));
}

function readRow({ names, fields }: Header, row: TableRow, { notes, isStrict }: TableOptions): RawItem {
  const { cells, fault, behind } = row;
  if (fault !== undefined || cells === undefined)
    return withCells(asFault(row, fault ?? "cannot be read"), names, notes.separator);
  const filled = cells.cells.reduce((last, cell, at) => (cell.trim() === "" ? last : at + 1), 0);
  const count = cells.cellCount > cells.cells.length ? cells.cellCount : filled;
  if (behind !== undefined && (cells.cellCount < 2 || cells.cellCount !== names.length))
    return asFault(row, `follows line ${behind}, whose double quote is not closed, and does not look like a row`);
  if (count > names.length)
    return asFault(row, `has ${count} cells, the header has ${names.length}; put a text with commas in double quotes`);
  const unnamed = names.findIndex((name, at) => name === "" && (cells.cells[at]?.trim() ?? "") !== "");
  if (unnamed !== -1 && isStrict) return asFault(row, `has a cell in column ${unnamed + 1}, which has no name`);
  if (unnamed !== -1) notes.leaveOut(`column ${unnamed + 1}, which has no name`);
  const value: Record<string, unknown> = {};
  fields.forEach((field, at) => {
    const cell = readSpreadsheetCell(cells.cells[at]?.trim() ?? "");
    if (field !== undefined && cell !== "") value[field] = readCell(field, cell);
  });
  return { ...placeOf(row), original: originalOf(names, cells.cells), value };
}

function asFault(row: TableRow, fault: string): RawItem {
  const text = row.text ?? (row.cells?.cells ?? []).join(" | ");
  return { ...placeOf(row), original: { text }, fault };
}

/** A row whose quotes are wrong still shows its cells, where so many stand apart as the header has. */
function withCells(item: RawItem, names: readonly string[], separator: string | undefined): RawItem {
  if (item.original === undefined || !("text" in item.original) || separator === undefined || separator === "")
    return item;
  const cells = item.original.text.split(separator);
  return cells.length === names.length ? { ...item, original: originalOf(names, cells) } : item;
}

function placeOf({ line, row, bytes }: TableRow): {
  readonly line: number;
  readonly row?: number;
  readonly bytes: number;
} {
  return { line, bytes, ...(row === line ? {} : { row }) };
}

function originalOf(
  names: readonly string[],
  cells: readonly string[],
): { readonly cells: readonly (readonly [string, string])[] } {
  return {
    cells: names.flatMap((name, at): (readonly [string, string])[] =>
      name === "" || isOwn(name) ? [] : [[name, readSpreadsheetCell(cells[at] ?? "")]],
    ),
  };
}

function isEmpty({ cells, fault }: TableRow): boolean {
  return (
    fault === undefined &&
    (cells?.cells ?? []).every((cell) => cell.trim() === "") &&
    (cells?.cellCount ?? 0) <= LINE_LIMITS.csvColumns + 1
  );
}

/** Tables that were put together have their header several times. */
function isSame(names: readonly string[], { cells }: TableRow): boolean {
  return cells !== undefined && names.length > 0 && names.every((name, at) => name === (cells.cells[at]?.trim() ?? ""));
}
