import type { Clock } from "@hailuo-queue/contracts";

/** How long one file call may try before the next one does: longer than nearly all take. */
const TRIAL_MS = 2000;
/** Of generations that were refused. */
const MOST_REMEMBERED = 10_000;

/**
 * Accounts that were refused a file call, as this process saw it. Nobody asks for them until their time; then one call
 * tries, and when it is answered all others follow.
 */
export interface RefusedAccounts {
  /** Undefined: ask now. Else: not before this time, Unix ms. */
  restsUntil(account: string): number | undefined;
  /**
   * Whether the account has answered others since it refused this generation last: then that says nothing of the
   * account.
   */
  isAlone(account: string, generationId: string): boolean;
  refused(account: string, generationId: string, untilMs: number): void;
  answered(account: string, generationId: string): void;
}

export function createRefusedAccounts(clock: Clock): RefusedAccounts {
  const until = new Map<string, number>();
  const answers = new Map<string, number>();
  const refusedAt = new Map<string, number>();

  return {
    restsUntil: (account) => {
      const untilMs = until.get(account);
      const now = clock.now();
      if (untilMs === undefined || untilMs > now) return untilMs;
      until.set(account, now + TRIAL_MS);
      return undefined;
    },
    isAlone: (account, generationId) => {
      const before = refusedAt.get(generationId);
      return before !== undefined && (answers.get(account) ?? 0) > before;
    },
    refused: (account, generationId, untilMs) => {
      refusedAt.delete(generationId);
      refusedAt.set(generationId, answers.get(account) ?? 0);
      const [oldest] = refusedAt.keys();
      if (refusedAt.size > MOST_REMEMBERED && oldest !== undefined) refusedAt.delete(oldest);
      // A call that left before may be refused for a shorter time, and later.
      until.set(account, Math.max(untilMs, until.get(account) ?? 0));
    },
    answered: (account, generationId) => {
      refusedAt.delete(generationId);
      answers.set(account, (answers.get(account) ?? 0) + 1);
      until.delete(account);
    },
  };
}
