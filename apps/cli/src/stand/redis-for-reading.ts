import { access } from "node:fs/promises";
import { join } from "node:path";
import { UnavailableError } from "@hailuo-queue/contracts";
import { findRedisServer, findRunningRedis, startPrivateRedis } from "@hailuo-queue/local";
import type { CliSettings } from "../env.ts";

export interface UsableRedis {
  readonly url: string;
  close(): Promise<void>;
}

const nothingToClose = async (): Promise<void> => {};

/**
 * The Redis of REDIS_URL; else the embedded one that a `hailuo run` has open just now; else the embedded one's data, for
 * as long as the command takes. Throws UnavailableError (`no_redis`) when there is none of them.
 */
export async function openRedisForReading(settings: Pick<CliSettings, "REDIS_URL" | "HAILUO_STATE_DIR">): Promise<UsableRedis> {
  if (settings.REDIS_URL !== undefined) return { url: settings.REDIS_URL, close: nothingToClose };
  const directory = redisDirectory(settings.HAILUO_STATE_DIR);
  const running = await findRunningRedis(directory);
  if (running !== undefined) return { url: running.url, close: nothingToClose };
  if (!(await exists(directory))) {
    throw new UnavailableError(
      "no_redis",
      `There is no Redis to read: set REDIS_URL, or use \`hailuo run\` first, which keeps its own Redis in ${settings.HAILUO_STATE_DIR}.`,
    );
  }
  return startPrivateRedis({ server: await findRedisServer(), directory });
}

/** The embedded Redis' place within the state directory. */
export function redisDirectory(stateDirectory: string): string {
  return join(stateDirectory, "redis");
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
