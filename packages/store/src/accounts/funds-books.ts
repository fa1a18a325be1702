import type { AccountFunds, BalanceChange, FundsBooks } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";

/** The connection and the keys. */
export interface FundsBooksOptions {
  readonly redis: RedisClient;
  readonly keys: Pick<RedisKeys, "account" | "accounts" | "accountBalances">;
}

/** Of an unchanged balance a reading is kept this often. */
const UNCHANGED_MS = 10 * 60_000;
const KEPT_MS = 31 * 24 * 3_600_000;
/** A reading a minute for three days, or every ten minutes for a month. */
const KEPT = 4500;

interface Reading {
  readonly at: number;
  readonly micro: number;
}

/** Costs two calls to Redis for each account that is told of. */
export function createRedisFundsBooks({ redis, keys }: FundsBooksOptions): FundsBooks {
  async function readingsAt(account: string, fromMs: number, toMs: number): Promise<readonly (Reading | undefined)[]> {
    const key = keys.accountBalances(account);
    const one = ["LIMIT", 0, 1] as const;
    const [before, after, begins, last] = await Promise.all([
      redis.zrevrangebyscore(key, String(fromMs), "-inf", ...one),
      redis.zrangebyscore(key, String(toMs), "+inf", ...one),
      redis.zrangebyscore(key, String(fromMs), "+inf", ...one),
      redis.zrange(key, "-1", "-1"),
    ]);
    return [readingOf(before[0] ?? begins[0]), readingOf(after[0] ?? last[0])];
  }

  return {
    async note(account, funds) {
      const key = keys.accountBalances(account);
      const last = readingOf((await redis.zrange(key, "-1", "-1"))[0]);
      const pipeline = redis.multi().hset(keys.account(account), "funds", JSON.stringify(funds));
      const micro = funds.balance?.availableMicro;
      if (micro !== undefined && (last === undefined || last.micro !== micro || funds.at - last.at >= UNCHANGED_MS)) {
        pipeline.zadd(key, String(funds.at), `${funds.at}:${micro}`);
        pipeline.zremrangebyscore(key, "-inf", String(funds.at - KEPT_MS));
        pipeline.zremrangebyrank(key, 0, -1 - KEPT);
      }
      await pipeline.exec();
    },
    async changes(fromMs, toMs) {
      const accounts = (await redis.smembers(keys.accounts)).toSorted();
      const changes = await Promise.all(
        accounts.map(async (account): Promise<BalanceChange[]> => {
          const [[before, after], funds] = await Promise.all([
            readingsAt(account, fromMs, toMs),
            redis.hget(keys.account(account), "funds"),
          ]);
          if (before === undefined || after === undefined || after.at <= before.at || funds === null) return [];
          const { currency } = JSON.parse(funds) as AccountFunds;
          return [{ account, currency, fromAt: before.at, toAt: after.at, usedMicro: before.micro - after.micro }];
        }),
      );
      return changes.flat();
    },
  };
}

function readingOf(member: string | undefined): Reading | undefined {
  const [at, micro] = member?.split(":") ?? [];
  return at === undefined || micro === undefined ? undefined : { at: Number(at), micro: Number(micro) };
}
