import { TENANT_LIMITS } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { noteReusableScript } from "./scripts.ts";

/** The generation that a tenant gets again for an identical request. */
export interface Reusable {
  readonly tenant: string;
  /** Of the request. */
  readonly fingerprint: string;
  readonly generationId: string;
}

/** As long as records are kept by default. */
const KEEP_MS = 30 * 24 * 60 * 60_000;

/**
 * Remembers which generation a tenant may get again for an identical request: the last so many of a tenant, for 30
 * days.
 */
export async function noteReusable(
  redis: RedisClient,
  keys: RedisKeys,
  { tenant, fingerprint, generationId }: Reusable,
): Promise<void> {
  await noteReusableScript(
    redis,
    keys,
    [keys.reusable(tenant, fingerprint), keys.reusables(tenant)],
    [generationId, KEEP_MS, TENANT_LIMITS.maxReusable],
  );
}
