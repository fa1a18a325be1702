import {
  type Clock,
  errorMessage,
  type FundsApi,
  type FundsBooks,
  optional,
  type PipelineReporter,
  type ProviderAccount,
  ProviderError,
  usualCurrency,
  whyLow,
} from "@hailuo-queue/contracts";

/** What reading the balances of the accounts needs. */
export interface FundsParts {
  readonly fundsApi: FundsApi;
  readonly books: FundsBooks;
  /** One each: the sides of an account have the same money. */
  readonly accounts: readonly Pick<ProviderAccount, "name" | "baseUrl" | "currency" | "lowBalanceMicro">[];
  /** For accounts that name none of their own, in millionths of their currency. */
  readonly lowBalanceMicro: number;
  readonly clock: Clock;
  readonly reporter: Pick<PipelineReporter, "fundsLow" | "callRefused">;
}

/** A server that does not tell is not asked every minute. */
const REST_MS = 60 * 60_000;

/** Reads each account's balance once and records it. A call that fails is reported, not thrown. */
export type LookAtFunds = (signal: AbortSignal) => Promise<void>;

/**
 * Asks each account what it has left, notes it for all, and tells once when it becomes low. Never throws for one that
 * cannot be asked.
 */
export function createFundsLook({
  fundsApi,
  books,
  accounts,
  lowBalanceMicro,
  clock,
  reporter,
}: FundsParts): LookAtFunds {
  const restUntil = new Map<string, number>();
  const low = new Set<string>();

  async function look(account: FundsParts["accounts"][number], signal: AbortSignal): Promise<void> {
    const { name, baseUrl, currency = usualCurrency(baseUrl) } = account;
    if (clock.now() < (restUntil.get(name) ?? 0)) return;
    const told = await ask(name, signal);
    if (told === undefined) return;
    const reason = whyLow({ ...told, currency }, account.lowBalanceMicro ?? lowBalanceMicro);
    await books.note(name, { at: clock.now(), currency, ...told, ...optional({ low: reason }) });
    if (reason === undefined) low.delete(name);
    else if (!low.has(name)) {
      low.add(name);
      reporter.fundsLow(name, reason);
    }
  }

  async function ask(account: string, signal: AbortSignal): Promise<Awaited<ReturnType<FundsApi["readFunds"]>>> {
    try {
      const told = await fundsApi.readFunds({ account, signal });
      if (told === undefined) restUntil.set(account, clock.now() + REST_MS);
      return told;
    } catch (error) {
      if (signal.aborted) return undefined;
      const [code, verdict] =
        error instanceof ProviderError ? [error.code, error.details.verdict] : ["funds_unknown", "transient"];
      if (verdict !== "transient" && verdict !== "not_sent" && verdict !== "throttled")
        restUntil.set(account, clock.now() + REST_MS);
      reporter.callRefused(account, "query", code, errorMessage(error));
      return undefined;
    }
  }

  return async (signal) => {
    await Promise.all(accounts.map((account) => look(account, signal)));
  };
}
