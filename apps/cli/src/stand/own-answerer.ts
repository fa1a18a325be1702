import { openAnswerer } from "@hailuo-queue/composition";
import { createLogger, readAccounts } from "@hailuo-queue/runtime";
import { readCliSettings, readDoctorSettings, readWorkersSettings } from "../env.ts";
import type { Shell } from "../shell.ts";

/** Answers questions to the provider in this process, where it has a key; undefined where it has none. */
export async function openOwnAnswerer(shell: Shell, redisUrl: string): Promise<{ close(): Promise<void> } | undefined> {
  const { MINIMAX_API_KEY: key, HAILUO_ACCOUNTS_FILE: file } = readDoctorSettings(shell.env);
  if (key === undefined && file === undefined) return undefined;
  const settings = readWorkersSettings({ ...shell.env, REDIS_URL: redisUrl });
  // Its lines would stand between those of the command.
  const level = shell.env["HAILUO_LOG_LEVEL"] === undefined ? "silent" : readCliSettings(shell.env).HAILUO_LOG_LEVEL;
  const pool = await readAccounts(settings, shell.env);
  return openAnswerer(settings, pool, createLogger({ name: "resolve", level }));
}
