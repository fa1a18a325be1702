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

/** Between the numbers of tasks until 2035 and those of inputs. */
const INPUTS_FROM = 500_000_000_000_000;
const IN_A_MS = 1000;

/** An input's number among the provider's files: when it came, and a little of its hash. */
export function inputNumber({ createdAt, sha256 }: { readonly createdAt: number; readonly sha256: string }): string {
  return String(INPUTS_FROM + (createdAt - SINCE) * IN_A_MS + (Number.parseInt(sha256.slice(0, 8), 16) % IN_A_MS));
}

/** When an input of that number came, Unix ms; undefined for what is the number of no input. */
export function inputArrivalOf(number: string): number | undefined {
  const since = isProviderName(number) ? Number(number) - INPUTS_FROM : -1;
  return since < 0 ? undefined : Math.floor(since / IN_A_MS) + SINCE;
}
