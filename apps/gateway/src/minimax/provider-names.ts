import { randomInt } from "node:crypto";

/**
 * Milliseconds of 2020: keeps our numbers at 15 digits until 2051, as the provider's are, and exact as JSON numbers.
 */
const SINCE = Date.UTC(2020, 0, 1);

/** A task's (and its file's) name as the provider would give it. */
export function newProviderName(nowMs: number): string {
  return String((nowMs - SINCE) * 1000 + randomInt(1000));
}

export function isProviderName(text: string): boolean {
  return /^[1-9]\d{11,15}$/.test(text);
}
