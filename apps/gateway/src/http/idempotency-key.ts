import { Problem } from "./problem.ts";

/**
 * Undefined where there is none.
 * @throws Problem (400 `bad_idempotency_key`).
 */
export function readIdempotencyKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && header !== "" && header.length <= 255) return header;
  throw new Problem(400, "bad_idempotency_key", {
    detail: "Idempotency-Key is a text of 1 to 255 characters, given once.",
  });
}

/** The key of a create that its caller gave none: no caller's can be the same, since theirs are hashed with no mark. */
export function resendKey(resend: string | undefined): string | undefined {
  return resend === undefined ? undefined : `${RESEND_MARK}${resend}`;
}

/** Longer than any key of a caller's. */
const RESEND_MARK = `resend:${" ".repeat(255)}`;
