import { displayWidth } from "./progress/display-text.ts";

/** Columns as wide as their widest cell; the last one is not padded. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, place) => Math.max(...all.map((row) => displayWidth(row[place] ?? ""))));
  return all.map((row) =>
    row
      .map((cell, place) => cell + " ".repeat(Math.max(0, (widths[place] ?? 0) - displayWidth(cell))))
      .join("  ")
      .trimEnd(),
  );
}
