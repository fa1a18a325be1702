/**
 * What spreadsheets take for a formula at the beginning of a cell, also behind blanks and in the wide forms that some
 * of them know.
 */
const FORMULA = /^[\s']*[=+\-@＝＋－＠]/u;
const GUARDED = /^'[\s']*[=+\-@＝＋－＠]/u;

/**
 * A text as a spreadsheet shows and never computes it: what could be a formula gets an apostrophe before it, as people
 * write it there themselves. {@link readSpreadsheetCell} takes it away. Rule: OWASP, CSV injection.
 */
export function guardSpreadsheetCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text of a cell that {@link guardSpreadsheetCell}, or a person, may have guarded. */
export function readSpreadsheetCell(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}

/** One row of a CSV, guarded and with quotes where it needs them, with the line end that RFC 4180 has. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => quoted(guardSpreadsheetCell(cell))).join(",")}\r\n`;
}

/** Spreadsheets take a CSV for UTF-8 by this mark alone. */
export const CSV_MARK = "\u{FEFF}";

function quoted(cell: string): string {
  return /[",\r\n;\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
