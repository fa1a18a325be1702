import { Problem } from "./problem.ts";

/** Undefined where there is none. Throws Problem (400 `bad_idempotency_key`). */
export function readIdempotencyKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && header !== "" && header.length <= 255) return header;
  throw new Problem(400, "bad_idempotency_key", {
    detail: "Idempotency-Key is a text of 1 to 255 characters, given once.",
  });
}
