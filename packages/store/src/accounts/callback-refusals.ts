import type { CallbackRefusals, Clock } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { noteCallbackScript } from "./scripts.ts";

/** The connection, the keys, and who is told of faults. */
export interface CallbackRefusalsOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly clock: Clock;
  /** Told of a read or write that failed. */
  readonly onError: (error: unknown) => void;
}

const FRESH_MS = 2000;

interface Cached {
  readonly readAt: number;
  readonly standing: Promise<Standing>;
}

interface Standing {
  readonly refused: boolean;
  readonly leftOut: boolean;
}

/** Costs a read per account in use every 2 s, and a write for each refusal. */
export function createRedisCallbackRefusals({
  redis,
  keys,
  clock,
  onError,
}: CallbackRefusalsOptions): CallbackRefusals {
  const cache = new Map<string, Cached>();

  async function read(account: string): Promise<Standing> {
    try {
      const [[seconds], until] = await Promise.all([
        redis.time(),
        redis.hget(keys.account(account), "callbackLeftOutUntil"),
      ]);
      return { refused: until !== null, leftOut: Number(until ?? 0) > Number(seconds) * 1000 };
    } catch (error) {
      onError(error);
      return { refused: false, leftOut: false };
    }
  }

  function standingOf(account: string): Promise<Standing> {
    const found = cache.get(account);
    if (found !== undefined && clock.now() - found.readAt < FRESH_MS) return found.standing;
    const standing = read(account);
    cache.set(account, { readAt: clock.now(), standing });
    return standing;
  }

  async function forget(account: string): Promise<void> {
    if (!(await standingOf(account)).refused) return;
    await noteCallbackScript(redis, keys, [keys.account(account)], ["taken"]);
    cache.delete(account);
  }

  return {
    leftOut: async (account) => (await standingOf(account)).leftOut,
    async refused(account, { reason, forMs }) {
      await noteCallbackScript(redis, keys, [keys.account(account)], ["refused", forMs, reason]).catch(onError);
      cache.delete(account);
    },
    taken: (account) => void forget(account).catch(onError),
  };
}
