import {
  type AccountLimits,
  type AccountRefusal,
  type Admission,
  type AdmissionResult,
  DEFAULT_TASK_DEADLINE_MS,
  type Grant,
  type RefusalNote,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { createUsageReader } from "../accounts/account-usage.ts";
import { admitScript } from "./scripts.ts";
import { noteRefusalScript, reclaimSlotsScript } from "../accounts/scripts.ts";

/** For which accounts a process admits, and over which connections. Times are in ms. */
export interface RedisAdmissionOptions {
  readonly redis: RedisClient;
  /** Sleeps in BLPOP; needed by `waitForWake` only. */
  readonly blockingRedis?: RedisClient;
  readonly keys: RedisKeys;
  /** The accounts whose keys this process has: it admits for these. */
  readonly accounts: readonly AccountLimits[];
  /** Admits generations of this batch alone. Default: of all. */
  readonly onlyBatch?: string | undefined;
  /** HAILUO_TASK_DEADLINE_MS of this process, published for who goes on with a task elsewhere. Default 30 minutes. */
  readonly taskDeadlineMs?: number;
}

/** How long a grant keeps its slot before its create has begun. The reconciler gives it a job long before. */
const ADMITTED_LEASE_MS = 10 * 60_000;
/** At shutdown: how long a waiting dispatcher may take to hear of it. */
const GIVE_UP_MS = 1000;

/** Admission for a pool of accounts over every process that shares the Redis. */
export function createRedisAdmission(options: RedisAdmissionOptions): Admission {
  const { redis, blockingRedis, keys, accounts, taskDeadlineMs = DEFAULT_TASK_DEADLINE_MS, onlyBatch = "" } = options;
  // A side of an account is published with its first grant; the others by publishLimits, if anybody asks for it.
  const published = new Set(accounts.flatMap(({ name, sideOf }) => (sideOf === undefined ? [name] : [])));
  const admitPlaces = accounts.flatMap(({ name }) => [
    keys.account(name),
    keys.slots(name),
    keys.callWindow(name, "create"),
  ]);
  const admitAccounts = accounts.flatMap(({ name, maxInFlight, windows, models }) => [
    maxInFlight,
    JSON.stringify({ name, create: windows.create.map(({ limit, windowMs }) => [limit, windowMs]), models }),
  ]);

  async function admit(limit: number): Promise<AdmissionResult> {
    const { nextInMs, backlogEmpty, granted } = await admitScript(redis, keys, admitPlaces, [
      limit,
      ADMITTED_LEASE_MS,
      onlyBatch,
      ...admitAccounts,
    ]);
    const grants = granted.map(({ member, run, account }): Grant => ({ ...readMember(member), run, account }));
    const firstUsed = accounts.filter(
      ({ name }) => !published.has(name) && grants.some(({ account }) => account === name),
    );
    await Promise.all(firstUsed.map(publish));
    return nextInMs === undefined ? { grants, backlogEmpty } : { grants, backlogEmpty, nextInMs };
  }

  const wake = onlyBatch === "" ? keys.wake : keys.wakeOf(onlyBatch);

  async function waitForWake(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (blockingRedis === undefined) throw new Error("waitForWake needs a connection of its own (blockingRedis)");
    if (signal.aborted) return;
    // BLPOP cannot be called back: a token ends it, and what the token meant is done by whoever comes next. With Redis
    // away no token arrives, so the connection is given up.
    let giveUp: NodeJS.Timeout | undefined;
    const endEarly = (): void => {
      void redis.lpush(wake, "1").catch(() => undefined);
      giveUp = setTimeout(() => blockingRedis.disconnect(), GIVE_UP_MS);
    };
    signal.addEventListener("abort", endEarly, { once: true });
    try {
      await blockingRedis.call("BLPOP", wake, String(Math.max(timeoutMs, 1) / 1000));
    } finally {
      signal.removeEventListener("abort", endEarly);
      clearTimeout(giveUp);
    }
  }

  async function refused(account: string, refusal: AccountRefusal): Promise<RefusalNote> {
    const {
      kind,
      run,
      forMs,
      longestMs,
      reason,
      code = "",
      notBefore = "",
      model = "",
      secondOpinionMs = "",
      create,
    } = refusal;
    const before = create?.before === undefined ? "" : `${create.before.accepted}:${create.before.refused}`;
    return noteRefusalScript(
      redis,
      keys,
      [keys.account(account), keys.slots(account)],
      [
        run,
        kind,
        forMs,
        longestMs,
        reason,
        notBefore,
        model,
        secondOpinionMs,
        create === undefined ? 0 : 1,
        before,
        code,
      ],
    );
  }

  async function admittedBefore(ageMs: number): Promise<readonly Grant[]> {
    const [now, admitted] = await Promise.all([redis.time(), redis.hgetall(keys.admitted)]);
    const latest = Number(now[0]) * 1000 - ageMs;
    return Object.entries(admitted).flatMap(([member, value]) => {
      const [run = "", at = "", ...name] = value.split(":");
      return Number(at) <= latest ? [{ ...readMember(member), run: Number(run), account: name.join(":") }] : [];
    });
  }

  async function reclaimSlots(): Promise<readonly string[]> {
    const reclaimed = await Promise.all(
      accounts.map(({ name }) => reclaimSlotsScript(redis, keys, [keys.slots(name)], [ADMITTED_LEASE_MS])),
    );
    return reclaimed.flat();
  }

  async function publishLimits(): Promise<void> {
    const registered = await redis.smembers(keys.accounts);
    for (const account of accounts)
      if (account.sideOf === undefined || registered.includes(account.name)) await publish(account);
  }

  async function publish({ name, maxInFlight, windows, models }: AccountLimits): Promise<void> {
    const limits = { maxInFlight, windows: JSON.stringify(windows), models: JSON.stringify(models ?? null) };
    const sideModels = accounts.flatMap((side) => (side.sideOf === name ? (side.models ?? []) : []));
    // Never back: the clocks of two workers may differ.
    const publishedAt = Math.max(Date.now(), Number((await redis.hget(keys.account(name), "publishedAt")) ?? 0));
    const more = { sideModels: JSON.stringify(sideModels), taskDeadlineMs, publishedAt };
    await redis.hset(keys.account(name), { ...limits, ...more });
    await redis.sadd(keys.accounts, name);
    published.add(name);
  }

  return {
    admit,
    waitForWake,
    refused,
    admittedBefore,
    reclaimSlots,
    publishLimits,
    usage: createUsageReader({ redis, keys }),
  };
}

/** A position in the backlog is `<id>|<batch>`. */
function readMember(member: string): { readonly generationId: string; readonly batchId: string } {
  const bar = member.indexOf("|");
  return { generationId: member.slice(0, bar), batchId: member.slice(bar + 1) };
}
