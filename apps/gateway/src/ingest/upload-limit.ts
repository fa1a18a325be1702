import { UPLOAD_LIMITS } from "@hailuo-queue/contracts";
import { Problem } from "../http/problem.ts";

/**
 * Counts the uploads that are under way in this process: they take turns, and each that is more makes all of them
 * slower.
 */
export interface UploadLimit {
  /** @throws a Problem (429 `too_many_uploads`); else counts one until `over` is called. */
  take(tenant: string): { over(): void };
  /** All that are under way. */
  count(): number;
}

const RETRY_AFTER_SECONDS = 5;

export function createUploadLimit({
  maxOfTenant,
  maxOfGateway,
}: { readonly maxOfTenant: number; readonly maxOfGateway: number } = UPLOAD_LIMITS): UploadLimit {
  const underWay = new Map<string, number>();
  let all = 0;
  return {
    count: () => all,
    take(tenant) {
      const own = underWay.get(tenant) ?? 0;
      if (own >= maxOfTenant)
        throw refused(`The tenant has ${own} uploads and dry runs under way here, allowed are ${maxOfTenant}`);
      if (all >= maxOfGateway)
        throw refused(`This gateway has ${all} uploads and dry runs under way, the most that it takes`);
      all += 1;
      underWay.set(tenant, own + 1);
      let counted = true;
      return {
        over() {
          if (!counted) return;
          counted = false;
          all -= 1;
          const left = (underWay.get(tenant) ?? 1) - 1;
          if (left === 0) underWay.delete(tenant);
          else underWay.set(tenant, left);
        },
      };
    },
  };
}

function refused(what: string): Problem {
  return new Problem(429, "too_many_uploads", {
    detail: `${what}; wait for one to end.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
