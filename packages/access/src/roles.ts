/**
 * `read` looks, `submit` also enqueues, cancels and retries for its tenant, `admin` also changes accounts and tenants.
 */
export const ROLES = ["read", "submit", "admin"] as const;
/** A role of {@link ROLES}. Each role includes those before it. */
export type Role = (typeof ROLES)[number];

/** Each role may do what those before it may. */
export function mayAct(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
