import { type Stage, STAGES } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { Cluster } from "ioredis";
import type { QueueKeys } from "./queue-keys.ts";
import { QUEUE_NAMES } from "./queue-settings.ts";

/**
 * How many worker processes listen to each stage's queue now, of whatever version: BullMQ names their connections. 0
 * where Redis does not tell, as some services do not and a user without the right to CLIENT LIST. One call for each
 * node; its reply grows with the clients of Redis, so it is for when something seems to be missing.
 */
export async function countListeners(
  redis: RedisClient,
  keys: Pick<QueueKeys, "bull">,
): Promise<Readonly<Record<Stage, number>>> {
  const nodes = redis instanceof Cluster ? redis.nodes("master") : [redis];
  const lists = await Promise.all(nodes.map(async (node) => String(await node.client("LIST")))).catch(() => []);
  const names = lists.flatMap((list) => [...list.matchAll(/ name=(\S*)/g)].map(([, name = ""]) => name));
  const count = (stage: Stage): number => {
    const own = `${keys.bull}:${Buffer.from(QUEUE_NAMES[stage]).toString("base64")}`;
    return names.filter((name) => name === own || name.startsWith(`${own}:w:`)).length;
  };
  return Object.fromEntries(STAGES.map((stage) => [stage, count(stage)])) as Record<Stage, number>;
}
