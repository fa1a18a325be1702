import { type ByteBudget, byteQuotaError, type DefaultQuotas } from "@hailuo-queue/contracts";
import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";
import { takeBytesScript } from "./scripts.ts";

export interface RedisByteBudgetOptions {
  readonly redis: RedisClient;
  readonly keys: Pick<RedisKeys, "backlog" | "tenantQuotas">;
  /** Of tenants that have no quota of their own; default: they may keep any number. */
  readonly quotas?: Pick<DefaultQuotas, "maxBytes">;
}

/** Counts beside what Redis keeps of the tenant, which stands in the same HASH, see kept-bytes.lua. */
export function createRedisByteBudget({ redis, keys, quotas }: RedisByteBudgetOptions): ByteBudget {
  async function count(tenant: string, bytes: number): Promise<void> {
    const lack = await takeBytesScript(redis, [keys.backlog, keys.tenantQuotas(tenant)], [tenant, bytes, quotas?.maxBytes ?? ""]);
    if (lack !== undefined) throw byteQuotaError(lack);
  }

  return { take: (tenant, bytes) => count(tenant, Math.ceil(bytes)), give: (tenant, bytes) => count(tenant, -Math.ceil(bytes)) };
}
