import { type ApiKeys, createApiKeys, createTenantQuotas, type TenantQuotaStore } from "@hailuo-queue/access";
import type { AuditLog } from "@hailuo-queue/contracts";
import { createDeliveryLog, createKeys, createRedisAudit, type DeliveryLog } from "@hailuo-queue/store";
import { closeRedis, openRedis } from "@hailuo-queue/redis";
import { redactText } from "@hailuo-queue/runtime/settings";
import { readCliSettings } from "../env.ts";
import type { Shell } from "../shell.ts";
import { explainRedisError } from "./lasting-producer.ts";
import { patienceWith } from "./patience.ts";
import { useRedis } from "./use-redis.ts";

/** What only looks: changes are made with withChange. */
export interface Access {
  readonly apiKeys: Pick<ApiKeys, "list">;
  readonly audit: Pick<AuditLog, "read">;
  readonly quotas: Pick<TenantQuotaStore, "of">;
  readonly deliveries: Pick<DeliveryLog, "list">;
}

/**
 * Opens the gateway's keys and the audit in the Redis of REDIS_URL or in the embedded one, and closes them whatever
 * happens.
 */
export async function withAccess<Result>(shell: Shell, work: (access: Access) => Promise<Result>): Promise<Result> {
  const settings = readCliSettings(shell.env);
  const usable = await useRedis(settings, { what: "a query" }, shell);
  try {
    const redis = await openRedis(usable.url, { role: "client", patience: patienceWith(settings, usable.url, shell) });
    try {
      const keys = createKeys(settings.HAILUO_PREFIX);
      return await work({
        apiKeys: createApiKeys({ redis, keys }),
        audit: createRedisAudit({ redis, keys, redact: redactText }),
        quotas: createTenantQuotas({ redis, keys }),
        deliveries: createDeliveryLog({ redis, keys }),
      });
    } finally {
      await closeRedis(redis);
    }
  } catch (error) {
    throw explainRedisError(usable.url, error);
  } finally {
    await usable.close();
  }
}
