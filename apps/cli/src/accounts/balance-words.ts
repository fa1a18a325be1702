import { type BalanceChange, type BatchSummary, formatFunds, isoTime } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";
import { formatMoney } from "../money.ts";
import { say } from "../words/say.ts";

/** How balances went while this batch was made. */
export function balanceChangesOf(
  producer: Pick<Producer, "balanceChanges">,
  { createdAt, endedAt }: Pick<BatchSummary, "createdAt" | "endedAt">,
  nowMs: number,
): Promise<readonly BalanceChange[]> {
  return producer.balanceChanges(createdAt, endedAt ?? nowMs);
}

/**
 * What the provider took, beside what this batch cost; everything else that used the account meanwhile is in the first.
 */
export function describeBalanceChanges(
  changes: readonly BalanceChange[],
  { spentMicroUsd, reservedMicroUsd }: Pick<BatchSummary, "spentMicroUsd" | "reservedMicroUsd">,
): readonly string[] {
  const inFlight = reservedMicroUsd > 0 ? say`, and ${formatMoney(reservedMicroUsd)} is in flight` : "";
  return changes.map(({ account, currency, usedMicro, fromAt, toAt }) => {
    const went =
      usedMicro < 0
        ? say`rose by ${formatFunds(-usedMicro, currency)}`
        : say`fell by ${formatFunds(usedMicro, currency)}`;
    return say`account ${account}: its balance ${went} between ${isoTime(fromAt)} and ${isoTime(toAt)}, by all uses together; this batch cost ${formatMoney(spentMicroUsd)}${inFlight}`;
  });
}

/** For machines. */
export function balanceLines(changes: readonly BalanceChange[]): readonly object[] {
  return changes.map(({ account, currency, usedMicro, fromAt, toAt }) => ({
    account,
    currency,
    used: usedMicro / 1_000_000,
    from: isoTime(fromAt),
    to: isoTime(toAt),
  }));
}
