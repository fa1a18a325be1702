import type { RedisClient } from "@hailuo-queue/redis";
import { defineStoreScript } from "../define-store-script.ts";
import type { RedisKeys } from "../keys.ts";

/** How long and how many creates are remembered whose answers were not delivered. */
export const RESEND_LIMITS = {
  /** A gateway that answers says so again before this has passed, in ms; after it, it is taken for dead. */
  leaseMs: 5000,
  /** The same sent again later than this, in ms, is a create of its own. */
  keptMs: 10 * 60_000,
  /** Of one API key; the oldest goes first. */
  most: 1000,
} as const;

/** A create as one API key sent it. */
export interface SentCreate {
  readonly tenant: string;
  /** Id of the API key. */
  readonly keyId: string;
  /** Of all that decides what is made. Hexadecimal. */
  readonly digest: string;
}

/** How a create is to be taken. */
export interface BeginResend extends SentCreate {
  /** A name that no other create has: letters and digits. */
  readonly name: string;
  /** Whether it may be one that was sent before; else it is always a create of its own. */
  readonly mayRepeat: boolean;
  /** Whether one that is being answered is waited for: its caller says that it is sent again. */
  readonly waits: boolean;
  /** Of a wait that goes on, as {@link ResendBegun} gave it. */
  readonly since?: number | undefined;
}

/** What a create is: its name, and whether it was sent before; or how long its twin is waited for. */
export type ResendBegun =
  | { readonly name: string; readonly again: boolean }
  | { readonly waitMs: number; readonly since: number };

/** What became of an answer; see lua/tenants/settle-resend.lua. */
export type ResendOutcome = "told" | "unheard" | "open";

const beginScript = defineStoreScript<[string, number, number, number], ResendBegun>({
  name: "hailuoBeginResend",
  file: "tenants/begin-resend",
  parse: ([name, again, waitMs, since]) => (name === "" ? { waitMs, since } : { name, again: again === 1 }),
});

const settleScript = defineStoreScript<null, void>({
  name: "hailuoSettleResend",
  file: "tenants/settle-resend",
  parse: () => undefined,
});

const placesOf = (keys: RedisKeys, { tenant, keyId }: SentCreate): readonly string[] => [
  keys.resends(tenant, keyId),
  keys.resendAges(tenant, keyId),
];

/** Names a create before it is carried out. One round trip. */
export function beginResend(redis: RedisClient, keys: RedisKeys, sent: BeginResend): Promise<ResendBegun> {
  const { leaseMs, keptMs, most } = RESEND_LIMITS;
  const { digest, name, mayRepeat, waits, since = 0 } = sent;
  const flags = [mayRepeat ? 1 : 0, waits ? 1 : 0];
  return beginScript(redis, keys, placesOf(keys, sent), [digest, name, leaseMs, keptMs, most, ...flags, since]);
}

/** Notes what became of the answer to a create that {@link beginResend} named. */
export function settleResend(
  redis: RedisClient,
  keys: RedisKeys,
  sent: SentCreate & { readonly name: string },
  outcome: ResendOutcome,
): Promise<void> {
  const { digest, name } = sent;
  return settleScript(redis, keys, placesOf(keys, sent), [digest, name, outcome, RESEND_LIMITS.leaseMs]);
}
