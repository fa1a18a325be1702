import type { AccountFunds, BalanceChange } from "../funds.ts";
import type { CallOptions } from "./provider.ts";

/** Asks the provider what an account has left: free, and in real time. */
export interface FundsApi {
  /**
   * Undefined where its API does not tell.
   * @throws ProviderError.
   */
  readFunds(options: CallOptions): Promise<Pick<AccountFunds, "balance" | "plan"> | undefined>;
}

/** What was told of accounts' funds, kept for every process. */
export interface FundsBooks {
  note(account: string, funds: AccountFunds): Promise<void>;
  /**
   * Of each account that told a balance about that time: from the last reading at or before `fromMs` to the first at or
   * after `toMs`.
   */
  changes(fromMs: number, toMs: number): Promise<readonly BalanceChange[]>;
}
