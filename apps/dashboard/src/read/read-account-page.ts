import type { AccountChange, AccountUsage } from "@hailuo-queue/contracts";
import type { Producer } from "@hailuo-queue/producer";

/** What `/api/accounts/<name>` answers. */
export interface AccountPage {
  readonly at: number;
  readonly account: AccountUsage;
  /** Limits that a person set, which hold in place of the workers' own. */
  readonly limits: Awaited<ReturnType<ReturnType<Producer["account"]>["limits"]>>;
  /** Newest first, at most 100. */
  readonly changes: readonly AccountChange[];
}

/** Undefined when the workers have named no such account. */
export async function readAccountPage(
  producer: Pick<Producer, "overview" | "account">,
  name: string,
  at: number,
): Promise<AccountPage | undefined> {
  const control = producer.account(name);
  const [{ accounts }, limits, changes] = await Promise.all([producer.overview(), control.limits(), control.changes()]);
  const account = accounts.find((each) => each.account === name);
  return account === undefined ? undefined : { at, account, limits, changes };
}
