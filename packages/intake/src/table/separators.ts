import { fieldNamed, SNIFF_LIMITS } from "@hailuo-queue/contracts";
import { createCsvRowReader } from "./csv-row.ts";

/** What may separate the cells of a row. */
export const SEPARATORS = [",", ";", "\t", "|"] as const;

/** Excel's own way to say how cells are apart: `sep=;` in the first line. */
export function statedSeparator(line: string): string | undefined {
  return /^\s*"?sep=(.)"?[,;\t|]*\s*$/i.exec(line)?.[1];
}

export interface FoundTable {
  /** "" for a table of one column. */
  readonly separator: string;
  /** Of the header's names so many are known. */
  readonly named: number;
}

/** The separator under which one of the first rows is a header; undefined for text without one. */
export function findTable(lines: readonly string[]): FoundTable | undefined {
  const stated = statedSeparator(lines[0] ?? "");
  const tried = (stated === undefined ? SEPARATORS : [stated]).map((separator) => ({
    separator,
    ...judge(stated === undefined ? lines : lines.slice(1), separator),
  }));
  const best = tried.reduce((first, second) =>
    second.named > first.named || (second.named === first.named && second.cells > first.cells) ? second : first,
  );
  if (best.named > 0) return { separator: best.separator, named: best.named };
  return isPromptColumn(lines.find((line) => line.trim() !== "") ?? "") ? { separator: "", named: 1 } : undefined;
}

/** A table of one column has its name above it. */
function isPromptColumn(line: string): boolean {
  const name = line.trim().replace(/^"(.*)"$/, "$1");
  const found = name.length > LONGEST_NAME ? undefined : fieldNamed(name);
  return found?.field === "prompt" && !found.isWeak;
}

function judge(lines: readonly string[], separator: string): { readonly named: number; readonly cells: number } {
  const rows = rowsOf(lines, separator);
  for (const [at, cells] of rows.entries()) {
    const named = cells.length < 2 ? 0 : knownNames(cells);
    if (named > 0 && isLikeRowsBelow(cells, named, rows.slice(at + 1), separator))
      return { named, cells: cells.length };
  }
  return { named: 0, cells: 0 };
}

/** The cells of each line. */
export function rowsOf(lines: readonly string[], separator: string): readonly (readonly string[])[] {
  const reader = createCsvRowReader({ mostCells: MOST_CELLS, separator });
  const rows: (readonly string[])[] = [];
  for (const line of lines) {
    if (line.trim() === "" && !reader.isOpen) continue;
    const added = reader.addLine(line);
    if (added !== undefined && "row" in added) rows.push(added.row.cells);
    if (rows.length === SNIFF_LIMITS.headerRows) break;
  }
  return rows;
}

const MOST_CELLS = 101;
const LONGEST_NAME = 60;
const MOST_WORDS = 4;

/** How many of the names are known; 0 for a row that is no header: it names nothing, or has prose in it. */
export function knownNames(cells: readonly string[]): number {
  const names = cells.map((cell) => cell.trim());
  if (names.some((name) => name.length > LONGEST_NAME || name.split(/\s+/).length > MOST_WORDS)) return 0;
  const fields = names.flatMap((name) => fieldNamed(name) ?? []);
  const strong = fields.filter(({ isWeak }) => !isWeak);
  if (strong.length === 0) return 0;
  return strong.some(({ field }) => MADE_FROM.includes(field)) || strong.length > 1 || fields.length > 1
    ? fields.length
    : 0;
}

/** A video is made from one of these: a table without them is another table. */
const MADE_FROM: readonly string[] = ["prompt", "image_url", "template_id", "subject_reference", "model"];

/** Prose has commas, too, with a blank behind them, and then the lines below have other numbers of them. */
function isLikeRowsBelow(
  names: readonly string[],
  named: number,
  below: readonly (readonly string[])[],
  separator: string,
): boolean {
  const cells = names.length;
  if (cells >= MOST_CELLS || below.length === 0 || separator === "\t" || separator === "|") return true;
  if (named > 1 && (separator !== "," || names.slice(1).every((name) => !name.startsWith(" ")))) return true;
  const alike = below.filter((row) => row.length > 1 && row.length >= cells - 1).length;
  return named > 1 && cells > 2 ? alike > 0 || named > 2 : alike >= below.length / 2;
}
