/** When something was in use. Ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How much of `within` the spans cover, each counted for itself. Ms. */
export function coveredMs(spans: readonly Span[], within: Span): number {
  return spans.reduce(
    (sum, { from, to }) => sum + Math.max(0, Math.min(to, within.to) - Math.max(from, within.from)),
    0,
  );
}

export interface Level {
  readonly at: number;
  /** How many spans cover the time from `at` on. */
  readonly count: number;
}

/** How many spans there are at each time, as steps. One that ends when another begins makes way for it. */
export function levelsOf(spans: readonly Span[]): readonly Level[] {
  const changes = spans.flatMap(({ from, to }) => [
    { at: from, by: 1 },
    { at: to, by: -1 },
  ]);
  let count = 0;
  return changes
    .toSorted((one, other) => one.at - other.at || one.by - other.by)
    .map(({ at, by }) => {
      count += by;
      return { at, count };
    });
}

/** The first time from `after` on at which at least `count` spans were there; undefined: never. */
export function firstReached(levels: readonly Level[], count: number, after: number): number | undefined {
  const before = levels.findLast(({ at }) => at <= after);
  if (before !== undefined && before.count >= count) return after;
  return levels.find((level) => level.at > after && level.count >= count)?.at;
}

/** The most of `times` that any sliding window of this length held; a time exactly one window ago is out of it. */
export function mostInAnyWindow(times: readonly number[], windowMs: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (const [index, time] of sorted.entries()) {
    while ((sorted[first] ?? time) <= time - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
