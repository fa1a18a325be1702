import { randomUUID } from "node:crypto";

/** Names that no other test uses. */
export function createTestKeys(prefix = `test-${randomUUID()}`): {
  readonly apiKeys: string;
  readonly apiKeysUsed: string;
  readonly tenants: string;
  tenantQuotas(tenant: string): string;
} {
  return {
    apiKeys: `{${prefix}}:access:keys`,
    apiKeysUsed: `{${prefix}}:access:keys-used`,
    tenants: `{${prefix}}:backlog:tenants`,
    tenantQuotas: (tenant) => `{${prefix}}:access:quotas:${tenant}`,
  };
}
