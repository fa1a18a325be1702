import { readCliSettings } from "../env.ts";
import type { Environment } from "../shell.ts";

/** What is left in a folder's own Redis is small, and running a file again must buy nothing however late. */
export const KEPT_FOR_GOOD = { HAILUO_RETENTION_SUCCEEDED_MS: "0", HAILUO_RETENTION_FAILED_MS: "0" } as const;

/** Stands for the address of the folder's Redis until it is known. */
const NOT_YET = "redis://127.0.0.1";

/**
 * What settings are read from where REDIS_URL may be left out: so that what is wrong with them is said before a Redis
 * is started.
 */
export function withFolderDefaults(env: Environment): Environment {
  return readCliSettings(env).REDIS_URL === undefined ? { ...KEPT_FOR_GOOD, ...env, REDIS_URL: NOT_YET } : env;
}
