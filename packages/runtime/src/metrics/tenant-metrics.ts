import type { TenantStanding } from "@hailuo-queue/contracts";
import type { ScrapeReads } from "./scrape-reads.ts";

/** Money, share and stock of the tenants of HAILUO_METRICS_TENANTS: nobody bounds how many tenants there are. */
export function watchTenants(reads: ScrapeReads, read: () => Promise<readonly TenantStanding[]>): void {
  const of = (name: string, help: string) => reads.gauge(name, help, ["tenant"]);
  const unfinished = of("hailuo_tenant_unfinished", "Generations of the tenant that have not ended.");
  const reserved = of("hailuo_tenant_reserved_usd", "US dollars that the tenant's creates and tasks may still cost.");
  const left = of("hailuo_tenant_budget_left_usd", "US dollars left of the tenant's budget; missing without a budget.");
  const paused = of("hailuo_tenant_paused", "1 while a user has paused the tenant.");
  const keptBytes = of("hailuo_tenant_kept_bytes", "Bytes kept of the tenant in Redis and storage.");
  const spent = reads.keptCounter("hailuo_tenant_spent_usd_total", "US dollars charged for the tenant.", ["tenant"]);
  reads.readInto([unfinished, reserved, left, paused, keptBytes, spent], read, (tenants) => {
    for (const standing of tenants) {
      const { tenant, reservedMicroUsd, spentMicroUsd, budgetMicroUsd } = standing;
      unfinished.set({ tenant }, standing.unfinished);
      reserved.set({ tenant }, reservedMicroUsd / 1e6);
      spent.inc({ tenant }, spentMicroUsd / 1e6);
      paused.set({ tenant }, standing.paused ? 1 : 0);
      keptBytes.set({ tenant }, standing.keptBytes);
      if (budgetMicroUsd !== undefined) left.set({ tenant }, (budgetMicroUsd - reservedMicroUsd - spentMicroUsd) / 1e6);
    }
  });
}
