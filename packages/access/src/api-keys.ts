import { InvalidInputError, optional, TENANT_LIMITS } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { hashSecret, isTokenId, newToken, parseToken, sameHash, tokenText } from "./api-token.ts";
import { type Role, ROLES } from "./roles.ts";

/** Who calls, and what it may do. */
export interface ApiKey {
  /** The part of the token that is no secret. */
  readonly id: string;
  readonly tenant: string;
  readonly role: Role;
  /** For people. */
  readonly name?: string;
  /** Unix ms. */
  readonly createdAt: number;
  readonly revokedAt?: number;
  /** When somebody showed its token last, to the minute. Unix ms. Told by `list`. */
  readonly lastUsedAt?: number;
}

/** A key to be made: its tenant (1 to 100 letters, digits, ".", "_", "-"), its role and a name for lists. */
export interface NewApiKey {
  readonly tenant: string;
  /** Default submit. */
  readonly role?: Role;
  readonly name?: string;
}

/** The connection, and the names of the Redis hashes that hold the keys and when they were used. */
export interface ApiKeysOptions {
  readonly redis: RedisClient;
  readonly keys: { readonly apiKeys: string; readonly apiKeysUsed: string };
  /** Milliseconds. Default: this machine's clock. */
  readonly now?: () => number;
}

/** The API keys of all tenants. Redis holds only a hash of each secret. */
export interface ApiKeys {
  /**
   * The token is in this answer and nowhere else: Redis has its hash.
   * @throws InvalidInputError (`bad_name`, `bad_role`, `too_many_keys`).
   */
  create(key: NewApiKey): Promise<{ readonly token: string; readonly key: ApiKey }>;
  /** Oldest first, revoked ones too. */
  list(): Promise<readonly ApiKey[]>;
  /** Of all keys, revoked ones too. */
  ids(): Promise<ReadonlySet<string>>;
  /** From the next call on it is good for nothing. False when there is no such key. */
  revoke(id: string): Promise<boolean>;
  /** Undefined for a text that is no token of ours, or is revoked. One read. */
  verify(token: string): Promise<ApiKey | undefined>;
  /** The key of this id, unless it is revoked or was never made: for what was signed in its name. One read. */
  find(id: string): Promise<ApiKey | undefined>;
}

type StoredKey = ApiKey & { readonly hash: string };

/** Shorter than a batch name, which `tenant-<tenant>` has to be. */
const PLAIN_NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const LONGEST_NAME = 200;
const USE_STEP_MS = 60_000;
/** So that a key that is not there is refused in the time of one that is. */
const NOBODY = hashSecret("");

/** Makes {@link ApiKeys} on an open connection. Does no I/O by itself. */
export function createApiKeys({ redis, keys, now = Date.now }: ApiKeysOptions): ApiKeys {
  /** By the id of each good key that was shown here. */
  const notedAt = new Map<string, number>();

  /** One write a minute and key; who is let in does not wait for it. */
  function noteUse(id: string): void {
    const at = now();
    if (at - (notedAt.get(id) ?? 0) < USE_STEP_MS) return;
    notedAt.set(id, at);
    redis.hset(keys.apiKeysUsed, id, String(at)).catch(() => notedAt.delete(id));
  }

  async function read(id: string): Promise<StoredKey | undefined> {
    const found = await redis.hget(keys.apiKeys, id);
    return found === null ? undefined : (JSON.parse(found) as StoredKey);
  }

  async function create({ tenant, role = "submit", name }: NewApiKey): ReturnType<ApiKeys["create"]> {
    if (!PLAIN_NAME.test(tenant))
      throw new InvalidInputError(
        "bad_name",
        `The tenant "${tenant}" may have 1 to 100 letters, digits, ".", "_" and "-".`,
      );
    if (!ROLES.includes(role))
      throw new InvalidInputError("bad_role", `The role "${String(role)}" is none of ${ROLES.join(", ")}.`);
    if (name !== undefined && name.length > LONGEST_NAME)
      throw new InvalidInputError(
        "bad_name",
        `The key's name has ${name.length} characters, allowed are ${LONGEST_NAME}.`,
      );
    const good = (await list()).filter((key) => key.tenant === tenant && key.revokedAt === undefined).length;
    if (good >= TENANT_LIMITS.maxApiKeys)
      throw new InvalidInputError(
        "too_many_keys",
        `The tenant "${tenant}" has ${good} keys, allowed are ${TENANT_LIMITS.maxApiKeys}; ` +
          "revoke those that nobody uses (`hailuo keys revoke ID`).",
      );
    const token = newToken();
    const key: ApiKey = { id: token.id, tenant, role, ...optional({ name }), createdAt: await redisNow() };
    const stored: StoredKey = { ...key, hash: hashSecret(token.secret) };
    await redis.hset(keys.apiKeys, token.id, JSON.stringify(stored));
    return { token: tokenText(token), key };
  }

  async function redisNow(): Promise<number> {
    const [seconds, micros] = await redis.time();
    return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
  }

  async function list(): Promise<readonly ApiKey[]> {
    const [texts, used] = await Promise.all([redis.hvals(keys.apiKeys), redis.hgetall(keys.apiKeysUsed)]);
    const stored = texts.map((text) => JSON.parse(text) as StoredKey);
    return stored
      .map((key) => ({
        ...withoutHash(key),
        ...(used[key.id] === undefined ? {} : { lastUsedAt: Number(used[key.id]) }),
      }))
      .toSorted((one, other) => one.createdAt - other.createdAt);
  }

  async function ids(): Promise<ReadonlySet<string>> {
    return new Set(await redis.hkeys(keys.apiKeys));
  }

  async function revoke(id: string): Promise<boolean> {
    const key = isTokenId(id) ? await read(id) : undefined;
    if (key === undefined) return false;
    if (key.revokedAt === undefined)
      await redis.hset(keys.apiKeys, id, JSON.stringify({ ...key, revokedAt: await redisNow() }));
    return true;
  }

  async function verify(text: string): Promise<ApiKey | undefined> {
    const token = parseToken(text);
    if (token === undefined) return undefined;
    const key = await read(token.id);
    const same = sameHash(hashSecret(token.secret), key?.hash ?? NOBODY);
    if (!same || key === undefined || key.revokedAt !== undefined) return undefined;
    noteUse(key.id);
    return withoutHash(key);
  }

  async function find(id: string): Promise<ApiKey | undefined> {
    const key = isTokenId(id) ? await read(id) : undefined;
    return key === undefined || key.revokedAt !== undefined ? undefined : withoutHash(key);
  }

  return { create, list, ids, revoke, verify, find };
}

function withoutHash({ hash: _hash, ...key }: StoredKey): ApiKey {
  return key;
}
