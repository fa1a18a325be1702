import { type AccountChange, type AccountControl, type ChangeNote, InvalidInputError } from "@hailuo-queue/contracts";
import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";

export interface AccountControlOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly account: string;
}

const KEPT_CHANGES = 100;
const LARGEST_LIMIT = 100_000;

/** Changes an account in the running system, and keeps who did it, when and why. */
export function createAccountControl({ redis, keys, account }: AccountControlOptions): AccountControl {
  const key = keys.account(account);

  async function note(what: string, { who, why }: ChangeNote): Promise<void> {
    const [seconds] = await redis.time();
    const change: AccountChange = { at: Number(seconds) * 1000, who, what, ...(why === undefined ? {} : { why }) };
    await redis.lpush(keys.accountChanges(account), JSON.stringify(change));
    await redis.ltrim(keys.accountChanges(account), 0, KEPT_CHANGES - 1);
    // A dispatcher that sleeps looks again now.
    await redis.lpush(keys.wake, "1");
  }

  async function setLimits(limits: Parameters<AccountControl["setLimits"]>[0], signed: ChangeNote): Promise<void> {
    const named = Object.entries(limits).filter((entry): entry is [string, number | null] => entry[1] !== undefined);
    for (const [name, value] of named) {
      if (value !== null && !(Number.isInteger(value) && value >= 0 && value <= LARGEST_LIMIT)) {
        throw new InvalidInputError("bad_limit", `${name} is ${value}; allowed are whole numbers from 0 to ${LARGEST_LIMIT}.`);
      }
    }
    for (const [name, value] of named) {
      const field = `limit.${name}`;
      const [limit, configured] = await redis.hmget(key, field, name);
      if (value === null) await redis.hdel(key, field);
      else await redis.hset(key, field, String(value));
      await note(`${name} ${limit ?? configured ?? "?"} -> ${value ?? `${configured ?? "?"} (as configured)`}`, signed);
    }
  }

  async function hold(signed: ChangeNote): Promise<void> {
    await redis.hset(key, "held", "1");
    await note("paused", signed);
  }

  async function release(signed: ChangeNote): Promise<void> {
    await redis.hdel(key, "held", "pausedUntil", "pausedReason", "strikes");
    await note("resumed", signed);
  }

  async function changes(): Promise<readonly AccountChange[]> {
    const kept = await redis.lrange(keys.accountChanges(account), "0", "-1");
    return kept.map((json) => JSON.parse(json) as AccountChange);
  }

  return { setLimits, hold, release, changes };
}
