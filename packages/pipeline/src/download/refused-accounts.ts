import type { Clock } from "@hailuo-queue/contracts";

/** How long one file call may try before the next one does: longer than nearly all take. */
const TRIAL_MS = 2000;

/**
 * Accounts that were refused a file call, as this process saw it. Nobody asks for them until their time; then one call
 * tries, and when it is answered all others follow.
 */
export interface RefusedAccounts {
  /** Undefined: ask now. Else: not before this time, Unix ms. */
  restsUntil(account: string): number | undefined;
  refused(account: string, untilMs: number): void;
  answered(account: string): void;
}

export function createRefusedAccounts(clock: Clock): RefusedAccounts {
  const until = new Map<string, number>();
  return {
    restsUntil: (account) => {
      const untilMs = until.get(account);
      const now = clock.now();
      if (untilMs === undefined || untilMs > now) return untilMs;
      until.set(account, now + TRIAL_MS);
      return undefined;
    },
    // A call that left before may be refused for a shorter time, and later.
    refused: (account, untilMs) => void until.set(account, Math.max(untilMs, until.get(account) ?? 0)),
    answered: (account) => void until.delete(account),
  };
}
