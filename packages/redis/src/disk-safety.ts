import type { RedisClient } from "./connection.ts";

/**
 * How a write comes to stand on the disk of the Redis that took it, so that neither the end of its process nor of its
 * machine forgets it:
 * - `always`: it does before it is acknowledged (appendfsync always);
 * - `can_wait`: not yet when it is acknowledged, but the server tells when it does (WAITAOF: Redis 7.2, Valkey);
 * - `never_synced`: the server could tell, but leaves its file to the system (appendfsync no), and so never says that
 *   it does;
 * - `cannot_wait`: not yet, and the server cannot tell: up to some seconds of acknowledged writes go with it;
 * - `not_told`: the server cannot tell, and this user may not ask how it is set up;
 * - `no_file`: it has no append-only file, or does not tell.
 */
export type DiskSafety = "always" | "can_wait" | "never_synced" | "cannot_wait" | "not_told" | "no_file";

/** @throws nothing but connection errors: what a user of the server may not ask is taken for not known. */
export async function inspectDiskSafety(redis: RedisClient, appendOnly: boolean): Promise<DiskSafety> {
  if (!appendOnly) return "no_file";
  const appendFsync = await readAppendFsync(redis);
  if (appendFsync === "always") return "always";
  // Asked for no copy at all it answers at once, and says whether there is such a command and whether this user may use
  // it.
  if ((await unlessRefused(redis.call("WAITAOF", "0", "0", "1"))) !== undefined)
    return appendFsync === "no" ? "never_synced" : "can_wait";
  return appendFsync === undefined ? "not_told" : "cannot_wait";
}

/** Undefined where this user may not ask, or the service hides it. */
async function readAppendFsync(redis: RedisClient): Promise<string | undefined> {
  const reply = await unlessRefused(redis.call("CONFIG", "GET", "appendfsync"));
  return Array.isArray(reply) ? String(reply[1]) : undefined;
}

async function unlessRefused(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && error.name === "ReplyError") return undefined;
    throw error;
  }
}
