import type { Fleet, KnownWorker, WorkerSign } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { defineStoreScript } from "../define-store-script.ts";
import type { RedisKeys } from "../keys.ts";

/** For a day a worker that is gone is remembered: since when nobody works is told of it. */
const KEPT_MS = 24 * 3_600_000;
/** Most workers that are remembered, the latest; 1,000 signs are some 200 kB. */
const MOST_KEPT = 1000;

const noteWorkerScript = defineStoreScript<null, void>({
  name: "hailuoNoteWorker",
  file: "fleet/note-worker",
  parse: () => undefined,
});

/** Who works for a deployment. */
export interface WorkerRoll {
  /** One round trip. */
  note(sign: WorkerSign): Promise<void>;
  /** The workers of the last day, those of one stage together, the oldest first. */
  read(): Promise<Fleet>;
}

/** Makes the roll in Redis. It keeps the last 1,000 workers for a day after their last sign. */
export function createWorkerRoll({
  redis,
  keys,
}: {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
}): WorkerRoll {
  return {
    note: (sign) => noteWorkerScript(redis, keys, [], [sign.id, JSON.stringify(sign), KEPT_MS, MOST_KEPT]),
    async read() {
      const [[seconds], signs, seen] = await Promise.all([
        redis.time(),
        redis.hgetall(keys.workers),
        redis.zrange(keys.workersSeen, "0", "-1", "WITHSCORES"),
      ]);
      const seenAt = new Map(seen.flatMap((id, at) => (at % 2 === 0 ? [[id, Number(seen[at + 1])] as const] : [])));
      const workers = Object.entries(signs).flatMap(([id, sign]): KnownWorker[] => {
        const at = seenAt.get(id);
        return at === undefined ? [] : [{ ...(JSON.parse(sign) as WorkerSign), seenAt: at }];
      });
      return {
        at: Number(seconds) * 1000,
        workers: workers.toSorted(
          (left, right) => left.stage.localeCompare(right.stage) || left.startedAt - right.startedAt,
        ),
      };
    },
  };
}
