import type { TenantQuotaStore } from "@hailuo-queue/access";
import type { BacklogControl } from "@hailuo-queue/contracts";
import { Problem } from "./http/problem.ts";

/** Keeps a tenant from filling the queue for everybody. */
export interface QuotaGuard {
  /** Throws a Problem (429 `quota`) when so many more would be too many. Calls at the same moment may pass it together. */
  requireRoom(tenant: string, more: number): Promise<void>;
}

export interface QuotaParts {
  readonly quotas: Pick<TenantQuotaStore, "of">;
  readonly backlog: Pick<BacklogControl, "tenant">;
  /** Of tenants that have none of their own. */
  readonly maxUnfinished: number;
}

export function createQuotaGuard({ quotas, backlog, maxUnfinished }: QuotaParts): QuotaGuard {
  return {
    async requireRoom(tenant, more) {
      const [{ maxUnfinished: limit = maxUnfinished }, { unfinished }] = await Promise.all([quotas.of(tenant), backlog.tenant(tenant)]);
      if (unfinished + more <= limit) return;
      throw new Problem(429, "quota", {
        detail: `The tenant has ${unfinished} unfinished generations, allowed are ${limit}; wait for some to end.`,
        retryAfterSeconds: 30,
      });
    },
  };
}
