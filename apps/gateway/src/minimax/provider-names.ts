import { createHash } from "node:crypto";

/**
 * Milliseconds of 2020: keeps the numbers of inputs at 15 digits, as the provider's are, and exact as JSON numbers. A
 * task's (and its file's) number is drawn, see newResendName.
 */
const SINCE = Date.UTC(2020, 0, 1);

/** Numbers of 16 digits that are exact in JSON; those that are drawn have 15. */
const SIXTEEN_DIGITS = { first: 1_000_000_000_000_000n, count: 8_000_000_000_000_000n } as const;

/** Of a task that its caller names by a key: the same key, the same number. */
export function providerNameOf(idempotencyKey: string): string {
  const drawn = createHash("sha256").update(idempotencyKey).digest().readBigUInt64BE();
  return String(SIXTEEN_DIGITS.first + (drawn % SIXTEEN_DIGITS.count));
}

export function isProviderName(text: string): boolean {
  return /^[1-9]\d{11,15}$/.test(text);
}

/** Above the numbers of tasks that are drawn. */
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
