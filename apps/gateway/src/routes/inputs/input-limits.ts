import { INPUT_LIMITS } from "@hailuo-queue/contracts";

const MB = 1024 * 1024;

/** The largest of all kinds, and a form around it. */
export const MOST_UPLOAD_BYTES = Math.max(...Object.values(INPUT_LIMITS.maxBytes)) + MB;

/** The most megabytes that an input of this kind may have. */
export function inputLimitMb(kind: keyof typeof INPUT_LIMITS.maxBytes): number {
  return INPUT_LIMITS.maxBytes[kind] / MB;
}
