import type { IntentGuard } from "@hailuo-queue/pipeline";
import {
  closeRedis,
  createWriteGuard,
  type DiskSafety,
  inspectDiskSafety,
  inspectRedis,
  openRedis,
  parseRedisUrl,
} from "@hailuo-queue/redis";
import type { RedisKeys } from "@hailuo-queue/store";

export interface IntentGuardOptions {
  readonly redisUrl: string;
  readonly keys: RedisKeys;
  /** Default 1 with Sentinel or a Cluster: a failover forgets what only the old master had. Else 0. */
  readonly replicas: number | undefined;
  /** Whether the server's disk must have it, where the server can tell. */
  readonly disk: boolean;
  readonly onError: (error: unknown) => void;
  /**
   * Told where an intent may be lost with the server that took it; of `never_synced`, that for this reason nothing is
   * sent.
   */
  readonly onUnsafe: (safety: DiskSafety) => void;
}

/** Makes sure that an intent outlives its Redis before money is spent on it. */
export async function openIntentGuard(options: IntentGuardOptions): Promise<IntentGuard & { close(): Promise<void> }> {
  const { redisUrl, keys, onError, onUnsafe } = options;
  const replicas = options.replicas ?? (parseRedisUrl(redisUrl).kind === "single" ? 0 : 1);
  const redis = await openRedis(redisUrl, { role: "worker", onError });
  const safety = options.disk ? await inspectDiskSafety(redis, (await inspectRedis(redis)).appendOnly) : undefined;
  if (safety === "cannot_wait" || safety === "no_file" || safety === "never_synced") onUnsafe(safety);
  // One that syncs nothing by itself may be told to while this runs.
  const disk = safety === "can_wait" || safety === "never_synced";
  if (replicas === 0 && !disk) {
    await closeRedis(redis);
    return { isSafe: async () => true, close: async () => undefined };
  }
  const guard = createWriteGuard({ redis, key: keys.guard, replicas, disk, onError });
  return {
    isSafe: (id, token) => guard.isSafe({ key: keys.generation(id), field: "token", value: token }),
    close: () => closeRedis(redis),
  };
}
