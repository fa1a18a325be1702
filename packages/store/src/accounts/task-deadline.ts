import { DEFAULT_TASK_DEADLINE_MS } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";

/**
 * How long a task of an account may take until it is overdue, as its workers have published it; 30 minutes where none
 * of them has.
 */
export function createTaskDeadlineReader({
  redis,
  keys,
}: {
  readonly redis: RedisClient;
  readonly keys: Pick<RedisKeys, "account">;
}): (account: string) => Promise<number> {
  return async (account) =>
    Number((await redis.hget(keys.account(account), "taskDeadlineMs")) ?? DEFAULT_TASK_DEADLINE_MS);
}
