import { displayWidth, wrapWords } from "./progress/display-text.ts";

const BETWEEN = 2;
const INDENT = "    ";
/** Cells that say nothing, and are left out where they have no column. */
const SILENT = ["", "0", "-"];

/**
 * Columns as wide as their widest cell; the last one is not padded. Of a table that is wider than `columns`, the first
 * columns that fit stay, and the other cells stand below their row under their names. Default: as wide as it is.
 */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const widths = head.map((_, index) => Math.max(...[head, ...rows].map((row) => displayWidth(row[index] ?? ""))));
  const count = fitting(widths, columns);
  const line = (row: readonly string[]): string =>
    row
      .slice(0, count)
      .map((cell, index) => cell + " ".repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(cell))))
      .join(" ".repeat(BETWEEN))
      .trimEnd();
  return [line(head), ...rows.flatMap((row) => [line(row), ...below(head, row, count, columns)])];
}

/** How many of the first columns fit; one at least. */
function fitting(widths: readonly number[], columns: number): number {
  let width = -BETWEEN;
  const first = widths.findIndex((each) => (width += each + BETWEEN) > columns);
  return first === -1 ? widths.length : Math.max(1, first);
}

function below(head: readonly string[], row: readonly string[], from: number, columns: number): readonly string[] {
  const told = row.flatMap((cell, index) =>
    index < from || SILENT.includes(cell) ? [] : [`${head[index] ?? ""} ${cell}`.trim()],
  );
  return told.length === 0 ? [] : wrapWords(INDENT + told.join(" · "), { indent: INDENT, columns, breakWords: false });
}
