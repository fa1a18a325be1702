import type { ApiKey, ApiKeys, TenantQuotas, TenantQuotaStore } from "@hailuo-queue/access";
import type { TenantStanding } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";

/** A tenant as the console shows it. */
export type TenantView = TenantStanding & {
  /** Its own; what is not there is the gateway's setting. */
  readonly quotas: TenantQuotas;
  /** What holds: its own, or the gateway's setting. */
  readonly effective: Required<TenantQuotas>;
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

/** What `/api/tenants/<name>` answers. */
export interface TenantPage {
  readonly at: number;
  readonly tenant: TenantView;
  /** Of the tenant, without those that were revoked. */
  readonly keys: readonly ApiKey[];
}

export interface TenantParts {
  readonly producer: Pick<Producer, "backlog">;
  readonly quotas: TenantQuotaStore;
  /** Of tenants that have none of their own. */
  readonly defaults: Required<TenantQuotas>;
  readonly apiKeys: Pick<ApiKeys, "list">;
}

const MOST = 500;

export async function readTenants(
  { producer, quotas, defaults, apiKeys }: TenantParts,
  at: number,
): Promise<TenantsPage> {
  const [standings, keys] = await Promise.all([producer.backlog.tenants(), apiKeys.list()]);
  const shares = sharesOf(standings);
  const tenants = await Promise.all(
    standings.slice(0, MOST).map(async (standing): Promise<TenantView> => {
      const own = await quotas.of(standing.tenant);
      return { ...standing, quotas: own, effective: { ...defaults, ...own }, ...shares.get(standing.tenant) };
    }),
  );
  return { at, tenants, keys: keys.filter(({ revokedAt }) => revokedAt === undefined) };
}

/** Undefined for a name that has neither work nor a key. */
export async function readTenant(
  { producer, quotas, defaults, apiKeys }: TenantParts,
  name: string,
  /** withShare: also its share beside the others, which tells when they work. */
  { at, withShare }: { readonly at: number; readonly withShare: boolean },
): Promise<TenantPage | undefined> {
  const [standings, keys, own] = await Promise.all([producer.backlog.tenants(), apiKeys.list(), quotas.of(name)]);
  const ownKeys = keys.filter(({ tenant, revokedAt }) => tenant === name && revokedAt === undefined);
  const known = standings.find(({ tenant }) => tenant === name);
  if (known === undefined && ownKeys.length === 0 && Object.keys(own).length === 0) return undefined;
  const standing = known ?? (await producer.backlog.tenant(name));
  return {
    at,
    tenant: {
      ...standing,
      quotas: own,
      effective: { ...defaults, ...own },
      ...(withShare ? sharesOf(standings).get(name) : {}),
    },
    keys: ownKeys,
  };
}

function sharesOf(standings: readonly TenantStanding[]): ReadonlyMap<string, { readonly share: number }> {
  const busy = standings.filter(({ unfinished, paused }) => unfinished > 0 && !paused);
  const weights = busy.reduce((sum, { weight }) => sum + weight, 0);
  return new Map(weights > 0 ? busy.map(({ tenant, weight }) => [tenant, { share: weight / weights }]) : []);
}
