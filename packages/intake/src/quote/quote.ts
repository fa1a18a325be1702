import { type GenerationRequest, type PriceTable, usualTaskMs } from "@hailuo-queue/contracts";

/** What the accounts allow together. */
export interface QuoteLimits {
  readonly maxInFlight: number;
  /** Undefined: no limit. */
  readonly createPerMinute: number | undefined;
}

/** What all requests of one kind cost together: same model, resolution and duration. */
export interface KindQuote {
  readonly model: string;
  readonly resolution: string;
  readonly duration: string;
  readonly count: number;
  /** Undefined: the table has no price. */
  readonly microUsd: number | undefined;
}

/** What is to be made, added up. */
export interface Tally {
  readonly total: number;
  readonly kinds: readonly KindQuote[];
  readonly microUsd: number;
  /** How many have no price. */
  readonly unpriced: number;
  /** What all of them take at the provider together, by guesses; live tasks' times vary by half. */
  readonly slotMs: number;
  readonly longestMs: number;
}

/** Adds up what requests cost at this time (Unix ms) and how long they take. */
export async function tally(
  requests: AsyncIterable<GenerationRequest> | Iterable<GenerationRequest>,
  prices: PriceTable,
  nowMs: number,
): Promise<Tally> {
  const kinds = new Map<string, KindQuote & { count: number }>();
  let total = 0;
  let slotMs = 0;
  let longestMs = 0;
  for await (const request of requests) {
    const { model, resolution = "", duration = "" } = request;
    const microUsd = prices.priceOf(request, nowMs);
    const name = [model, resolution, duration, microUsd].join("|");
    const kind = kinds.get(name);
    if (kind === undefined) kinds.set(name, { model, resolution, duration: String(duration), count: 1, microUsd });
    else kind.count += 1;
    const taskMs = usualTaskMs(request);
    total += 1;
    slotMs += taskMs;
    longestMs = Math.max(longestMs, taskMs);
  }
  const all = [...kinds.values()];
  return {
    total,
    kinds: all,
    microUsd: all.reduce((sum, { count, microUsd }) => sum + count * (microUsd ?? 0), 0),
    unpriced: all.reduce((sum, { count, microUsd }) => sum + (microUsd === undefined ? count : 0), 0),
    slotMs,
    longestMs,
  };
}

/** A batch drains at its narrowest limit; its last tasks then take their own time. In seconds. */
export function guessSeconds({ total, slotMs, longestMs }: Tally, limits: QuoteLimits): number {
  const bySlots = slotMs / limits.maxInFlight;
  const byWindow =
    limits.createPerMinute === undefined ? 0 : ((total - 1) / limits.createPerMinute) * 60_000 + longestMs;
  return Math.ceil(Math.max(bySlots, byWindow, longestMs) / 1000);
}
