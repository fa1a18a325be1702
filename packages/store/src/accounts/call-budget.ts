import type { AccountLimits, CallBudget } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { answeredCallScript, takeCallScript } from "./scripts.ts";

/** The accounts whose windows are kept, and how long their calls may take, in ms. */
export interface CallBudgetOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly accounts: readonly AccountLimits[];
  /** How long a call may take: until then it counts, answered or not. */
  readonly timeoutMs: number;
}

/** A user's limit is looked for this often, so that an account without any costs nothing per call. */
const LIMIT_FRESH_MS = 1000;

/** Exact windows for queries and file calls, over every process that shares the Redis. */
export function createCallBudget({ redis, keys, accounts, timeoutMs }: CallBudgetOptions): CallBudget {
  const windowsByAccount = new Map(accounts.map(({ name, windows }) => [name, windows]));
  const cache = new Map<string, { readonly at: number; readonly limited: Promise<boolean> }>();

  async function askStore(account: string, callType: "query" | "files"): Promise<boolean> {
    return (await redis.hget(keys.account(account), `limit.${callType}PerMinute`)) !== null;
  }

  async function isLimited(account: string, callType: "query" | "files"): Promise<boolean> {
    if ((windowsByAccount.get(account)?.[callType] ?? []).length > 0) return true;
    const name = `${callType} ${account}`;
    const last = cache.get(name);
    if (last !== undefined && performance.now() - last.at < LIMIT_FRESH_MS) return last.limited;
    const limited = askStore(account, callType);
    cache.set(name, { at: performance.now(), limited });
    limited.catch(() => cache.delete(name));
    return limited;
  }

  return {
    take: async (account, callType, callId) => {
      if (!(await isLimited(account, callType))) return undefined;
      const windows = (windowsByAccount.get(account)?.[callType] ?? []).map(({ limit, windowMs }) => [limit, windowMs]);
      const calls = keys.callWindow(account, callType);
      return takeCallScript(
        redis,
        keys,
        [calls, keys.callsWaiting(account, callType), keys.account(account)],
        [callId, timeoutMs, JSON.stringify(windows), `limit.${callType}PerMinute`],
      );
    },
    answered: async (account, callType, callId) => {
      if (await isLimited(account, callType))
        await answeredCallScript(redis, keys, [keys.callWindow(account, callType)], [callId]);
    },
  };
}
