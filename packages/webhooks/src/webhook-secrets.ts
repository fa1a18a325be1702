import { WEBHOOK_LIMITS } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { changeWebhookSecrets, type RedisKeys } from "@hailuo-queue/store";
import type { SecretBox } from "./secret-box.ts";
import { newWebhookSecret } from "./sign-webhook.ts";

/** Sealed or plain, newest first. */
interface StoredSecrets {
  readonly current: string;
  /** Unix ms until which each signs, too. */
  readonly before: readonly { readonly secret: string; readonly until: number }[];
}

/** A new secret, and how Redis holds it. */
export interface MadeSecret {
  /** It stands in this answer only. */
  readonly secret: string;
  /** Whether Redis has it readable. */
  readonly stored: "encrypted" | "plain";
}

/** Too many were made within a day. */
export class TooManySecretsError extends Error {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(
      `A tenant may make ${WEBHOOK_LIMITS.maxSecretsBefore} secrets in 24 hours, ` +
        "since each signs for so long beside the newest.",
    );
    this.retryAfterMs = retryAfterMs;
  }
}

/** No key opens a tenant's secret. */
export class LockedSecretError extends Error {
  constructor(tenant: string) {
    super(
      `No key in HAILUO_SECRETS_KEY opens the webhook secret of tenant ${tenant}; its deliveries wait until one does.`,
    );
  }
}

/** The secrets that sign a tenant's webhooks. */
export interface WebhookSecrets {
  /**
   * Makes a new one; those before sign beside it for a day.
   * @throws TooManySecretsError.
   */
  make(tenant: string): Promise<MadeSecret>;
  has(tenant: string): Promise<boolean>;
  /**
   * What signs now, the newest first; none before the first was made.
   * @throws LockedSecretError.
   */
  current(tenant: string): Promise<readonly string[]>;
  /** The same of what was read already. What stands plain, or under an older key, is sealed anew. */
  open(tenant: string, stored: string | undefined): Promise<readonly string[]>;
}

const OVERLAP_MS = 24 * 60 * 60_000;

/** Makes {@link WebhookSecrets} on an open connection. Does no I/O by itself. `now` gives Unix ms. */
export function createWebhookSecrets(options: {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly box: SecretBox;
  readonly now: () => number;
}): WebhookSecrets {
  const { redis, keys, box, now } = options;

  const read = async (tenant: string): Promise<string | undefined> =>
    (await redis.hget(keys.webhookSecrets, tenant)) ?? undefined;
  const change = (tenant: string, read: string | undefined, next: StoredSecrets): Promise<boolean> =>
    changeWebhookSecrets(redis, keys, tenant, read, JSON.stringify(next));

  async function make(tenant: string): Promise<MadeSecret> {
    const secret = newWebhookSecret();
    for (;;) {
      const stored = await read(tenant);
      const known = stored === undefined ? undefined : parseStored(stored);
      const before = (known?.before ?? []).filter(({ until }) => until > now());
      if (before.length >= WEBHOOK_LIMITS.maxSecretsBefore)
        throw new TooManySecretsError(Math.min(...before.map(({ until }) => until)) - now());
      const next: StoredSecrets = {
        current: box.seal(secret, tenant),
        before: known === undefined ? [] : [{ secret: known.current, until: now() + OVERLAP_MS }, ...before],
      };
      if (await change(tenant, stored, next)) return { secret, stored: box.hasKey ? "encrypted" : "plain" };
    }
  }

  async function open(tenant: string, stored: string | undefined): Promise<readonly string[]> {
    if (stored === undefined) return [];
    const known = parseStored(stored);
    const current = box.open(known.current, tenant);
    if (current === undefined) throw new LockedSecretError(tenant);
    const before = known.before
      .filter(({ until }) => until > now())
      .map((one) => ({ ...one, opened: box.open(one.secret, tenant) }));
    if (current.stale || before.some(({ opened }) => opened?.stale === true)) {
      const seal = (secret: string, opened: ReturnType<SecretBox["open"]>): string =>
        opened === undefined ? secret : box.seal(opened.text, tenant);
      await change(tenant, stored, {
        current: seal(known.current, current),
        before: before.map(({ secret, until, opened }) => ({ secret: seal(secret, opened), until })),
      });
    }
    return [current.text, ...before.flatMap(({ opened }) => (opened === undefined ? [] : [opened.text]))];
  }

  return {
    make,
    open,
    has: async (tenant) => (await redis.hexists(keys.webhookSecrets, tenant)) === 1,
    current: async (tenant) => open(tenant, await read(tenant)),
  };
}

/** Earlier ones had one secret before the newest. */
function parseStored(text: string): StoredSecrets {
  const { current, before, previous, previousUntil } = JSON.parse(text) as Partial<StoredSecrets> & {
    readonly current: string;
    readonly previous?: string;
    readonly previousUntil?: number;
  };
  return {
    current,
    before: before ?? (previous === undefined ? [] : [{ secret: previous, until: previousUntil ?? 0 }]),
  };
}
