import type { ApiKey, ApiKeys, TenantQuotas, TenantQuotaStore } from "@hailuo-queue/access";
import type { TenantStanding } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";

/** A tenant as the console shows it. */
export type TenantView = TenantStanding & {
  readonly quotas: TenantQuotas;
  /** Of the admissions, if all tenants waited: its weight among those of all that have something unfinished. */
  readonly share?: number;
};

/** What `/api/tenants` answers. */
export interface TenantsPage {
  readonly at: number;
  readonly tenants: readonly TenantView[];
  /** Without those that were revoked. */
  readonly keys: readonly ApiKey[];
}

const MOST = 500;

export async function readTenants(
  parts: { readonly producer: Producer; readonly quotas: TenantQuotaStore; readonly apiKeys: ApiKeys },
  at: number,
): Promise<TenantsPage> {
  const [standings, keys] = await Promise.all([parts.producer.backlog.tenants(), parts.apiKeys.list()]);
  const busy = standings.filter(({ unfinished, paused }) => unfinished > 0 && !paused);
  const weights = busy.reduce((sum, { weight }) => sum + weight, 0);
  const tenants = await Promise.all(
    standings.slice(0, MOST).map(async (standing): Promise<TenantView> => {
      const share = busy.includes(standing) && weights > 0 ? { share: standing.weight / weights } : {};
      return { ...standing, quotas: await parts.quotas.of(standing.tenant), ...share };
    }),
  );
  return { at, tenants, keys: keys.filter(({ revokedAt }) => revokedAt === undefined) };
}
