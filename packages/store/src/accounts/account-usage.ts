import {
  type AccountFunds,
  type AccountLimits,
  type AccountRefusing,
  type AccountUsage,
  CALL_TYPES,
  type CallType,
  type CallWindow,
  DEFAULT_ACCOUNT,
  optional,
  type WindowUsage,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";

/** The connection and the keys. */
export interface UsageReaderOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
}

const MINUTE_MS = 60_000;
/** As lua/accounts/account-health.lua has it. */
const EPISODE_MS = MINUTE_MS;
/** Of an account whose lost creates are counted; there are seldom more slots. */
const MOST_HOLDERS = 1000;
const NO_WINDOWS: AccountLimits["windows"] = { create: [], query: [], files: [] };

/** Which generations have an account's slots, those whose leases end first; and how many there are in all. */
export interface SlotIds {
  readonly ids: readonly string[];
  readonly total: number;
}

/** From the slots themselves, so that none is missed however many generations there are. At most `limit` ids. */
export function createSlotReader({
  redis,
  keys,
}: UsageReaderOptions): (account: string, limit: number) => Promise<SlotIds> {
  return async (account, limit) => {
    const [ids, total] = await Promise.all([
      redis.zrange(keys.slots(account), "0", String(limit - 1)),
      redis.zcard(keys.slots(account)),
    ]);
    return { ids, total };
  };
}

/** Reads what every account does and may do, as far as create workers have published them. */
export function createUsageReader({ redis, keys }: UsageReaderOptions): () => Promise<readonly AccountUsage[]> {
  return async () => {
    const [[seconds, microseconds], published, queued, admitted, lost] = await Promise.all([
      redis.time(),
      redis.smembers(keys.accounts),
      redis.get(keys.queued),
      redis.hlen(keys.admitted),
      redis.zlexcount(keys.states, "[submission_unknown|", "(submission_unknown}"),
    ]);
    const nowMs = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    const names = published.length === 0 ? [DEFAULT_ACCOUNT] : published.toSorted();
    const backlog = Math.max(0, Number(queued) - admitted);
    return Promise.all(names.map((name) => readAccount(name, { nowMs, backlog, lost: lost > 0 })));
  };

  async function countLost(account: string): Promise<number> {
    const holders = await redis.zrange(keys.slots(account), "0", String(MOST_HOLDERS - 1));
    if (holders.length === 0) return 0;
    const scores = await redis.zmscore(keys.states, ...holders.map((id) => `submission_unknown|${id}`));
    return scores.filter((score) => score !== null).length;
  }

  async function readAccount(
    account: string,
    { nowMs, backlog, lost }: { readonly nowMs: number; readonly backlog: number; readonly lost: boolean },
  ): Promise<AccountUsage> {
    const [state, slotsUsed, slotsLost] = await Promise.all([
      redis.hgetall(keys.account(account)),
      redis.zcard(keys.slots(account)),
      lost ? countLost(account) : 0,
    ]);
    const windows = await Promise.all(
      CALL_TYPES.flatMap((callType) =>
        windowsOf(state, callType).map(async (window): Promise<WindowUsage> => {
          const used = await redis.zcount(keys.callWindow(account, callType), nowMs - window.windowMs, "+inf");
          return { callType, ...window, used };
        }),
      ),
    );
    const slotsAllowed = Number(state["limit.maxInFlight"] ?? state["maxInFlight"] ?? 0);
    const cap = Number(state["cap"] ?? slotsAllowed);
    const models = JSON.parse(state["models"] ?? "null") as readonly string[] | null;
    const sideModels = JSON.parse(state["sideModels"] ?? "[]") as readonly string[];
    const disabled = disabledModels(state, nowMs);
    const create = windows.find(({ callType }) => callType === "create");
    const pausedUntil = Number(state["pausedUntil"] ?? 0);
    const refusing = readRefusing(state, nowMs);
    return {
      account,
      slotsUsed,
      slotsAllowed,
      createWindowUsed: create?.used ?? 0,
      createPerMinute: create?.limit ?? 0,
      windows,
      backlog,
      ...(cap < slotsAllowed ? { slotsTaken: cap } : {}),
      ...(models === null ? {} : { models }),
      ...(sideModels.length === 0 ? {} : { sideModels }),
      ...(disabled.length === 0 ? {} : { disabledModels: Object.fromEntries(disabled) }),
      ...optional({ refusing }),
      ...(slotsLost === 0 ? {} : { slotsLost }),
      ...(isLimitZero(slotsAllowed, state, create) ? { limitZero: true as const } : {}),
      ...(state["publishedAt"] === undefined ? {} : { publishedAt: Number(state["publishedAt"]) }),
      ...(state["held"] === undefined ? {} : { paused: true as const }),
      ...(state["draining"] === undefined ? {} : { draining: true as const }),
      ...(state["funds"] === undefined ? {} : { funds: JSON.parse(state["funds"]) as AccountFunds }),
      ...callbackRefused(state, nowMs),
      ...(pausedUntil > nowMs ? { pausedUntil, pausedReason: state["pausedReason"] ?? "" } : {}),
    };
  }
}

/** Of an account that nobody has told, nothing is allowed yet. */
function isLimitZero(
  slotsAllowed: number,
  { maxInFlight }: Readonly<Record<string, string>>,
  create: CallWindow | undefined,
): boolean {
  return maxInFlight !== undefined && (slotsAllowed === 0 || create?.limit === 0);
}

/** Without a create that tries it again, nobody knows any more whether it is refused. */
const CALLBACK_NEWS_MS = 60 * MINUTE_MS;

function callbackRefused(
  state: Readonly<Record<string, string>>,
  nowMs: number,
): Pick<AccountUsage, "callbackRefused"> {
  const { callbackRefusedSince, callbackLeftOutUntil, callbackReason = "" } = state;
  const leftOutUntil = Number(callbackLeftOutUntil ?? 0);
  if (leftOutUntil + CALLBACK_NEWS_MS <= nowMs) return {};
  return {
    callbackRefused: { since: Number(callbackRefusedSince ?? leftOutUntil), leftOutUntil, reason: callbackReason },
  };
}

/** As configured, with the one of a minute as a user set it since. */
function windowsOf(state: Readonly<Record<string, string>>, callType: CallType): readonly CallWindow[] {
  const configured = { ...NO_WINDOWS, ...(JSON.parse(state["windows"] ?? "{}") as Partial<AccountLimits["windows"]>) }[
    callType
  ];
  const perMinute = state[`limit.${callType}PerMinute`];
  if (perMinute === undefined) return configured;
  return [
    { limit: Number(perMinute), windowMs: MINUTE_MS },
    ...configured.filter(({ windowMs }) => windowMs !== MINUTE_MS),
  ];
}

function readRefusing(state: Readonly<Record<string, string>>, nowMs: number): AccountRefusing | undefined {
  const lastAt = Number(state["lastRefusedAt"] ?? 0);
  const stopped = state["strikes"] !== undefined;
  if (lastAt === 0 || (!stopped && nowMs - lastAt > EPISODE_MS)) return undefined;
  const pausedUntil = Number(state["pausedUntil"] ?? 0);
  return {
    since: Number(state["refusedSince"] ?? lastAt),
    times: Number(state["refusedTimes"] ?? 1),
    lastAt,
    reason: state["lastReason"] ?? "",
    ...((state["lastCode"] ?? "") === "" ? {} : { code: state["lastCode"] }),
    ...(stopped ? { stopped } : {}),
    ...(pausedUntil > nowMs ? { nextTryAt: pausedUntil } : {}),
  };
}

function disabledModels(state: Readonly<Record<string, string>>, nowMs: number): [model: string, until: number][] {
  return Object.entries(state).flatMap(([field, until]): [string, number][] =>
    field.startsWith("disabled.") && Number(until) > nowMs ? [[field.slice("disabled.".length), Number(until)]] : [],
  );
}
