export { type ApiKey, type ApiKeys, type ApiKeysOptions, createApiKeys, type NewApiKey } from "./api-keys.ts";
export { idOfToken } from "./api-token.ts";
export { mayAct, type Role, ROLES } from "./roles.ts";
export { createTenantQuotas, type TenantQuotas, type TenantQuotaStore } from "./tenant-quotas.ts";
