import {
  type AccountFunds,
  type AccountLimits,
  type AccountUsage,
  CALL_SURFACES,
  type CallSurface,
  type CallWindow,
  DEFAULT_ACCOUNT,
  type WindowUsage,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";

export interface UsageReaderOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
}

const MINUTE_MS = 60_000;
const NO_WINDOWS: AccountLimits["windows"] = { create: [], query: [], files: [] };

/** Reads what every account does and may do, as far as create workers have published them. */
export function createUsageReader({ redis, keys }: UsageReaderOptions): () => Promise<readonly AccountUsage[]> {
  return async () => {
    const [[seconds, microseconds], published, queued, admitted] = await Promise.all([
      redis.time(),
      redis.smembers(keys.accounts),
      redis.get(keys.queued),
      redis.hlen(keys.admitted),
    ]);
    const nowMs = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
    const names = published.length === 0 ? [DEFAULT_ACCOUNT] : published.toSorted();
    return Promise.all(names.map((name) => readAccount(name, nowMs, Math.max(0, Number(queued) - admitted))));
  };

  async function readAccount(account: string, nowMs: number, backlog: number): Promise<AccountUsage> {
    const [state, slotsUsed] = await Promise.all([redis.hgetall(keys.account(account)), redis.zcard(keys.slots(account))]);
    const windows = await Promise.all(
      CALL_SURFACES.flatMap((surface) =>
        windowsOf(state, surface).map(async (window): Promise<WindowUsage> => {
          const used = await redis.zcount(keys.callWindow(account, surface), nowMs - window.windowMs, "+inf");
          return { surface, ...window, used };
        }),
      ),
    );
    const slotsAllowed = Number(state["limit.maxInFlight"] ?? state["maxInFlight"] ?? 0);
    const cap = Number(state["cap"] ?? slotsAllowed);
    const models = JSON.parse(state["models"] ?? "null") as readonly string[] | null;
    const disabled = disabledModels(state, nowMs);
    const create = windows.find(({ surface }) => surface === "create");
    const pausedUntil = Number(state["pausedUntil"] ?? 0);
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
      ...(disabled.length === 0 ? {} : { disabledModels: Object.fromEntries(disabled) }),
      ...(state["held"] === undefined ? {} : { held: true as const }),
      ...(state["draining"] === undefined ? {} : { draining: true as const }),
      ...(state["funds"] === undefined ? {} : { funds: JSON.parse(state["funds"]) as AccountFunds }),
      ...callbackRefused(state, nowMs),
      ...(pausedUntil > nowMs ? { pausedUntil, pausedReason: state["pausedReason"] ?? "" } : {}),
    };
  }
}

/** Without a create that tries it again, nobody knows any more whether it is refused. */
const CALLBACK_NEWS_MS = 60 * MINUTE_MS;

function callbackRefused(state: Readonly<Record<string, string>>, nowMs: number): Pick<AccountUsage, "callbackRefused"> {
  const { callbackRefusedSince, callbackLeftOutUntil, callbackReason = "" } = state;
  const leftOutUntil = Number(callbackLeftOutUntil ?? 0);
  if (leftOutUntil + CALLBACK_NEWS_MS <= nowMs) return {};
  return { callbackRefused: { since: Number(callbackRefusedSince ?? leftOutUntil), leftOutUntil, reason: callbackReason } };
}

/** As configured, with the one of a minute as a user set it since. */
function windowsOf(state: Readonly<Record<string, string>>, surface: CallSurface): readonly CallWindow[] {
  const configured = { ...NO_WINDOWS, ...(JSON.parse(state["windows"] ?? "{}") as Partial<AccountLimits["windows"]>) }[surface];
  const perMinute = state[`limit.${surface}PerMinute`];
  if (perMinute === undefined) return configured;
  return [{ limit: Number(perMinute), windowMs: MINUTE_MS }, ...configured.filter(({ windowMs }) => windowMs !== MINUTE_MS)];
}

function disabledModels(state: Readonly<Record<string, string>>, nowMs: number): [model: string, until: number][] {
  return Object.entries(state).flatMap(([field, until]): [string, number][] =>
    field.startsWith("disabled.") && Number(until) > nowMs ? [[field.slice("disabled.".length), Number(until)]] : [],
  );
}
