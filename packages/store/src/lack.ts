import type { QuotaLack } from "@hailuo-queue/contracts";

/** A limit that left no room: nothing was written. */
export interface Lack extends QuotaLack {
  readonly limit: "maxUnfinished" | "maxBytes" | "maxItems" | "maxOpen" | "maxKept";
}
export type LackReply = [Lack["limit"], string, string, string];

export function readLack([limit, have, allowed, wanted]: LackReply): Lack {
  return { limit, have: Number(have), allowed: Number(allowed), wanted: Number(wanted) };
}
