import { access } from "node:fs/promises";
import { join } from "node:path";
import type { CliSettings } from "../env.ts";

export type RedisSettings = Pick<CliSettings, "REDIS_URL" | "HAILUO_STATE_DIR">;

/** The place of the folder's Redis within the state directory. */
export function redisDirectory(stateDirectory: string): string {
  return join(stateDirectory, "redis");
}

/** Whether one is named, or was made in this folder. */
export async function isThereRedis(settings: RedisSettings): Promise<boolean> {
  return (
    settings.REDIS_URL !== undefined ||
    access(redisDirectory(settings.HAILUO_STATE_DIR)).then(
      () => true,
      () => false,
    )
  );
}
