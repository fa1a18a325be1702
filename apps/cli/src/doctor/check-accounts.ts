import type { AccountUsage } from "@hailuo-queue/contracts";
import { describeCallbacks } from "../accounts/account-words.ts";
import { EXIT } from "../exit-code.ts";
import type { Shell } from "../shell.ts";
import { withProducer } from "../stand/with-producer.ts";
import type { CheckResult } from "./check-result.ts";
import { say } from "../words/say.ts";

/**
 * What the workers found out about the accounts, as Redis holds it; nothing of a Redis that is not fit, which is told
 * by itself.
 */
export async function checkAccounts(shell: Shell): Promise<readonly CheckResult[]> {
  let found: readonly CheckResult[] = [];
  const look = withProducer(shell, async (producer) => {
    found = judgeAccounts((await producer.overview()).accounts, shell.now());
    return EXIT.allSucceeded;
  });
  await look.catch(() => undefined);
  return found;
}

export function judgeAccounts(accounts: readonly AccountUsage[], nowMs: number): readonly CheckResult[] {
  return accounts.flatMap((usage) =>
    describeCallbacks(usage, nowMs).map((words): CheckResult => ({
      status: "warn",
      what: "callbacks",
      detail: say`account ${usage.account}: ${words}`,
      cure: say`make sure that its callback URL reaches a running \`hailuo gateway\`, from the internet too`,
    })),
  );
}
