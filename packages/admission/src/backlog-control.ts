import { type BacklogControl, type BacklogPlace, InvalidInputError, type TenantStanding } from "@hailuo-queue/contracts";
import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";
import { backlogPlaceScript, refreshLanesScript } from "./scripts.ts";

export interface BacklogControlOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
}

const LARGEST_WEIGHT = 1_000_000;

/** A user's hand on the order in which generations are admitted. */
export function createBacklogControl({ redis, keys }: BacklogControlOptions): BacklogControl {
  const tenantKey = (tenant: string): string => `${keys.backlog}:tenant:${tenant}`;

  async function refresh(what: "batch" | "tenant", name: string, priority = ""): Promise<void> {
    await refreshLanesScript(redis, [keys.backlog, keys.wake], [what, name, priority]);
  }

  async function setTenantWeight(tenant: string, weight: number): Promise<void> {
    if (!(weight > 0 && weight <= LARGEST_WEIGHT)) {
      throw new InvalidInputError(
        "bad_weight",
        `The weight ${weight} cannot be used; allowed are numbers above 0, up to ${LARGEST_WEIGHT}.`,
      );
    }
    await redis.hset(tenantKey(tenant), "weight", String(weight));
    await redis.sadd(`${keys.backlog}:tenants`, tenant);
  }

  async function tenants(): Promise<readonly TenantStanding[]> {
    const names = await redis.smembers(`${keys.backlog}:tenants`);
    return Promise.all(
      names.toSorted().map(async (tenant) => {
        const [weight, paused] = await redis.hmget(tenantKey(tenant), "weight", "paused");
        return { tenant, weight: Number(weight ?? 1), paused: paused !== null && paused !== undefined };
      }),
    );
  }

  async function place(generation: Parameters<BacklogControl["place"]>[0]): Promise<BacklogPlace | undefined> {
    const { id, batchId, tenant, request, priority = "" } = generation;
    const found = await backlogPlaceScript(redis, [keys.backlog], [id, batchId, tenant, JSON.stringify(request), priority]);
    if (found === undefined) return undefined;
    const { ahead, share, stopped } = found;
    return stopped === undefined ? { ahead, share } : { ahead, share, stopped };
  }

  return {
    pauseBatch: async (batchId) => {
      await redis.hset(keys.batch(batchId), "paused", "1");
      await refresh("batch", batchId);
    },
    resumeBatch: async (batchId) => {
      await redis.hdel(keys.batch(batchId), "paused");
      await refresh("batch", batchId);
    },
    setBatchPriority: async (batchId, priority) => {
      await redis.hset(keys.batch(batchId), "priority", priority);
      await refresh("batch", batchId, priority);
    },
    beginCancel: async (batchId) => {
      await redis.hset(keys.batch(batchId), "cancelling", "1");
      await redis.sadd(keys.cancellingBatches, batchId);
      await refresh("batch", batchId);
    },
    endCancel: async (batchId) => {
      await redis.hdel(keys.batch(batchId), "cancelling");
      await redis.srem(keys.cancellingBatches, batchId);
      await refresh("batch", batchId);
    },
    cancellingBatches: () => redis.smembers(keys.cancellingBatches),
    setTenantWeight,
    pauseTenant: async (tenant) => {
      await redis.hset(tenantKey(tenant), "paused", "1");
      await redis.sadd(`${keys.backlog}:tenants`, tenant);
      await refresh("tenant", tenant);
    },
    resumeTenant: async (tenant) => {
      await redis.hdel(tenantKey(tenant), "paused");
      await refresh("tenant", tenant);
    },
    tenants,
    place,
  };
}
