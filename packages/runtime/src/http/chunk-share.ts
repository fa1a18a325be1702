export interface ChunkShareLimits {
  /** Of each millisecond, for all connections together whose chunks have cost much lately. */
  readonly chunkShare: number;
  /** Milliseconds of parsing, of which half is forgotten each second: so much costs much. */
  readonly chunkFreeMs: number;
}

/** What the chunks of one caller have cost lately. */
export interface ChunkCost {
  ms: number;
  at: number;
}

const HALF_FORGOTTEN_MS = 1000;
/** Callers that are remembered; past it the oldest is forgotten. */
const REMEMBERED = 1000;
/** What may be used at once after a pause. */
const MOST_SAVED_MS = 1;

/**
 * Bodies in chunks: Node takes each chunk by itself, however small, and makes an object of it. A caller who has cost
 * much by them shares a small part of the time with all others who have, over all of its connections.
 */
export function createChunkShare({ chunkShare, chunkFreeMs }: ChunkShareLimits, now: () => number) {
  const ofCallers = new Map<string, ChunkCost>();
  let savedMs = MOST_SAVED_MS;
  let savedAt = now();

  function saved(): number {
    const at = now();
    savedMs = Math.min(MOST_SAVED_MS, savedMs + (at - savedAt) * chunkShare);
    savedAt = at;
    return savedMs;
  }

  return {
    /** One for all connections of a caller. */
    ofCaller(caller: string): ChunkCost {
      const known = ofCallers.get(caller) ?? { ms: 0, at: now() };
      ofCallers.delete(caller);
      const [oldest] = ofCallers.size >= REMEMBERED ? ofCallers.keys() : [];
      if (oldest !== undefined) ofCallers.delete(oldest);
      ofCallers.set(caller, known);
      return known;
    },
    hasCostMuch: (cost: ChunkCost): boolean => decayed(cost, now()) > chunkFreeMs,
    /** Adds what a piece took. */
    pay(cost: ChunkCost, tookMs: number): void {
      const at = now();
      if (decayed(cost, at) > chunkFreeMs) savedMs -= tookMs;
      cost.ms = decayed(cost, at) + tookMs;
      cost.at = at;
    },
    /** Until those who have cost much may go on; 0 for now. */
    waitMs: (): number => Math.ceil(Math.max(0, -saved() / chunkShare)),
  };
}

function decayed({ ms, at }: ChunkCost, now: number): number {
  return ms * 0.5 ** ((now - at) / HALF_FORGOTTEN_MS);
}
