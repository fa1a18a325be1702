import { InvalidInputError } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";

/** What a tenant may ask of the gateway; what is not there is the gateway's own setting. */
export interface TenantQuotas {
  readonly requestsPerMinute?: number;
  /** Generations that have not ended. */
  readonly maxUnfinished?: number;
  /** Bytes that are kept, of records in Redis and of inputs in storage together. */
  readonly maxBytes?: number;
}

/** The quotas of single tenants, which override the gateway's settings. */
export interface TenantQuotaStore {
  of(tenant: string): Promise<TenantQuotas>;
  /** `null` goes back to the gateway's own; what is not named stays. */
  set(tenant: string, quotas: { readonly [Name in keyof TenantQuotas]: number | null }): Promise<void>;
}

const NAMES = ["requestsPerMinute", "maxUnfinished", "maxBytes"] as const satisfies readonly (keyof TenantQuotas)[];

/**
 * Makes a {@link TenantQuotaStore}, which keeps one Redis hash for each tenant. Its `set` throws InvalidInputError
 * (`bad_quota`) for a value that is not a whole number from 0. A tenant with a quota is one of those that are listed.
 */
export function createTenantQuotas({
  redis,
  keys,
}: {
  readonly redis: RedisClient;
  readonly keys: { readonly tenants: string; tenantQuotas(tenant: string): string };
}): TenantQuotaStore {
  return {
    async of(tenant) {
      const values = await redis.hmget(keys.tenantQuotas(tenant), ...NAMES);
      return Object.fromEntries(
        NAMES.flatMap((name, at) => (typeof values[at] === "string" ? [[name, Number(values[at])]] : [])),
      );
    },
    async set(tenant, quotas) {
      for (const name of NAMES) {
        const value = quotas[name];
        if (value === null) await redis.hdel(keys.tenantQuotas(tenant), name);
        else if (value === undefined) continue;
        else if (!Number.isSafeInteger(value) || value < 0)
          throw new InvalidInputError("bad_quota", `${name} is ${value}; it is a whole number from 0.`);
        else {
          await redis.hset(keys.tenantQuotas(tenant), name, String(value));
          await redis.sadd(keys.tenants, tenant);
        }
      }
    },
  };
}
