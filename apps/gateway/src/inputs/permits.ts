import { INPUT_LIMITS } from "@hailuo-queue/contracts";
import { Problem } from "../http/problem.ts";

/**
 * Permits for media that arrive, each tenant's apart: they hold memory and connections to the storage while they do.
 */
export interface Permits {
  /**
   * Waits for a free one; the answer frees it.
   * @throws Problem (429 `too_many_arriving`) where too many wait already.
   */
  take(tenant: string): Promise<() => void>;
}

interface Line {
  taken: number;
  readonly waiting: (() => void)[];
}

export function createPermits(
  { maxArrivingPerTenant: most, maxWaitingPerTenant: mostWaiting } = INPUT_LIMITS as {
    readonly maxArrivingPerTenant: number;
    readonly maxWaitingPerTenant: number;
  },
): Permits {
  const lines = new Map<string, Line>();

  return {
    async take(tenant) {
      const line = lines.get(tenant) ?? { taken: 0, waiting: [] };
      lines.set(tenant, line);
      if (line.taken < most) line.taken += 1;
      else if (line.waiting.length >= mostWaiting)
        throw new Problem(429, "too_many_arriving", {
          detail: `${most} pictures, videos or recordings of the tenant are arriving at this gateway and ${mostWaiting} wait, which is the most; send fewer at once.`,
          retryAfterSeconds: 2,
        });
      // Whoever frees a place hands it on.
      else await new Promise<void>((resolve) => line.waiting.push(resolve));
      let over = false;
      return () => {
        if (over) return;
        over = true;
        const next = line.waiting.shift();
        if (next !== undefined) return next();
        line.taken -= 1;
        if (line.taken === 0) lines.delete(tenant);
      };
    },
  };
}
