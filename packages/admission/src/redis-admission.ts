import type { Admission, AdmissionResult, Grant } from "@hailuo-queue/contracts";
import type { RedisClient, RedisKeys } from "@hailuo-queue/redis";
import { createUsageReader } from "./account-usage.ts";
import { admitScript, pauseScript } from "./scripts.ts";

/** What one contract with the provider allows. */
export interface AccountLimits {
  readonly account: string;
  /** Unfinished tasks at once. */
  readonly maxInFlight: number;
  /** Creates in any sliding `windowMs`. */
  readonly createPerMinute: number;
  /** Default 60,000; shorter in tests and benches. */
  readonly windowMs?: number;
}

export interface RedisAdmissionOptions {
  readonly redis: RedisClient;
  /** Sleeps in BLPOP; needed by `waitForWake` only. */
  readonly blockingRedis?: RedisClient;
  readonly keys: RedisKeys;
  readonly limits: AccountLimits;
}

const MINUTE_MS = 60_000;
/** How long a grant keeps its slot before its create has begun. The reconciler gives it a job long before. */
const ADMITTED_LEASE_MS = 10 * MINUTE_MS;
/** At shutdown: how long a waiting dispatcher may take to hear of it. */
const GIVE_UP_MS = 1000;

/** Admission for one account over every process that shares the Redis. */
export function createRedisAdmission(options: RedisAdmissionOptions): Admission {
  const { redis, blockingRedis, keys, limits } = options;
  const { account, windowMs = MINUTE_MS } = limits;

  async function admit(limit: number): Promise<AdmissionResult> {
    const { nextInMs, granted } = await admitScript(
      redis,
      [keys.backlog, keys.admitted, keys.account(account), keys.slots(account), keys.createWindow(account), keys.sequence],
      [account, limit, limits.maxInFlight, limits.createPerMinute, windowMs, ADMITTED_LEASE_MS],
    );
    const grants = granted.map(([place, run]): Grant => ({ ...readPlace(place), run, account }));
    return nextInMs === undefined ? { grants } : { grants, nextInMs };
  }

  async function waitForWake(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (blockingRedis === undefined) throw new Error("waitForWake needs a connection of its own (blockingRedis)");
    if (signal.aborted) return;
    // BLPOP cannot be called back: a token ends it, and what the token meant is done by whoever comes next. With Redis
    // away no token arrives, so the connection is given up.
    let giveUp: NodeJS.Timeout | undefined;
    const endEarly = (): void => {
      void redis.lpush(keys.wake, "1").catch(() => undefined);
      giveUp = setTimeout(() => blockingRedis.disconnect(), GIVE_UP_MS);
    };
    signal.addEventListener("abort", endEarly, { once: true });
    try {
      await blockingRedis.call("BLPOP", keys.wake, String(Math.max(timeoutMs, 1) / 1000));
    } finally {
      signal.removeEventListener("abort", endEarly);
      clearTimeout(giveUp);
    }
  }

  async function pause(
    name: string,
    how: { readonly forMs: number; readonly longestMs: number; readonly reason: string; readonly notBefore?: number },
  ): Promise<number> {
    return pauseScript(redis, [keys.account(name)], [how.forMs, how.longestMs, how.reason, how.notBefore ?? ""]);
  }

  async function resume(name: string): Promise<void> {
    const ended = await redis.hdel(keys.account(name), "pausedUntil", "pausedReason", "strikes");
    if (ended > 0) await redis.lpush(keys.wake, "1");
  }

  async function admittedBefore(ageMs: number): Promise<readonly Grant[]> {
    const [now, admitted] = await Promise.all([redis.time(), redis.hgetall(keys.admitted)]);
    const latest = Number(now[0]) * 1000 - ageMs;
    return Object.entries(admitted).flatMap(([place, value]) => {
      const [run = "", at = "", ...name] = value.split(":");
      return Number(at) <= latest ? [{ ...readPlace(place), run: Number(run), account: name.join(":") }] : [];
    });
  }

  async function publishLimits(): Promise<void> {
    const { maxInFlight, createPerMinute } = limits;
    await redis.hset(keys.account(account), { maxInFlight, createPerMinute, windowMs });
  }

  return { admit, waitForWake, pause, resume, admittedBefore, publishLimits, usage: createUsageReader({ redis, keys, account }) };
}

/** A place in the backlog is `<id>|<batch>`. */
function readPlace(place: string): { readonly generationId: string; readonly batchId: string } {
  const bar = place.indexOf("|");
  return { generationId: place.slice(0, bar), batchId: place.slice(bar + 1) };
}
