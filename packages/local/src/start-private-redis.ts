import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { InvalidInputError, UnavailableError } from "@hailuo-queue/contracts/errors";
import { createRunningTime } from "@hailuo-queue/outbound/running-time";
import { askRedis, type RedisAddress } from "./ask-redis.ts";
import { claimDirectory, type DirectoryClaim } from "./directory-claim.ts";
import type { FoundServer } from "./found-server.ts";
import { type FolderLock, tryLockFolder } from "./folder-lock.ts";
import { freePort } from "./free-port.ts";
import { type GuardedServer, startGuarded } from "./guarded-server.ts";
import { readState, type RedisState, redisUrl, removeState, writeState } from "./redis-state-file.ts";

/** Which server is started, and where it keeps its data. */
export interface PrivateRedisOptions {
  readonly server: FoundServer;
  /** Where its data stays; made when missing. Without one: a temporary directory that is removed at the end. */
  readonly directory?: string;
  /**
   * Whether every write is logged to disk (synced before it is acknowledged); default true with a directory, false
   * without.
   */
  readonly appendOnly?: boolean;
  /** Default: a free one. */
  readonly port?: number;
  readonly log?: (line: string) => void;
}

/** A Redis of our own on 127.0.0.1, behind a random password; it ends when our process ends, however that happens. */
export interface PrivateRedis extends AsyncDisposable {
  /** With the password in it. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly directory: string;
  /** Fulfils when the server has ended, asked to or not. */
  readonly exited: Promise<void>;
  /**
   * Ends it cleanly: what was acknowledged is on disk. Safe to call twice. The next one on the directory has another
   * address, unless this one had ended by itself, or `comesBack`.
   */
  close(how?: { readonly comesBack: boolean }): Promise<void>;
}

/** Reading a large AOF takes about 1 s for 100 MB. */
const LOADING_LIMIT_MS = 300_000;
const ANSWER_LIMIT_MS = 15_000;
/** What takes about a second is said; a small file is read in a moment. */
const TOLD_LOADS = 50;

/**
 * Starts a private Redis and waits until it answers.
 * @throws InvalidInputError (`directory_in_use`) when another process runs one in the same directory, UnavailableError
 * (`redis_not_started`) with the server's last lines otherwise.
 */
export async function startPrivateRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  const ephemeral = options.directory === undefined;
  const directory = await prepareDirectory(options.directory);
  const claimed = await claimDirectory(directory);
  if (!claimed.held) throw inUse(directory, claimed.ownerPid);
  let lock: FolderLock | undefined;
  try {
    const former = ephemeral ? undefined : await readState(directory);
    lock = ephemeral ? undefined : await waitForFormerServer(directory, former, options.log);
    const appendOnly = options.appendOnly ?? !ephemeral;
    return await startOnFreePort(options, { directory, ephemeral, appendOnly, claim: claimed.claim, lock, former });
  } catch (error) {
    await lock?.close();
    await claimed.claim.release();
    throw error;
  }
}

interface Place {
  readonly directory: string;
  readonly ephemeral: boolean;
  readonly appendOnly: boolean;
  readonly claim: DirectoryClaim;
  readonly lock: FolderLock | undefined;
  /** Of a server that ended without its owner: those that use it find the next one where it was. */
  readonly former: RedisAddress | undefined;
}

async function prepareDirectory(wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return realpath(await mkdtemp(join(tmpdir(), "hailuo-redis-")));
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  return realpath(wanted);
}

async function startOnFreePort(options: PrivateRedisOptions, place: Place): Promise<PrivateRedis> {
  // Between finding a free port and listening on it another process may take it.
  for (let tries = 1; ; tries += 1) {
    const asBefore = tries === 1 && options.port === undefined ? place.former : undefined;
    const address = asBefore ?? { port: options.port ?? (await freePort()), password: randomBytes(16).toString("hex") };
    await mkdir(place.directory, { recursive: true, mode: 0o700 });
    await writeFile(join(place.directory, "redis.conf"), configuration(address, place.appendOnly), { mode: 0o600 });
    const command = [...options.server.command, join(place.directory, "redis.conf")];
    const server = await startGuarded(command, {
      directory: place.directory,
      removeDirectory: place.ephemeral,
      lock: place.lock?.descriptor,
    });
    const pid = await waitForAnswer(server, address, options.log);
    if (pid !== undefined) {
      await writeState(place.directory, { ...address, pid });
      return privateRedis(server, { address, pid, place });
    }
    const tail = await server.logTail();
    await server.stop();
    if (tries < 3 && options.port === undefined && tail.includes("Address already in use")) continue;
    throw new UnavailableError(
      "redis_not_started",
      `${options.server.path} did not start in ${place.directory}. It said:\n${tail}`,
    );
  }
}

function configuration(address: RedisAddress, appendOnly: boolean): string {
  return [
    "bind 127.0.0.1",
    "protected-mode yes",
    `port ${address.port}`,
    `requirepass ${address.password}`,
    "dir ./",
    "daemonize no",
    "maxmemory-policy noeviction",
    // Delayed jobs are woken by timeouts of blocked clients, which are looked at hz times a second.
    "hz 100",
    'save ""',
    `appendonly ${appendOnly ? "yes" : "no"}`,
    // An intent that was acknowledged outlives the process and the machine: it stands before money that is spent once.
    "appendfsync always",
    "",
  ].join("\n");
}

/** The server's process id once it answers; undefined when it ended or never answered. */
async function waitForAnswer(
  server: GuardedServer,
  address: RedisAddress,
  log: PrivateRedisOptions["log"],
): Promise<number | undefined> {
  let late = false;
  const giveUpAfter = (limitMs: number): (() => void) => createRunningTime(limitMs).after(() => (late = true));
  let stopWaiting = giveUpAfter(ANSWER_LIMIT_MS);
  let loads = 0;
  try {
    while (!server.hasExited() && !late) {
      const answer = await askRedis(address, "INFO");
      // INFO is answered while the data is still being read, when nothing else is.
      const loading = answer.kind === "loading" || (answer.kind === "answered" && /^loading:1/m.test(answer.text));
      if (answer.kind === "answered" && !loading) return Number(/process_id:(\d+)/.exec(answer.text)?.[1] ?? 0);
      if (loading) loads += 1;
      if (loading && loads === 1) {
        stopWaiting();
        stopWaiting = giveUpAfter(LOADING_LIMIT_MS);
      }
      if (loading && loads === TOLD_LOADS) log?.("Redis is reading its data");
      await Promise.race([delay(15), server.exited]);
    }
    return undefined;
  } finally {
    stopWaiting();
  }
}

function privateRedis(
  server: GuardedServer,
  parts: { address: RedisAddress; pid: number; place: Place },
): PrivateRedis {
  const { address, pid, place } = parts;
  let closing: Promise<void> | undefined;
  const end = async (comesBack: boolean): Promise<void> => {
    const isAwaited = comesBack || server.hasExited();
    await server.stop();
    if (!place.ephemeral && !isAwaited) await removeState(place.directory);
    await place.lock?.close();
    await place.claim.release();
  };
  const close: PrivateRedis["close"] = (how) => (closing ??= end(how?.comesBack ?? false));
  return {
    url: redisUrl(address),
    port: address.port,
    pid,
    directory: place.directory,
    exited: server.exited,
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/**
 * Waits until no server works on the directory, and locks it: that of a process that was killed may still be writing
 * its AOF, and two on one AOF would spoil it. One that does not end by itself is asked to.
 * @throws InvalidInputError (`directory_in_use`) after 15 s.
 */
async function waitForFormerServer(
  directory: string,
  former: RedisState | undefined,
  log: PrivateRedisOptions["log"],
): Promise<FolderLock> {
  for (let tries = 0; tries < 150; tries += 1) {
    const kind =
      former === undefined ? "refused" : (await askRedis(former, tries === 20 ? "SHUTDOWN" : "PING", 500)).kind;
    const lock = kind === "refused" || kind === "foreign" ? await tryLockFolder(directory) : undefined;
    if (lock !== undefined) return lock;
    if (tries === 5)
      log?.(`waiting for the Redis of an earlier run to end${former === undefined ? "" : ` (pid ${former.pid})`}`);
    await delay(100);
  }
  throw inUse(directory, former?.pid ?? 0);
}

function inUse(directory: string, pid: number): InvalidInputError {
  const owner = pid === 0 ? " or on another machine" : ` (pid ${pid})`;
  return new InvalidInputError(
    "directory_in_use",
    `another hailuo is running here${owner}: it uses ${directory}. Wait for ` +
      "it, stop it, or choose another HAILUO_STATE_DIR",
  );
}
