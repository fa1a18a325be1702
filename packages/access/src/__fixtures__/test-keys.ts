import { randomUUID } from "node:crypto";

/** Names that no other test uses. */
export function createTestKeys(prefix = `test-${randomUUID()}`): { readonly apiKeys: string; tenantQuotas(tenant: string): string } {
  return { apiKeys: `{${prefix}}:access:keys`, tenantQuotas: (tenant) => `{${prefix}}:access:quotas:${tenant}` };
}
