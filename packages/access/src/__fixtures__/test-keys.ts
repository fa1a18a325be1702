import { randomUUID } from "node:crypto";

/** Names that no other test uses. */
export function createTestKeys(prefix = `test-${randomUUID()}`): {
  readonly apiKeys: string;
  readonly apiKeysUsed: string;
  tenantQuotas(tenant: string): string;
} {
  return {
    apiKeys: `{${prefix}}:access:keys`,
    apiKeysUsed: `{${prefix}}:access:keys-used`,
    tenantQuotas: (tenant) => `{${prefix}}:access:quotas:${tenant}`,
  };
}
