import type { ProviderAccount } from "@hailuo-queue/contracts";
import { optionalText } from "../env/setting-kinds.ts";

/** Of every callback URL: the gateway's path. */
export const CALLBACK_URL_PATTERN = /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]+)*\/callbacks\/minimax$/i;
/** What a callback URL has to be, as sentences say it. */
export const CALLBACK_URL_WORDS = "an http(s) URL that ends in /callbacks/minimax";

/**
 * For create workers, which name it to the provider, poll workers, which then may ask less, and the gateway, which
 * answers there.
 */
export const callbackSettings = {
  HAILUO_CALLBACK_URL: optionalText({
    description:
      "URL at which the provider reaches the gateway to report that a task has changed, e.g. " +
      "`https://video.example.com/callbacks/minimax`. Set the same for workers and gateway. A callback only " +
      "triggers a poll; if it is lost, only time is lost. An account of the accounts file may have its own URL, or " +
      "none (`callbackUrl`).",
    defaultText: "none: the provider is polled",
    allowed: CALLBACK_URL_WORDS,
    pattern: CALLBACK_URL_PATTERN,
  }),
} as const;

/** The callback URL of each account: its own, else the deployment's. */
export function callbackBaseOf(
  accounts: readonly ProviderAccount[],
  deployment: string | undefined,
): (account: string) => string | undefined {
  const own = new Map(accounts.map(({ name, callbackUrl }) => [name, callbackUrl]));
  return (account) => {
    const named = own.get(account);
    return named === undefined ? deployment : (named ?? undefined);
  };
}

/**
 * What one generation's task is created with, so that a callback names the generation and none can be guessed.
 * Undefined where no account has a callback URL.
 */
export function callbackUrlsFor(
  accounts: readonly ProviderAccount[],
  deployment: string | undefined,
): ((account: string, generationId: string, run: number) => string | undefined) | undefined {
  const baseOf = callbackBaseOf(accounts, deployment);
  if (!accounts.some(({ name }) => baseOf(name) !== undefined)) return undefined;
  return (account, generationId, run) => {
    const base = baseOf(account);
    return base === undefined ? undefined : `${base}/${generationId}.${run}`;
  };
}
