import { type Fleet, missingWorkers, unsignedStages } from "@hailuo-queue/contracts";
import { countListeners } from "@hailuo-queue/queue/listening-stages";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys, WorkerRoll } from "@hailuo-queue/store";

export interface FleetSources {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly roll: Pick<WorkerRoll, "read">;
}

/**
 * Reads who works. Where a stage seems to be without a worker, it asks Redis who listens, besides: a worker of an
 * earlier version gives no signs.
 */
export function createFleetReader({ redis, keys, roll }: FleetSources): () => Promise<Fleet> {
  return async () => {
    const fleet = await roll.read();
    if (missingWorkers(fleet).length === 0) return fleet;
    const unsigned = unsignedStages(fleet, await countListeners(redis, keys));
    return unsigned.length === 0 ? fleet : { ...fleet, unsigned };
  };
}
