/** One create that the provider accepted. */
export interface Service {
  readonly tenant: string;
  readonly cost: number;
}

export interface TenantLoad {
  readonly tenant: string;
  readonly weight: number;
  readonly generations: number;
}

/** Jain's index: 1 when all are the same, 1/n when one has all. */
export function jainIndex(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value ** 2, 0);
  return squares === 0 ? 1 : sum ** 2 / (values.length * squares);
}

/** Cost served to each tenant over its weight, in the tenants' order. */
export function weightedService(served: readonly Service[], tenants: readonly TenantLoad[]): number[] {
  return tenants.map(({ tenant, weight }) => costOf(served, tenant) / weight);
}

export function costOf(served: readonly Service[], tenant: string): number {
  return served.reduce((sum, service) => sum + (service.tenant === tenant ? service.cost : 0), 0);
}

/** How many were served when the first of these tenants had nothing left. */
export function servedWhileAllWaited(served: readonly Service[], tenants: readonly TenantLoad[]): number {
  const left = new Map(tenants.map(({ tenant, generations }) => [tenant, generations]));
  const last = served.findIndex(({ tenant }) => {
    const rest = left.get(tenant);
    if (rest === undefined) return false;
    left.set(tenant, rest - 1);
    return rest === 1;
  });
  return last === -1 ? served.length : last + 1;
}
