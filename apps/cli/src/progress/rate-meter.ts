/** Long enough to even out videos that finish in bunches, short enough to follow a changed limit. */
const WINDOW_MS = 120_000;

export interface RateMeter {
  /** Notes how many had ended at a time; returns how many end per minute lately, or undefined while none has. */
  note(ended: number, nowMs: number): number | undefined;
}

export function createRateMeter(windowMs = WINDOW_MS): RateMeter {
  const samples: { readonly ended: number; readonly atMs: number }[] = [];
  return {
    note(ended, nowMs) {
      samples.push({ ended, atMs: nowMs });
      while (samples[1] !== undefined && samples[1].atMs <= nowMs - windowMs) samples.shift();
      const first = samples[0];
      if (first === undefined || ended <= first.ended || nowMs <= first.atMs) return undefined;
      return ((ended - first.ended) / (nowMs - first.atMs)) * 60_000;
    },
  };
}
