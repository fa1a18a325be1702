import type { Clock } from "@hailuo-queue/contracts";
import type { ProviderAnswer } from "./answer.ts";

/** A wrong clock or a typing error must not put an account to sleep for weeks. */
const LONGEST_MS = 24 * 60 * 60 * 1000;

/** The Unix ms before which not to ask again, from Retry-After in seconds or as a date. */
export function retryAfter(answer: ProviderAnswer, clock: Clock): number | undefined {
  const header = answer.headers["retry-after"]?.trim();
  if (header === undefined || header === "") return undefined;
  const waitMs = /^\d+(?:\.\d+)?$/.test(header)
    ? Number(header) * 1000
    : dateWait(header, answer.headers["date"], clock);
  return Number.isFinite(waitMs) ? clock.now() + Math.min(Math.max(0, waitMs), LONGEST_MS) : undefined;
}

/** Measured from the server's own Date where it sends one: its clock and ours may differ. */
function dateWait(header: string, date: string | undefined, clock: Clock): number {
  const sentAt = date === undefined ? Number.NaN : Date.parse(date);
  return Date.parse(header) - (Number.isNaN(sentAt) ? clock.now() : sentAt);
}
