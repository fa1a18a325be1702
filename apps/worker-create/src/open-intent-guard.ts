import type { IntentGuard } from "@hailuo-queue/pipeline";
import { closeRedis, createReplicationGuard, openRedis, parseRedisUrl } from "@hailuo-queue/redis";
import type { RedisKeys } from "@hailuo-queue/store";

export interface IntentGuardOptions {
  readonly redisUrl: string;
  readonly keys: RedisKeys;
  /** Default 1 with Sentinel or a Cluster: a failover forgets what only the old master had. Else 0. */
  readonly replicas: number | undefined;
  readonly onError: (error: unknown) => void;
}

/** Makes sure that an intent outlives its Redis before money is spent on it. */
export async function openIntentGuard(options: IntentGuardOptions): Promise<IntentGuard & { close(): Promise<void> }> {
  const { redisUrl, keys, onError } = options;
  const replicas = options.replicas ?? (parseRedisUrl(redisUrl).kind === "single" ? 0 : 1);
  if (replicas === 0) return { isSafe: async () => true, close: async () => undefined };
  const redis = await openRedis(redisUrl, { role: "worker", onError });
  const guard = createReplicationGuard({ redis, key: keys.guard, replicas, onError });
  return {
    isSafe: (id, token) => guard.isSafe({ key: keys.generation(id), field: "token", value: token }),
    close: () => closeRedis(redis),
  };
}
