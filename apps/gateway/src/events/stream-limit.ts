import { Problem } from "../http/problem.ts";

/** Counts what callers hold open in this process, by whoever holds it. */
export interface StreamLimit {
  /** @throws a Problem (429 `too_many_streams`); else counts one until `over` is called. */
  take(holder: string): { over(): void };
  /** All that are open. */
  count(): number;
}

/** `what`: what `most` counts, for the sentence. */
export function createStreamLimit(most: number, what = "The tenant"): StreamLimit {
  const open = new Map<string, number>();
  return {
    count: () => [...open.values()].reduce((sum, count) => sum + count, 0),
    take(holder) {
      const count = open.get(holder) ?? 0;
      if (count >= most)
        throw new Problem(429, "too_many_streams", {
          detail: `${what} has ${count} open event streams, downloads, uploads and waiting calls here; allowed are ${most}.`,
          retryAfterSeconds: 15,
        });
      open.set(holder, count + 1);
      let counted = true;
      return {
        over() {
          if (!counted) return;
          counted = false;
          const left = (open.get(holder) ?? 1) - 1;
          if (left === 0) open.delete(holder);
          else open.set(holder, left);
        },
      };
    },
  };
}
