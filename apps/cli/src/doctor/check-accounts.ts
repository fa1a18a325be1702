import type { AccountUsage } from "@hailuo-queue/contracts";
import { openProducer } from "@hailuo-queue/producer";
import { describeCallbacks } from "../accounts/account-words.ts";
import type { CheckResult } from "./check-result.ts";

/** What the workers found out about the accounts, as Redis holds it; nothing of a Redis that is not fit, which is told by itself. */
export async function checkAccounts(
  redis: { readonly redisUrl: string; readonly prefix: string },
  nowMs: number,
): Promise<readonly CheckResult[]> {
  const producer = await openProducer(redis).catch(() => undefined);
  if (producer === undefined) return [];
  try {
    return judgeAccounts((await producer.overview()).accounts, nowMs);
  } finally {
    await producer.close();
  }
}

export function judgeAccounts(accounts: readonly AccountUsage[], nowMs: number): readonly CheckResult[] {
  return accounts.flatMap((usage) =>
    describeCallbacks(usage, nowMs).map((words): CheckResult => ({
      status: "warn",
      what: "callbacks",
      detail: `account ${usage.account}: ${words}`,
      cure: "see that its callback URL leads to a running `hailuo gateway`, from outside too",
    })),
  );
}
