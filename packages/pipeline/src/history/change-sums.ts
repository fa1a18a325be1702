import type { HistoryChange, HistoryScope, HistorySums } from "@hailuo-queue/contracts";

const MINUTE_MS = 60_000;

/** Sums up what is added to each series in each minute, so that it is written once. */
export interface ChangeSums {
  add(at: number, scope: HistoryScope, sums: Partial<HistorySums>): void;
  /** The oldest first; without what came to nothing. */
  changes(): readonly HistoryChange[];
}

/** Sums up state changes until they are taken. */
export function createChangeSums(): ChangeSums {
  const changes = new Map<string, { at: number; scope: HistoryScope; sums: Partial<HistorySums> }>();
  return {
    add(at, scope, sums) {
      const minute = Math.floor(at / MINUTE_MS);
      const key = `${minute}|${scope.kind}|${scope.kind === "all" ? "" : scope.name}`;
      const known = changes.get(key);
      if (known === undefined) changes.set(key, { at: minute * MINUTE_MS, scope, sums });
      else known.sums = sumOf(known.sums, sums);
    },
    changes: () =>
      [...changes.values()]
        .filter(({ sums }) => Object.values(sums).some((value) => typeof value === "object" || value > 0))
        .toSorted((one, other) => one.at - other.at),
  };
}

function sumOf(before: Partial<HistorySums>, more: Partial<HistorySums>): Partial<HistorySums> {
  const sum: Record<string, number | Record<string, number>> = { ...before };
  for (const [name, value] of Object.entries(more) as [string, number | Record<string, number>][]) {
    const known = sum[name];
    if (typeof value === "number") sum[name] = (typeof known === "number" ? known : 0) + value;
    else sum[name] = addEach(typeof known === "object" ? known : {}, value);
  }
  return sum as Partial<HistorySums>;
}

function addEach(before: Readonly<Record<string, number>>, more: Readonly<Record<string, number>>) {
  const sum = { ...before };
  for (const [name, value] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}
