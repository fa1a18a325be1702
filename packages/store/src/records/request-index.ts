import { type GenerationRecord, type Ledger, type RequestIndex, TENANT_LIMITS } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { noteRequestsScript } from "./scripts.ts";

export interface RequestIndexParts {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly getMany: Ledger["getMany"];
}

/** Since a hash was last added to. Records are kept for 30 days by default, and for good by `hailuo run`. */
const KEEP_MS = 90 * 24 * 60 * 60_000;
/** Of a digest's characters: so many name its hash, 4,096 of a tenant, and so many more its field: 54 bits in all. */
const [HASH_CHARACTERS, ALL_CHARACTERS] = [2, 9];
const MOST_IN_ONE = TENANT_LIMITS.maxKnownRequests / 64 ** HASH_CHARACTERS;
/** Requests per call: about 1 ms of Redis. */
const CHUNK = 500;

/** Which generation a tenant last made, or makes, for a request: of the last so many of its requests. */
export function createRequestIndex({ redis, keys, getMany }: RequestIndexParts): RequestIndex {
  type Asked = { readonly digest: string; readonly id: string };

  async function ask(
    tenant: string,
    how: "look" | "keep" | "replace",
    asked: readonly Asked[],
  ): Promise<readonly string[]> {
    const known: string[] = [];
    for (let at = 0; at < asked.length; at += CHUNK) {
      const chunk = asked.slice(at, at + CHUNK);
      const hashes = chunk.map(({ digest }) => keys.requests(tenant, digest.slice(0, HASH_CHARACTERS)));
      const fields = chunk.flatMap(({ digest, id }) => [digest.slice(HASH_CHARACTERS, ALL_CHARACTERS), pack(id)]);
      known.push(...(await noteRequestsScript(redis, keys, hashes, [KEEP_MS, MOST_IN_ONE, how, ...fields])));
    }
    return known.map(unpack);
  }

  async function find(tenant: string, batchId: string, digests: readonly string[]): ReturnType<RequestIndex["find"]> {
    const known = await ask(
      tenant,
      "look",
      digests.map((digest) => ({ digest, id: "" })),
    );
    return twinsAmong(tenant, batchId, known);
  }

  async function note(tenant: string, batchId: string, made: readonly Asked[]): Promise<number> {
    const known = await ask(tenant, "keep", made);
    const twins = await twinsAmong(tenant, batchId, known);
    // What came to nothing is no reason to hold the next one for a double.
    const stale = made.filter(({ id }, at) => known[at] !== "" && known[at] !== id && twins[at] === undefined);
    if (stale.length > 0) await ask(tenant, "replace", stale);
    const count = twins.filter((twin) => twin !== undefined).length;
    if (count > 0) await redis.hincrby(keys.batch(batchId), "twins", count);
    return count;
  }

  /** Of another batch, and made or under way: one that failed or was cancelled is rightly wanted again. */
  async function twinsAmong(
    tenant: string,
    batchId: string,
    known: readonly string[],
  ): Promise<readonly (GenerationRecord | undefined)[]> {
    const ids = [...new Set(known)].filter((id) => id !== "");
    if (ids.length === 0) return known.map(() => undefined);
    const records = new Map(
      (await getMany(ids)).flatMap((record) => (record === undefined ? [] : [[record.id, record] as const])),
    );
    return known.map((id) => {
      const record = records.get(id);
      return record !== undefined && record.tenant === tenant && record.batchId !== batchId && counts(record)
        ? record
        : undefined;
    });
  }

  return { find, note };
}

function counts({ state }: GenerationRecord): boolean {
  return state !== "failed" && state !== "cancelled";
}

/** 36 characters of ours in 22. */
function pack(id: string): string {
  const digits = /^gen_([0-9a-f]{32})$/.exec(id)?.[1];
  return digits === undefined ? id : Buffer.from(digits, "hex").toString("base64url");
}

function unpack(packed: string): string {
  return packed.length === 22 ? `gen_${Buffer.from(packed, "base64url").toString("hex")}` : packed;
}
