import type { AccountRefusing } from "./ports/admission.ts";

/** In a sentence, e.g. `refused 45 times since 12:00, last at 12:07; the next try is at 12:09: rate_limited: …`. */
export function refusingWords({ since, times, lastAt, reason, nextTryAt, stopped }: AccountRefusing): string {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const told =
    times === 1 ? `refused at ${iso(lastAt)}` : `refused ${times} times since ${iso(since)}, last at ${iso(lastAt)}`;
  const next = nextTryAt === undefined ? "one is tried now" : `the next try is at ${iso(nextTryAt)}`;
  return `${told}; ${stopped === true ? next : "others go on"}: ${reason === "" ? "no reason given" : reason}`;
}

/** The same in the field names that the CLI's `--json` and the gateway share. */
export interface RefusingFields {
  readonly since: string;
  readonly times: number;
  readonly last_at: string;
  readonly reason: string;
  readonly stopped: boolean;
  readonly next_try_at: string | null;
}

/**
 * The refusals of an account in the field names that the CLI's `--json` and the gateway share; null where it takes what
 * it is sent.
 */
export function refusingFields(refusing: AccountRefusing | undefined): RefusingFields | null {
  if (refusing === undefined) return null;
  const { since, times, lastAt, reason, stopped = false, nextTryAt } = refusing;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    since: iso(since),
    times,
    last_at: iso(lastAt),
    reason,
    stopped,
    next_try_at: nextTryAt === undefined ? null : iso(nextTryAt),
  };
}
