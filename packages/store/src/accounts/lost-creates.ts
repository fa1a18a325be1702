import type { LostCreate, LostCreates } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { noteLookupScript } from "./scripts.ts";

export interface RedisLostCreatesOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
}

const DAY_MS = 24 * 60 * 60_000;
/** The provider's list goes seven days back; today, and one for a clock that is a little behind. */
const DAYS = 9;
const FORGOTTEN_AFTER_MS = 8 * DAY_MS;

/** What transitions remember of accounts whose API lists tasks, see lua/accounts/task-index.lua. */
export function createRedisLostCreates({ redis, keys }: RedisLostCreatesOptions): LostCreates {
  async function redisNow(): Promise<number> {
    return Number((await redis.time())[0]) * 1000;
  }

  return {
    async list(account) {
      const key = keys.lostCreates(account);
      const [entries, now] = await Promise.all([redis.hgetall(key), redisNow()]);
      const creates = Object.entries(entries).map(([field, json]) => ({ field, create: readCreate(field, json) }));
      const old = creates
        .filter(({ create }) => now - create.submittedAt > FORGOTTEN_AFTER_MS)
        .map(({ field }) => field);
      if (old.length > 0) await redis.hdel(key, ...old);
      return creates.filter(({ field }) => !old.includes(field)).map(({ create }) => create);
    },
    async known(account, taskIds) {
      if (taskIds.length === 0) return new Set();
      const today = Math.floor((await redisNow()) / DAY_MS);
      const days = Array.from({ length: DAYS }, (_, ago) => keys.tasks(account, today - ago));
      const found = await Promise.all(days.map((day) => redis.smismember(day, ...taskIds)));
      return new Set(taskIds.filter((_id, at) => found.some((members) => Number(members[at]) === 1)));
    },
    async note(generationId, run, lookup) {
      await noteLookupScript(redis, keys, [keys.generation(generationId)], [run, JSON.stringify(lookup)]);
    },
  };
}

function readCreate(field: string, json: string): LostCreate {
  const at = field.lastIndexOf(":");
  const told = JSON.parse(json) as Omit<LostCreate, "generationId" | "run">;
  return { ...told, generationId: field.slice(0, at), run: Number(field.slice(at + 1)) };
}
