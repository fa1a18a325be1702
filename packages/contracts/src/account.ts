import type { Currency } from "./funds.ts";
import type { ApiSide } from "./models.ts";

/** The calls of the provider that are counted apart. */
export const CALL_TYPES = ["create", "query", "files"] as const;
/** See CALL_TYPES. */
export type CallType = (typeof CALL_TYPES)[number];

/** At most `limit` calls within any sliding `windowMs`. */
export interface CallWindow {
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * What one contract with the provider allows, under the name of its account. Its keys are not in here, and never in
 * Redis.
 */
export interface AccountLimits {
  /**
   * 1 to 64 letters, digits, `.`, `_`, `-`; with `~v2` or `~agent` behind it for another side of it, see
   * {@link sideAccount}.
   */
  readonly name: string;
  /** Unfinished tasks at once. */
  readonly maxInFlight: number;
  /** Windows of each type of call; all of them hold at once, none means that the type is not limited. */
  readonly windows: Readonly<Record<CallType, readonly CallWindow[]>>;
  /** The models it may use; all when it is not there. */
  readonly models?: readonly string[];
  /** The account of which this is another side. Watchers are told of it once it was used. */
  readonly sideOf?: string;
}

/** How the calls of an account are made. */
export interface ProviderAccount {
  readonly name: string;
  /** Its keys go to this origin and nowhere else. */
  readonly baseUrl: string;
  readonly dialect: "auto" | "documented" | "legacy-v3" | "minimax-v1" | "minimax-v2" | "minimax-agent";
  /** At least one; behind a function, so that neither a log line nor an error's inspection shows them. */
  readonly keys: () => readonly string[];
  /** Where the provider tells of its tasks, in place of the deployment's own URL; null: nowhere. */
  readonly callbackUrl?: string | null;
  /** In which it is charged. */
  readonly currency?: Currency;
  /** Millionths of its currency: below this its balance is told to be low. */
  readonly lowBalanceMicro?: number;
  /** Where a user changes key and base URL, for messages. Default: `MINIMAX_API_KEY and MINIMAX_BASE_URL`. */
  readonly settings?: string;
}

/**
 * The name under which the calls of an account to one generation of the API are made and counted: each generation has
 * limits of its own at the provider, so each is an account of its own to admission. v1 has the plain name. `~` is in no
 * name that a user gives.
 */
export function sideAccount(name: string, side: ApiSide): string {
  return side === "v1" ? name : `${name}~${side}`;
}

const OTHER_SIDES = ["v2", "agent"] as const satisfies readonly ApiSide[];

/** Which generation of the API the calls under this name go to. */
export function sideOfAccount(name: string): ApiSide {
  return OTHER_SIDES.find((side) => name.endsWith(`~${side}`)) ?? "v1";
}

/** The name that a user gave, without a side. */
export function plainAccount(name: string): string {
  const side = sideOfAccount(name);
  return side === "v1" ? name : name.slice(0, -side.length - 1);
}

/** The account that one key in the environment makes. */
export const DEFAULT_ACCOUNT = "default";

/** Platforms whose accounts are charged in yuan. */
const IN_CHINA = /(?:^|\.)(?:minimaxi\.com|minimax\.cn|minimax\.chat)$/i;

/** What accounts at this place are charged in, where nobody says so. */
export function usualCurrency(baseUrl: string): Currency {
  return URL.canParse(baseUrl) && IN_CHINA.test(new URL(baseUrl).hostname) ? "CNY" : "USD";
}

/** A version, or a whole create URL, as other clients and the provider's examples have it behind the host. */
const API_VERSION = /(?:\/v[123](?:\/(?:video_generation|async(?:\/minimax-video-01)?))?)?\/*$/i;

/**
 * Where an API is, from what users copy: `https://api.minimax.io/v1/` is `https://api.minimax.io`; prefixes of
 * resellers stay.
 */
export function apiRoot(baseUrl: string): string {
  return baseUrl.trim().replace(/\/+$/, "").replace(API_VERSION, "").replace(/\/+$/, "");
}
