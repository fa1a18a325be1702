import { UnavailableError } from "@hailuo-queue/contracts";
import { describeUsers, findRedisServer, joinRedis, type SharedRedis } from "@hailuo-queue/local";
import { colorsFor } from "../colors.ts";
import { printSentence, type Shell } from "../shell.ts";
import { isThereRedis, redisDirectory, type RedisSettings } from "./folder-of-redis.ts";
import { say } from "../words/say.ts";

export interface UsableRedis extends AsyncDisposable {
  readonly url: string;
  /** Aborts, with the reason, when the folder's Redis has ended and does not come back. */
  readonly lost: AbortSignal;
  close(): Promise<void>;
}

export interface RedisUse {
  /** What uses it, in a word: `gateway`. */
  readonly what: string;
  /** Whether a folder without one gets one; default false: there is nothing to read. */
  readonly makes?: boolean;
}

/**
 * The Redis of REDIS_URL; else that of the folder, which others may use at the same time, and which says so on standard
 * error. Where nobody uses it, it runs for as long as we do.
 * @throws UnavailableError (`no_redis`) when there is none, and none is to be made.
 */
export async function useRedis(
  settings: RedisSettings,
  use: RedisUse,
  shell: Pick<Shell, "env" | "stderr">,
): Promise<UsableRedis> {
  if (settings.REDIS_URL !== undefined) return foreign(settings.REDIS_URL);
  if (use.makes !== true && !(await isThereRedis(settings))) {
    throw new UnavailableError(
      "no_redis",
      say`There is no Redis to read: set REDIS_URL, or use \`hailuo run\` first, which keeps its own Redis in ${settings.HAILUO_STATE_DIR}.`,
    );
  }
  const note = (line: string): void => printSentence(shell.stderr, colorsFor(shell.stderr, shell.env).dim(line));
  const redis = await joinFolderRedis(settings.HAILUO_STATE_DIR, { what: use.what, env: shell.env, note });
  note(folderRedisWords(redis, settings.HAILUO_STATE_DIR));
  return redis;
}

function foreign(url: string): UsableRedis {
  const nothing = async (): Promise<void> => undefined;
  return { url, lost: new AbortController().signal, close: nothing, [Symbol.asyncDispose]: nothing };
}

export function joinFolderRedis(
  stateDirectory: string,
  { what, env, note }: { readonly what: string; readonly env: Shell["env"]; readonly note: (line: string) => void },
): Promise<SharedRedis> {
  const findServer = (): ReturnType<typeof findRedisServer> => findRedisServer({ log: note, allowFetch: true });
  return joinRedis({ directory: redisDirectory(stateDirectory), what, env, log: note, findServer });
}

/** Which Redis it is, and who else uses it. */
export function folderRedisWords({ others }: Pick<SharedRedis, "others">, stateDirectory: string): string {
  return say`redis: this folder's own, in ${stateDirectory}${others.length === 0 ? "" : say`, shared with ${describeUsers(others)}`}`;
}
