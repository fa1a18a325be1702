import { createHash, randomInt } from "node:crypto";

/**
 * Milliseconds of 2020: keeps our numbers at 15 digits until 2051, as the provider's are, and exact as JSON numbers.
 */
const SINCE = Date.UTC(2020, 0, 1);

/** A task's (and its file's) name as the provider would give it. */
export function newProviderName(nowMs: number): string {
  return String((nowMs - SINCE) * 1000 + randomInt(1000));
}

/** Numbers of 16 digits that are exact in JSON; those that stand for a time have 15. */
const SIXTEEN_DIGITS = { first: 1_000_000_000_000_000n, count: 8_000_000_000_000_000n } as const;

/** The same for what its caller names by a key: the same key, the same number. */
export function providerNameOf(idempotencyKey: string): string {
  const drawn = createHash("sha256").update(idempotencyKey).digest().readBigUInt64BE();
  return String(SIXTEEN_DIGITS.first + (drawn % SIXTEEN_DIGITS.count));
}

export function isProviderName(text: string): boolean {
  return /^[1-9]\d{11,15}$/.test(text);
}
