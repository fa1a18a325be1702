import type { Role } from "@hailuo-queue/access";

/** Who asks, and what of the deployment is shown to them. */
export interface Identity {
  /** For the audit: `dashboard admin`, `key 0123456789abcdef`. */
  readonly who: string;
  /** `read` looks, `submit` also changes generations and batches, `admin` also accounts, tenants and keys. */
  readonly role: Role;
  /** Generations and batches of this tenant alone; undefined: of all. */
  readonly tenant?: string;
  /** What each change has to carry; undefined where nothing may be changed: nobody has signed in. */
  readonly csrf?: string;
}

/** Whether accounts, tenants, workers and the diagnosis are shown, as over the API. */
export function seesDeployment({ role, tenant }: Identity): boolean {
  return tenant === undefined || role === "admin";
}
