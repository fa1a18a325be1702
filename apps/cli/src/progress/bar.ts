export interface BarPart {
  readonly count: number;
  readonly paint: (text: string) => string;
}

/**
 * A bar of exactly `columns`, shared out by count (largest remainder); a part that is not empty keeps a column while
 * there is room.
 */
export function renderBar(parts: readonly BarPart[], columns: number): string {
  const cells = shareCells(
    parts.map((part) => part.count),
    columns,
  );
  return parts.map((part, index) => part.paint("█".repeat(cells[index] ?? 0))).join("");
}

export function shareCells(counts: readonly number[], columns: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return counts.map(() => 0);
  const exact = counts.map((count) => (count / total) * columns);
  const cells = exact.map((share, index) => ((counts[index] ?? 0) > 0 ? Math.max(1, Math.floor(share)) : 0));
  const places = [...cells.keys()];
  for (let spare = columns - sum(cells); spare !== 0; spare = columns - sum(cells)) {
    const step = Math.sign(spare);
    const open = places.filter((index) => (counts[index] ?? 0) > 0 && (step > 0 || (cells[index] ?? 0) > 0));
    // The one whose cells are furthest from its share, in the direction that is to be mended.
    const next = open.toSorted((a, b) => step * (gap(b) - gap(a)))[0];
    if (next === undefined) break;
    cells[next] = (cells[next] ?? 0) + step;
  }
  return cells;

  function gap(index: number): number {
    return (exact[index] ?? 0) - (cells[index] ?? 0);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
