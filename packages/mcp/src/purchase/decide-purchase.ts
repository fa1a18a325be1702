/** What a tool is about to buy, and what its caller has agreed to. Amounts in millionths of a US dollar. */
export interface Purchase {
  readonly videos: number;
  /** At most, of those that have a price. */
  readonly costMicroUsd: number;
  /** How many have no known price. */
  readonly unpriced: number;
  /** What the caller agreed to; undefined: nothing. */
  readonly maxCostMicroUsd: number | undefined;
  readonly allowUnpriced: boolean;
  /** Above it a purchase needs the caller's word. */
  readonly askAboveMicroUsd: number;
  /** What is left of the tenant's budget; undefined: it has none. */
  readonly budgetLeftMicroUsd: number | undefined;
}

/** Whether a purchase goes ahead; `why` is told to the assistant. */
export type PurchaseDecision = { readonly result: "buy" } | { readonly result: "refuse"; readonly why: string };

/** Whether it may be bought: in doubt not, and `why` says the price and what to do. */
export function decidePurchase(purchase: Purchase): PurchaseDecision {
  const { videos, costMicroUsd, unpriced, maxCostMicroUsd, askAboveMicroUsd, budgetLeftMicroUsd } = purchase;
  const price = `${videos === 1 ? "This video costs" : `These ${videos} videos cost`} up to ${dollars(costMicroUsd)}`;
  if (budgetLeftMicroUsd !== undefined && costMicroUsd > budgetLeftMicroUsd)
    return refuse(`${price}, and ${dollars(Math.max(0, budgetLeftMicroUsd))} of the tenant's budget are left.`);
  if (unpriced > 0 && !purchase.allowUnpriced)
    return refuse(
      `${unpriced === 1 && videos === 1 ? "This video has" : `${unpriced} of ${videos} videos have`} no known price. Tell the user, and call again with allow_unpriced: true if they agree.`,
    );
  if (maxCostMicroUsd === undefined && costMicroUsd > askAboveMicroUsd)
    return refuse(
      `${price}, which is above ${dollars(askAboveMicroUsd)}. Tell the user, and call again with ` +
        `max_cost_usd of at least ${costMicroUsd / MICRO} if they agree.`,
    );
  if (maxCostMicroUsd !== undefined && costMicroUsd > maxCostMicroUsd)
    return refuse(`${price}, which is above the max_cost_usd of ${dollars(maxCostMicroUsd)}.`);
  return { result: "buy" };
}

const MICRO = 1_000_000;

function refuse(why: string): PurchaseDecision {
  return { result: "refuse", why: `${why} Nothing was bought.` };
}

/** `$0.28`; small amounts with as many digits as they have. */
export function dollars(microUsd: number): string {
  const amount = microUsd / MICRO;
  return `$${Number.isInteger(Math.round(microUsd) / 10_000) ? amount.toFixed(2) : String(amount)}`;
}
