import {
  byteQuotaError,
  costOfInput,
  type DefaultQuotas,
  INPUT_LIMITS,
  type InputBooks,
  type InputFacts,
  type InputLitter,
  type InputPage,
  type InputType,
  type KeptInput,
  mediaKindOf,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import {
  clearLitterScript,
  expireInputsScript,
  keepInputScript,
  readInputsScript,
  removeInputScript,
} from "./scripts.ts";

/** The connection, the keys, and the quota of tenants that have none of their own. */
export interface RedisInputBooksOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  /** Of tenants that have no quota of their own; default: they may keep any number of bytes. */
  readonly quotas?: Pick<DefaultQuotas, "maxBytes"> | undefined;
}

/** About 1 ms of Redis. */
const READ_CHUNK = 200;
const EXPIRE_CHUNK = 100;
const LITTER_PAGE = 100;
/**
 * An object that was announced and not kept for so long is that of a process that died: longer than any arrival may
 * take.
 */
const ANNOUNCED_MS = 6 * INPUT_LIMITS.maxArrivalMs;

/** See lua/inputs/inputs.lua for what stands where. */
export function createRedisInputBooks({ redis, keys, quotas }: RedisInputBooksOptions): InputBooks {
  async function read(
    tenant: string,
    hashes: readonly string[],
    renew: boolean,
  ): Promise<readonly (KeptInput | undefined)[]> {
    const found: (KeptInput | undefined)[] = [];
    for (let at = 0; at < hashes.length; at += READ_CHUNK) {
      const some = hashes.slice(at, at + READ_CHUNK);
      const replies = await readInputsScript(
        redis,
        keys,
        some.map((sha256) => keys.input(tenant, sha256)),
        [tenant, renew ? "1" : "", ...some],
      );
      found.push(...some.map((sha256, index) => readInput(sha256, replies[index] ?? [])));
    }
    return found;
  }

  async function list(tenant: string, { limit, after }: Parameters<InputBooks["list"]>[1]): Promise<InputPage> {
    const key = keys.tenantInputs(tenant);
    const hashes =
      after === undefined ? await redis.zrevrange(key, 0, limit, "WITHSCORES") : await behind(key, after, limit + 1);
    const names = hashes.filter((_part, at) => at % 2 === 0);
    const items = (await read(tenant, names.slice(0, limit), false)).filter((input) => input !== undefined);
    const last = names[limit - 1];
    if (names.length <= limit || last === undefined) return { items };
    return { items, next: { createdAt: Number(hashes[2 * limit - 1]), sha256: last } };
  }

  /** What was removed meanwhile is stepped over. */
  async function behind(
    key: string,
    { createdAt, sha256 }: NonNullable<InputPage["next"]>,
    count: number,
  ): Promise<readonly string[]> {
    const rank = await redis.zrevrank(key, sha256);
    if (rank !== null) return redis.zrevrange(key, rank + 1, rank + count, "WITHSCORES");
    return redis.zrevrangebyscore(key, `(${createdAt}`, "-inf", "WITHSCORES", "LIMIT", 0, count);
  }

  /** Whether it is worth its way to the storage at all: what it counts as is judged when it is kept. */
  async function requireRoom(tenant: string): Promise<void> {
    if (quotas === undefined) return;
    const [bytes, own] = await Promise.all([
      redis.hmget(keys.tenant(tenant), "bytes.kept", "bytes.inputs"),
      redis.hget(keys.tenantQuotas(tenant), "maxBytes"),
    ]);
    const have = bytes.reduce((sum, count) => sum + Number(count ?? 0), 0);
    const allowed = Number(own ?? quotas.maxBytes);
    const wanted = INPUT_LIMITS.bookBytes;
    if (have + wanted > allowed) throw byteQuotaError({ have, allowed, wanted });
  }

  return {
    find: (tenant, hashes) => read(tenant, hashes, false),
    renew: (tenant, hashes) => read(tenant, hashes, true),
    async announce(tenant, objectKey) {
      const [[seconds = "0"]] = await Promise.all([redis.time(), requireRoom(tenant)]);
      await redis.zadd(
        keys.inputLitter,
        Number(seconds) * 1000 + ANNOUNCED_MS,
        litterMember({ tenant, objectKey, bytes: 0 }),
      );
    },
    async keep(tenant, input, replaces = "") {
      const { sha256, facts, objectKey } = input;
      const size = facts.kind === "image" ? [facts.width, facts.height] : ["", ""];
      const reply = await keepInputScript(
        redis,
        keys,
        [keys.input(tenant, sha256), keys.tenantInputs(tenant), keys.tenantQuotas(tenant)],
        [
          tenant,
          sha256,
          facts.type,
          facts.bytes,
          ...size,
          objectKey,
          INPUT_LIMITS.maxPerTenant,
          replaces,
          costOfInput(facts.bytes),
          quotas?.maxBytes ?? "",
        ],
      );
      if (reply.result === "no_room" || reply.result === "full") return reply;
      const { result, nowMs } = reply;
      const [known] = result === "kept" ? [] : await read(tenant, [sha256], false);
      return { result, input: known ?? { ...input, createdAt: nowMs, users: 0, freeSince: nowMs } };
    },
    list,
    remove: (tenant, sha256) => removeInputScript(redis, keys, [], [tenant, sha256]),
    expire: (keepMs) => expireInputsScript(redis, keys, [], [keepMs, EXPIRE_CHUNK]),
    async litter() {
      const [seconds = "0"] = await redis.time();
      const due = await redis.zrangebyscore(
        keys.inputLitter,
        "-inf",
        Number(seconds) * 1000 + 999,
        "LIMIT",
        0,
        LITTER_PAGE,
      );
      return due.map(readLitter);
    },
    cleared: (litter) =>
      clearLitterScript(
        redis,
        keys,
        [],
        [litterMember(litter), litter.tenant, litter.bytes === 0 ? 0 : costOfInput(litter.bytes)],
      ),
  };
}

function litterMember({ tenant, bytes, objectKey }: InputLitter): string {
  return `${tenant}:${bytes}:${objectKey}`;
}

function readLitter(member: string): InputLitter {
  const [tenant = "", bytes = "0", ...key] = member.split(":");
  return { tenant, bytes: Number(bytes), objectKey: key.join(":") };
}

function readInput(sha256: string, fields: readonly string[]): KeptInput | undefined {
  const [type = "", bytes, width, height, objectKey = "", createdAt, users, freeSince = ""] = fields;
  if (type === "") return undefined;
  return {
    sha256,
    facts: readFacts(type as InputType, Number(bytes), Number(width), Number(height)),
    objectKey,
    createdAt: Number(createdAt),
    users: Number(users),
    ...(freeSince === "" ? {} : { freeSince: Number(freeSince) }),
  };
}

function readFacts(type: InputType, bytes: number, width: number, height: number): InputFacts {
  const kind = mediaKindOf(type);
  return (kind === "image" ? { kind, type, bytes, width, height } : { kind, type, bytes }) as InputFacts;
}
