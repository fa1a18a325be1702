import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";

/**
 * A lock on a file of the directory (flock), for as long as one process has it open: ours, or a server that inherited
 * it. So it is seen by other machines and containers that share the directory, is held by a server that outlived its
 * owner, and is left behind by nobody.
 */
export interface FolderLock {
  /** To inherit; undefined where neither system nor file system has such locks, and nothing is held. */
  readonly descriptor: number | undefined;
  /** Closes our own; the lock stays with those that inherited it. */
  close(): Promise<void>;
}

const FILE_NAME = "redis.lock";

/** Of the BSDs and macOS: open and lock in one step. */
const OPEN_LOCKED = 0x20;
const OWNED_ELSEWHERE = 1;

/** Undefined while another process holds it. */
export async function tryLockFolder(directory: string): Promise<FolderLock | undefined> {
  return process.platform === "darwin"
    ? openLocked(join(directory, FILE_NAME))
    : lockByProgram(join(directory, FILE_NAME));
}

/**
 * Node has no flock of its own; that of the system locks a file that it inherits, and the lock stays with the open
 * file.
 */
async function lockByProgram(path: string): Promise<FolderLock | undefined> {
  const file = await open(path, "a", 0o600);
  const child = spawn("flock", ["-n", "3"], { stdio: ["ignore", "ignore", "ignore", file.fd] });
  const code = await Promise.race([
    once(child, "exit").then(([exitCode]) => exitCode as number | null),
    failureOf(child),
  ]);
  if (code === 0) return lockOn(file);
  await file.close();
  return code === OWNED_ELSEWHERE ? undefined : NO_LOCK;
}

async function openLocked(path: string): Promise<FolderLock | undefined> {
  try {
    return lockOn(await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | OPEN_LOCKED, 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return undefined;
    if ((error as NodeJS.ErrnoException).code === "EOPNOTSUPP") return NO_LOCK;
    throw error;
  }
}

const NO_LOCK: FolderLock = { descriptor: undefined, close: async () => undefined };

function lockOn(file: FileHandle): FolderLock {
  return { descriptor: file.fd, close: () => file.close() };
}

function failureOf(child: ReturnType<typeof spawn>): Promise<null> {
  return new Promise((resolve) => child.once("error", () => resolve(null)));
}
