import {
  type AccountChange,
  type AccountControl,
  type ChangeNote,
  InvalidInputError,
  type LiveLimits,
  optional,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";

/** The connection, the keys and the account that is paused or resumed. */
export interface AccountControlOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly account: string;
}

const KEPT_CHANGES = 100;
const LARGEST_LIMIT = 10_000_000;
const MINUTE_MS = 60_000;
const STOPS = ["held", "draining"];
const LIMITS = [
  "maxInFlight",
  "createPerMinute",
  "queryPerMinute",
  "filesPerMinute",
] as const satisfies readonly (keyof LiveLimits)[];
const HEALTH = [
  "pausedUntil",
  "pausedReason",
  "strikes",
  "trialRun",
  "trialUntil",
  "cap",
  "capRun",
  "capTrialAt",
  "capHoldMs",
  "capTrialRun",
  "refusedModels",
  "refusedSince",
  "refusedTimes",
  "lastRefusedAt",
  "lastReason",
];
/** Further ones of a model that was refused. */
const MODEL_HEALTH = ["disabled.", "refusals.", "trial."];

/** A token that nobody takes goes by itself. */
const TOKEN_MS = 60_000;

/** Changes an account in the running system, and keeps who did it, when and why. */
export function createAccountControl({ redis, keys, account }: AccountControlOptions): AccountControl {
  const key = keys.account(account);

  async function note(what: string, { who, why }: ChangeNote): Promise<void> {
    const [seconds] = await redis.time();
    const change: AccountChange = { at: Number(seconds) * 1000, who, what, ...optional({ why }) };
    await redis.lpush(keys.accountChanges(account), JSON.stringify(change));
    await redis.ltrim(keys.accountChanges(account), 0, KEPT_CHANGES - 1);
    // A dispatcher that sleeps looks again now.
    const batches = await redis.zrange(keys.wakes, "0", "-1");
    for (const wake of [keys.wake, ...batches.map((batch) => keys.wakeOf(batch))]) await redis.lpush(wake, "1");
    for (const batch of batches) await redis.pexpire(keys.wakeOf(batch), TOKEN_MS);
  }

  async function setLimits(limits: LiveLimits, signed: ChangeNote): Promise<Readonly<Record<string, string>>> {
    const named = Object.entries(limits).filter((entry): entry is [string, number | null] => entry[1] !== undefined);
    for (const [name, value] of named) {
      if (value !== null && !(Number.isInteger(value) && value >= 0 && value <= LARGEST_LIMIT)) {
        throw new InvalidInputError(
          "bad_limit",
          `${name} is ${value}; allowed are whole numbers from 0 to ${LARGEST_LIMIT}.`,
        );
      }
    }
    const changed: Record<string, string> = {};
    for (const [name, value] of named) {
      const field = `limit.${name}`;
      const state = await redis.hgetall(key);
      const configured = configuredLimit(state, name);
      if (value === null) await redis.hdel(key, field);
      else await redis.hset(key, field, String(value));
      changed[name] = `${state[field] ?? configured} -> ${value ?? `${configured} (as configured)`}`;
      await note(`${name} ${changed[name]}`, signed);
    }
    return changed;
  }

  async function pause(signed: ChangeNote): Promise<void> {
    await redis.hset(key, "held", "1");
    await note("paused", signed);
  }

  async function drain(signed: ChangeNote): Promise<void> {
    await redis.hset(key, "draining", "1");
    await note("draining", signed);
  }

  async function release(signed: ChangeNote): Promise<void> {
    await redis.hdel(key, ...STOPS, ...HEALTH, ...refusedModelsOf(await redis.hkeys(key)));
    await note("resumed", signed);
  }

  async function probe(signed: ChangeNote): Promise<"probed" | "paused"> {
    const fields = await redis.hkeys(key);
    if (fields.some((field) => STOPS.includes(field))) return "paused";
    // Should a user pause it in this moment, the pause holds: its field is not among these.
    await redis.hdel(key, ...HEALTH, ...refusedModelsOf(fields));
    await note("tried again", signed);
    return "probed";
  }

  async function limits(): Promise<{ readonly [Limit in keyof LiveLimits]: number }> {
    const values = await redis.hmget(key, ...LIMITS.map((name) => `limit.${name}`));
    return Object.fromEntries(
      LIMITS.flatMap((name, at) => (typeof values[at] === "string" ? [[name, Number(values[at])]] : [])),
    );
  }

  async function changes(): Promise<readonly AccountChange[]> {
    const kept = await redis.lrange(keys.accountChanges(account), "0", "-1");
    return kept.map((json) => JSON.parse(json) as AccountChange);
  }

  return { setLimits, pause, drain, release, probe, limits, changes };
}

function refusedModelsOf(fields: readonly string[]): readonly string[] {
  return fields.filter((field) => MODEL_HEALTH.some((start) => field.startsWith(start)));
}

function configuredLimit(state: Readonly<Record<string, string>>, name: string): string {
  if (name === "maxInFlight") return state["maxInFlight"] ?? "?";
  const windows = JSON.parse(state["windows"] ?? "{}") as Record<
    string,
    readonly { readonly limit: number; readonly windowMs: number }[]
  >;
  const perMinute = windows[name.replace("PerMinute", "")]?.find(({ windowMs }) => windowMs === MINUTE_MS);
  return perMinute === undefined ? "unlimited" : String(perMinute.limit);
}
