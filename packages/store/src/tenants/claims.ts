import type { RedisClient } from "@hailuo-queue/redis";
import { defineStoreScript } from "../define-store-script.ts";
import type { RedisKeys } from "../keys.ts";

/** How long and how many changes are remembered that callers have named by a key. */
export const CLAIM_LIMITS = {
  keptMs: 24 * 60 * 60_000,
  /** A process that works on one says so again before this has passed, in ms; after it, it is taken for dead. */
  leaseMs: 30_000,
  /** Of one tenant; the oldest goes first. */
  most: 1000,
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
 * `new`: it is done now; `again`: an earlier try broke off, what it did is not known; `open`: it is under way; `done`:
 * with its answer; `other`: the key was used for something else.
 */
export interface Claim {
  readonly result: "new" | "again" | "open" | "done" | "other";
  /** When it was sent first: Unix ms of Redis' clock. */
  readonly claimedAt: number;
  /** As it was given to {@link settleClaim}. */
  readonly answer: string;
}

const claimScript = defineStoreScript<[Claim["result"], number, string], Claim>({
  name: "hailuoClaimOnce",
  file: "tenants/claim-once",
  parse: ([result, claimedAt, answer]) => ({ result, claimedAt, answer }),
});

/** Claims a change before it is carried out. */
export function claimChange(redis: RedisClient, keys: RedisKeys, change: NamedChange): Promise<Claim> {
  const { tenant, keyHash, digest } = change;
  const { keptMs, leaseMs, most } = CLAIM_LIMITS;
  const places = [keys.once(tenant, keyHash), keys.onceOf(tenant)];
  return claimScript(redis, keys, places, [tenant, keyHash, digest, keptMs, leaseMs, most]);
}

const settleScript = defineStoreScript<null, void>({
  name: "hailuoSettleClaim",
  file: "tenants/settle-claim",
  parse: () => undefined,
});

function settle(
  redis: RedisClient,
  keys: RedisKeys,
  { tenant, keyHash, digest }: NamedChange,
  how: readonly ["open", number] | readonly ["done", string] | readonly ["dropped", ""],
): Promise<void> {
  return settleScript(redis, keys, [keys.once(tenant, keyHash)], [digest, ...how]);
}

/** It is still under way. */
export function renewClaim(redis: RedisClient, keys: RedisKeys, change: NamedChange): Promise<void> {
  return settle(redis, keys, change, ["open", CLAIM_LIMITS.leaseMs]);
}

/** It is done: the same sent again gets this answer. */
export function settleClaim(redis: RedisClient, keys: RedisKeys, change: NamedChange, answer: string): Promise<void> {
  return settle(redis, keys, change, ["done", answer]);
}

/** Nothing was done: the key is free again. */
export async function dropClaim(redis: RedisClient, keys: RedisKeys, { tenant, keyHash }: NamedChange): Promise<void> {
  await redis.del(keys.once(tenant, keyHash));
  await redis.zrem(keys.onceOf(tenant), keyHash);
}

/** It broke off: the same sent again goes on at once. */
export function releaseClaim(redis: RedisClient, keys: RedisKeys, change: NamedChange): Promise<void> {
  return settle(redis, keys, change, ["dropped", ""]);
}
