import { lstat, mkdir, mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Where a user of this machine may keep what can be fetched again. */
export interface UserPlaces {
  /** $XDG_CACHE_HOME; relative ones are no place, as its specification says. */
  readonly cacheHome: string | undefined;
  readonly home: string;
  readonly temporary: string;
  /** Undefined on Windows, whose folders for temporary files are the user's own. */
  readonly userId: number | undefined;
}

export function placesOfUser(): UserPlaces {
  return {
    // oxlint-disable-next-line node/no-process-env -- a place, as the home is
    cacheHome: process.env["XDG_CACHE_HOME"],
    home: homedir(),
    temporary: tmpdir(),
    userId: process.getuid?.(),
  };
}

/**
 * The folders of a fetched server, the best first: in the user's cache, and, for where that cannot be written to
 * (read-only homes of CI and containers, users without a home), in one of the user's own among the temporary files.
 */
export async function userCacheDirectories(places: UserPlaces): Promise<readonly string[]> {
  const { cacheHome, home, temporary, userId } = places;
  const base = cacheHome !== undefined && isAbsolute(cacheHome) ? cacheHome : join(home, ".cache");
  const usual = join(base, "hailuo-queue", "redis");
  const own = join(temporary, `hailuo-queue-${userId ?? "user"}`);
  return (await belongsToOthers(own, userId)) ? [usual] : [usual, join(own, "redis")];
}

/** The first of them in which something can be kept; it is there then. */
export async function firstToWrite(folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) if (await canKeep(folder)) return folder;
  return undefined;
}

async function canKeep(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(await mkdtemp(join(folder, "try-")), { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/** Anybody may make a folder of this name there first, and what is in it is run: only the user's own will do. */
async function belongsToOthers(folder: string, userId: number | undefined): Promise<boolean> {
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined) return false;
  return !found.isDirectory() || (userId !== undefined && (found.uid !== userId || (found.mode & 0o022) !== 0));
}
