import { Problem } from "../http/problem.ts";

/** Each holds a connection and some memory for as long as its listener likes. */
const MOST_STREAMS = 1000;

/** Counts the open event streams of each tenant in this process. */
export interface StreamLimit {
  /** Throws a Problem (429 `too_many_streams`); else counts one until `over` is called. */
  take(tenant: string): { over(): void };
}

export function createStreamLimit(most = MOST_STREAMS): StreamLimit {
  const open = new Map<string, number>();
  return {
    take(tenant) {
      const count = open.get(tenant) ?? 0;
      if (count >= most)
        throw new Problem(429, "too_many_streams", {
          detail: `The tenant has ${count} open event streams here, allowed are ${most}.`,
          retryAfterSeconds: 15,
        });
      open.set(tenant, count + 1);
      let counted = true;
      return {
        over() {
          if (!counted) return;
          counted = false;
          const left = (open.get(tenant) ?? 1) - 1;
          if (left === 0) open.delete(tenant);
          else open.set(tenant, left);
        },
      };
    },
  };
}
