import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RedisAddress } from "./ask-redis.ts";

/** What other commands need to join a private Redis. Readable by its owner only: it holds the password. */
export interface RedisState extends RedisAddress {
  readonly pid: number;
}

const FILE_NAME = "private-redis.json";

/** The URL of a Redis that listens there. */
export function redisUrl(address: RedisAddress): string {
  return `redis://:${address.password}@127.0.0.1:${address.port}`;
}

/** Writes what others need to find the folder's Redis. */
export async function writeState(directory: string, state: RedisState): Promise<void> {
  // Whoever reads it meanwhile finds the former one or this one, whole.
  const written = join(directory, `${FILE_NAME}.new`);
  await writeFile(written, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(written, join(directory, FILE_NAME));
}

/** Undefined when there is none, or none that can be read. */
export async function readState(directory: string): Promise<RedisState | undefined> {
  try {
    const state = JSON.parse(await readFile(join(directory, FILE_NAME), "utf8")) as Partial<RedisState>;
    if (typeof state.port !== "number" || typeof state.password !== "string" || typeof state.pid !== "number")
      return undefined;
    return { port: state.port, password: state.password, pid: state.pid };
  } catch {
    return undefined;
  }
}

/** Removes it, after the Redis has ended. */
export async function removeState(directory: string): Promise<void> {
  await rm(join(directory, FILE_NAME), { force: true });
}
