/**
 * The middle value; of an even number, the mean of the middle two.
 * @throws for no values.
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError("there is no median of nothing");
  return (lower + upper) / 2;
}

export function medianOf<Item>(items: readonly Item[], read: (item: Item) => number): number {
  return median(items.map(read));
}

/**
 * The value that so much of all lies below; 0.99 for the slowest of a hundred.
 * @throws for no values.
 */
export function quantileOf(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
  if (found === undefined) throw new RangeError("there is no quantile of nothing");
  return found;
}
