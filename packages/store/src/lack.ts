import type { QuotaLack } from "@hailuo-queue/contracts";

/** A limit that left no room: nothing was written. */
export interface Lack extends QuotaLack {
  readonly limit: "maxUnfinished" | "maxBytes" | "maxItems" | "maxOpen" | "maxKept";
}
/** A lack as a script answers it. */
export type LackReply = [Lack["limit"], string, string, string];

/** The quota that has no room, of a script's answer. */
export function readLack([limit, have, allowed, wanted]: LackReply): Lack {
  return { limit, have: Number(have), allowed: Number(allowed), wanted: Number(wanted) };
}
