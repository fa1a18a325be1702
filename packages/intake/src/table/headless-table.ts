import { spellValue } from "@hailuo-queue/contracts";
import { rowsOf, SEPARATORS } from "./separators.ts";

const WORDS: Readonly<Record<string, string>> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars (|)" };

/**
 * Whether lines without a known header look like rows: as many cells in each, and cells that are no prose. Then a
 * sentence's end that says so; prose has commas and semicolons, too, and other numbers of them.
 */
export function headlessTable(lines: readonly string[]): string | undefined {
  const separator = SEPARATORS.find((each) => isQuoted(lines, each) || looksLikeRows(rowsOf(lines, each), each));
  if (separator === undefined) return undefined;
  return (
    `looks like a table (cells separated by ${WORDS[separator]}) whose columns have no name that is known: write a ` +
    "header above it with names such as prompt, model and duration, or, if each line is a prompt, say --format text"
  );
}

/** Prose has no two quoted texts side by side in every line. */
function isQuoted(lines: readonly string[], separator: string): boolean {
  return lines.every((line) => line.trim().startsWith('"') && line.includes(`"${separator}"`));
}

function looksLikeRows(rows: readonly (readonly string[])[], separator: string): boolean {
  const cells = rows[0]?.length ?? 0;
  if (cells < 2) return false;
  const alike = rows.filter((row) => row.length === cells);
  if (separator === "\t") return alike.length === rows.length || alike.length > 2;
  if (rows.some((row) => row.some(isSetting))) return alike.length > rows.length / 2;
  if (rows.length < 2 || alike.length < rows.length) return false;
  if (separator === "|") return true;
  return cells > 2 && separator === ";"
    ? true
    : rows.every((row) => row.every((cell) => /^\S+$/.test(cell))) || (cells > 2 && hasNumbers(rows));
}

/** A column of models, or of resolutions. */
function isSetting(cell: string): boolean {
  const text = cell.trim();
  return (
    text.length > 1 &&
    (/^(?:minimax-)?(?:hailuo|h3|[tis]2v-01)\b/i.test(text) ||
      (/^\d{3,4}p$/i.test(text) && spellValue("resolution", text) !== text.toLowerCase()))
  );
}

function hasNumbers(rows: readonly (readonly string[])[]): boolean {
  return (rows[0] ?? []).some((_cell, at) =>
    rows.slice(1).every((row) => /^\s*\d+(?:[.,]\d+)?\s*s?\s*$/.test(row[at] ?? "")),
  );
}
