import type { Refusals } from "./watch-account.ts";

export interface RefusalBurst {
  /** Refused together when the limit fell: up to the first pause of `quietMs`. */
  readonly burst: readonly Refusals[];
  /** Single tries of more, later. */
  readonly probes: readonly Refusals[];
}

/** Tells the refusals that a fall of the limit caused from later tries of more. */
export function splitRefusals(refusals: readonly Refusals[], fellAt: number, quietMs: number): RefusalBurst {
  const after = refusals.filter(({ at }) => at >= fellAt);
  const end = after.findIndex(({ at }, index) => at - (after[index - 1]?.at ?? fellAt) > quietMs && index > 0);
  return end === -1 ? { burst: after, probes: [] } : { burst: after.slice(0, end), probes: after.slice(end) };
}

export function countOf(refusals: readonly Refusals[]): number {
  return refusals.reduce((sum, { count }) => sum + count, 0);
}
