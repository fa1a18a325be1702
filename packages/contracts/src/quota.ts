import { InvalidInputError } from "./errors.ts";
import { INPUT_LIMITS } from "./limits.ts";

/** What tenants may have that have no quota of their own. */
export interface DefaultQuotas {
  /** Generations that have not ended. */
  readonly maxUnfinished: number;
  /** Kept bytes: of records and batches in Redis, and of inputs in storage. */
  readonly maxBytes: number;
}

/** A limit that left no room for what was asked. */
export interface QuotaLack {
  readonly have: number;
  readonly allowed: number;
  readonly wanted: number;
}

/** `quota`: too many unfinished generations. */
export function unfinishedQuotaError({ have, allowed, wanted }: QuotaLack): InvalidInputError {
  const more = wanted === 1 ? "one more does not fit" : `${wanted} more do not fit`;
  return new InvalidInputError(
    "quota",
    `The tenant has ${have} unfinished generations, allowed are ${allowed}; ` +
      `${more}. Wait for some to end, or cancel some.`,
  );
}

/** `quota_bytes`: too much is kept. */
export function byteQuotaError({ have, allowed, wanted }: QuotaLack): InvalidInputError {
  return new InvalidInputError(
    "quota_bytes",
    `The tenant keeps ${byteWords(have)}, allowed are ${byteWords(allowed)}; ${byteWords(wanted)} more do not fit. ` +
      "Cancel what has not started yet, wait until ended generations and unused inputs reach the end of their " +
      "retention, or have the quota raised (`hailuo tenants set NAME --max-bytes`).",
  );
}

const UNITS = [
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
] as const;

/** `499.8 MB`: thousands of thousands, with up to one digit behind the point. */
export function byteWords(bytes: number): string {
  // Rounded up to a thousand of a unit, it is one of the next.
  const [unit, size] = UNITS.find(([, one]) => Math.round((bytes / one) * 10) >= 10) ?? ["bytes", 1];
  return `${Math.round((bytes / size) * 10) / 10} ${unit}`;
}

/** What an input counts as, in bytes, against the quota of its tenant: its content, and its place in the books. */
export function costOfInput(bytes: number): number {
  return bytes + INPUT_LIMITS.bookBytes;
}
