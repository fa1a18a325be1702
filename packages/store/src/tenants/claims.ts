import type { RedisClient } from "@hailuo-queue/redis";
import { defineStoreScript } from "../define-store-script.ts";
import type { RedisKeys } from "../keys.ts";

/** How long and how many changes are remembered that callers have named by a key. */
export const CLAIM_LIMITS = {
  keptMs: 24 * 60 * 60_000,
  /** A process that works on one says so again before this has passed, in ms; after it, it is taken for dead. */
  leaseMs: 30_000,
  /** Done ones of one tenant; the oldest is forgotten first. */
  most: 1000,
  /** Of one tenant, under way or broken off. None of them is forgotten before its time: it would be done twice. */
  mostOpen: 1000,
} as const;

/** A change by the key that its caller named it by. */
export interface NamedChange {
  readonly tenant: string;
  /** Of the caller's key. Hexadecimal. */
  readonly keyHash: string;
  /** Of what was sent. Hexadecimal. */
  readonly digest: string;
}

/**
 * `new`: it is done now; `again`: an earlier try broke off, what it did is not known but for what it noted; `open`: it
 * is under way; `done`: with its answer; `other`: the key was used for something else; `full`: too many of the tenant's
 * are not done, and this one is not claimed.
 */
export interface Claim {
  readonly result: "new" | "again" | "open" | "done" | "other" | "full";
  /** When it was sent first: Unix ms of Redis' clock. Of `full`: when there is room again. */
  readonly claimedAt: number;
  /** Of `done`: as it was given to {@link settleClaim}; of `again`: to {@link noteClaim}, or empty. */
  readonly told: string;
  /** Which try of it this is; what is noted by an earlier one no longer counts. */
  readonly attempt: number;
}

const claimScript = defineStoreScript<[Claim["result"], number, string, number], Claim>({
  name: "hailuoClaimOnce",
  file: "tenants/claim-once",
  parse: ([result, claimedAt, told, attempt]) => ({ result, claimedAt, told, attempt }),
});

/** Claims a change before it is carried out. */
export function claimChange(redis: RedisClient, keys: RedisKeys, change: NamedChange): Promise<Claim> {
  const { tenant, keyHash, digest } = change;
  const { keptMs, leaseMs, mostOpen } = CLAIM_LIMITS;
  const places = [keys.once(tenant, keyHash), keys.onceOpen(tenant)];
  return claimScript(redis, keys, places, [keyHash, digest, keptMs, leaseMs, mostOpen]);
}

/** A change that is carried out: as it was claimed, by this try. */
export interface ClaimedChange extends NamedChange {
  /** As {@link Claim} has it. */
  readonly attempt: number;
}

const settleScript = defineStoreScript<number, boolean>({
  name: "hailuoSettleClaim",
  file: "tenants/settle-claim",
  parse: (noted) => noted === 1,
});

/** False where another try has taken it up since, or it is done. */
function settle(
  redis: RedisClient,
  keys: RedisKeys,
  { tenant, keyHash, digest, attempt }: ClaimedChange,
  how: "open" | "noted" | "done" | "dropped" | "free",
  told = "",
): Promise<boolean> {
  const { leaseMs, keptMs, most } = CLAIM_LIMITS;
  const places = [keys.once(tenant, keyHash), keys.onceOpen(tenant), keys.onceOf(tenant)];
  return settleScript(redis, keys, places, [tenant, keyHash, digest, attempt, how, told, leaseMs, keptMs, most]);
}

/** It is still under way. */
export function renewClaim(redis: RedisClient, keys: RedisKeys, change: ClaimedChange): Promise<boolean> {
  return settle(redis, keys, change, "open");
}

/** It is still under way; should it break off, the next try is told this. False: another try has taken it up. */
export function noteClaim(redis: RedisClient, keys: RedisKeys, change: ClaimedChange, note: string): Promise<boolean> {
  return settle(redis, keys, change, "noted", note);
}

/** It is done: the same sent again gets this answer. */
export function settleClaim(
  redis: RedisClient,
  keys: RedisKeys,
  change: ClaimedChange,
  answer: string,
): Promise<boolean> {
  return settle(redis, keys, change, "done", answer);
}

/** Nothing was done: the key is free again. */
export function dropClaim(redis: RedisClient, keys: RedisKeys, change: ClaimedChange): Promise<boolean> {
  return settle(redis, keys, change, "free");
}

/** It broke off: the same sent again goes on at once. */
export function releaseClaim(redis: RedisClient, keys: RedisKeys, change: ClaimedChange): Promise<boolean> {
  return settle(redis, keys, change, "dropped");
}
