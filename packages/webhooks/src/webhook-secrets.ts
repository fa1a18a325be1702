import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";
import { newWebhookSecret } from "./sign-webhook.ts";

interface StoredSecrets {
  readonly current: string;
  readonly previous?: string;
  /** Unix ms; until then both sign. */
  readonly previousUntil?: number;
}

export interface WebhookSecrets {
  /** Makes a new one, which stands in this answer only; the one before signs beside it for a day. */
  make(tenant: string): Promise<string>;
  /** What signs now, the newest first; none before the first was made. */
  current(tenant: string): Promise<readonly string[]>;
}

const OVERLAP_MS = 24 * 60 * 60_000;

export function createWebhookSecrets(options: {
  readonly redis: RedisClient;
  readonly keys: Pick<RedisKeys, "webhookSecrets">;
  readonly now: () => number;
}): WebhookSecrets {
  const { redis, keys, now } = options;

  async function read(tenant: string): Promise<StoredSecrets | undefined> {
    const stored = await redis.hget(keys.webhookSecrets, tenant);
    return stored === null ? undefined : (JSON.parse(stored) as StoredSecrets);
  }

  async function make(tenant: string): Promise<string> {
    const secret = newWebhookSecret();
    const known = await read(tenant);
    const next: StoredSecrets = {
      current: secret,
      ...(known === undefined ? {} : { previous: known.current, previousUntil: now() + OVERLAP_MS }),
    };
    await redis.hset(keys.webhookSecrets, tenant, JSON.stringify(next));
    return secret;
  }

  async function current(tenant: string): Promise<readonly string[]> {
    const known = await read(tenant);
    if (known === undefined) return [];
    return known.previous !== undefined && (known.previousUntil ?? 0) > now() ? [known.current, known.previous] : [known.current];
  }

  return { make, current };
}
