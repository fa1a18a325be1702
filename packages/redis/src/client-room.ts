import { UnavailableError } from "@hailuo-queue/contracts";
import { inspectRedis } from "./check-redis.ts";
import type { RedisClient } from "./connection.ts";
import { describeRedisUrl } from "./redis-url.ts";

/**
 * @throws UnavailableError (`redis_full_of_clients`) where a server tells that it has no room for so many more
 * connections.
 */
export async function requireClientRoom(
  redis: RedisClient,
  url: string,
  { who, needs }: { readonly who: string; readonly needs: number },
): Promise<void> {
  const { maxClients, connectedClients } = await inspectRedis(redis);
  // Hosted ones hide one or the other: then the door tells.
  if (maxClients === undefined || connectedClients === undefined || connectedClients + needs <= maxClients) return;
  throw fullOfClients(
    url,
    `${who} needs ${needs} connections beside this one; of its ` +
      `${maxClients} (maxclients) ${connectedClients} are taken`,
  );
}

/**
 * The error for a server that accepts no more connections (`redis_full_of_clients`). `why` is a clause of its
 * sentence.
 */
export function fullOfClients(url: string, why: string): UnavailableError {
  return new UnavailableError(
    "redis_full_of_clients",
    `Redis at ${describeRedisUrl(url)} has no room: ${why}, and it would refuse the rest ("max number of clients ` +
      'reached"). Raise maxclients there, or close other clients (`redis-cli client list` shows them).',
  );
}
