import { type CreateOptions, ProviderError } from "@hailuo-queue/contracts";

/** One key for all accounts, or a look-up by account (undefined: the only one). */
export type ApiKey = string | ((account?: string) => string);

/** A call with the key that it is made with, where a client serves several. */
export interface KeyedCall extends CreateOptions {
  readonly key?: string;
  /** Where a user changes it, for messages. */
  readonly settings?: string;
  /** At most; without it, and never beyond, the client's time limit for such a call. */
  readonly timeoutMs?: number;
}

/**
 * The key for a call.
 * @throws ProviderError (`account`) for one that cannot be a key; never shows it.
 */
export function keyFor(apiKey: ApiKey | undefined, account: string | undefined): string {
  const key = (typeof apiKey === "function" ? apiKey(account) : (apiKey ?? "")).trim();
  const whose = account === undefined ? "" : ` for account ${account}`;
  if (key === "")
    throw new ProviderError("key_missing", `There is no MiniMax key${whose}; set MINIMAX_API_KEY`, {
      verdict: "account",
    });
  if (!/^[\u0021-\u007e]+$/.test(key)) {
    throw new ProviderError(
      "key_malformed",
      `The MiniMax key${whose} holds blanks or characters that no key has; check MINIMAX_API_KEY`,
      {
        verdict: "account",
      },
    );
  }
  return key;
}
