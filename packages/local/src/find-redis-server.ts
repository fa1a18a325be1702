import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { optional } from "@hailuo-queue/contracts";
import { UnavailableError } from "@hailuo-queue/contracts/errors";
import { fetchRedisServer } from "./fetch-redis-server.ts";
import { askVersion, type FoundServer } from "./found-server.ts";
import { installationCure } from "./installation-cure.ts";
import { placesOfProcess, programOnPath } from "./programs-on-path.ts";
import { isRecentEnough } from "./server-version.ts";
import { unpackedCommand } from "./unpacked-server.ts";
import { firstToWrite, placesOfUser, userCacheDirectories } from "./user-cache-directory.ts";

/** Where a Redis server is looked for, and whether one may be downloaded. */
export interface FindOptions {
  /** Where a fetched server may be kept, the best first; default: the project's cache, else folders of the user. */
  readonly cacheDirectories?: readonly string[];
  /** Whether packages may be downloaded when there is no server; default false. */
  readonly allowFetch?: boolean;
  /** Gets a line for each thing that takes time or was passed over. */
  readonly log?: (line: string) => void;
  /** In place of PATH, for tests. */
  readonly searchPath?: string;
}

/**
 * `.cache/redis` of the project, the same folder from the sources and from the build; for an installed package, whose
 * own folder may be read-only and goes with it, one of the user's ({@link userCacheDirectories}).
 */
async function serverCacheDirectories(): Promise<readonly string[]> {
  const isProject = existsSync(new URL("../../../pnpm-workspace.yaml", import.meta.url));
  if (isProject) return [fileURLToPath(new URL("../../../.cache/redis", import.meta.url))];
  return await userCacheDirectories(placesOfUser());
}

/**
 * Finds a real server: on PATH, else in the cache, else by fetching.
 * @throws UnavailableError (`no_redis_server`) with what to type on this system.
 */
export async function findRedisServer(options: FindOptions = {}): Promise<FoundServer> {
  const log = options.log ?? (() => undefined);
  const onPath = await findOnPath(options.searchPath, log);
  if (onPath !== undefined) return onPath;
  const folders = options.cacheDirectories ?? (await serverCacheDirectories());
  for (const folder of folders) {
    const cached = await findInCache(folder);
    if (cached !== undefined) return cached;
  }
  if (options.allowFetch !== true) throw await noServer("it may not be fetched here");
  const cacheDirectory = await firstToWrite(folders);
  if (cacheDirectory === undefined) throw await noServer(`a fetched one cannot be kept in ${folders.join(" or ")}`);
  log(`no redis-server here; fetching one into ${cacheDirectory} (about 1.5 MB)`);
  const fetched = await fetchRedisServer(rootIn(cacheDirectory));
  if (!fetched.ok) throw await noServer(fetched.reason);
  const server = await findInCache(cacheDirectory);
  if (server === undefined) throw await noServer("the fetched one does not run");
  return { ...server, origin: "fetched" };
}

async function findOnPath(
  searchPath: string | undefined,
  log: (line: string) => void,
): Promise<FoundServer | undefined> {
  for (const name of ["redis-server", "valkey-server", "memurai"]) {
    const path = await programOnPath(name, { ...placesOfProcess(), ...optional({ searchPath }) });
    if (path === undefined) continue;
    const version = await askVersion([path]);
    if (version === undefined) log(`passing over ${path}: it does not start`);
    else if (!isRecentEnough(version.version)) log(`passing over ${path}: ${version.version} is older than 6.2`);
    else return { ...version, command: [path], path, origin: "path" };
  }
  return undefined;
}

async function findInCache(cacheDirectory: string): Promise<FoundServer | undefined> {
  const command = await unpackedCommand(rootIn(cacheDirectory));
  const version = command === undefined ? undefined : await askVersion(command);
  if (command === undefined || version === undefined || !isRecentEnough(version.version)) return undefined;
  return { ...version, command, path: command.at(-1) ?? "", origin: "cache" };
}

/** By architecture: a folder shared by machines of two kinds holds a server for each. */
function rootIn(cacheDirectory: string): string {
  return join(cacheDirectory, `${process.platform}-${process.arch}`);
}

async function noServer(reason: string): Promise<UnavailableError> {
  return new UnavailableError(
    "no_redis_server",
    `There is no Redis server on this machine: ${reason}. ${await installationCure()}`,
  );
}
