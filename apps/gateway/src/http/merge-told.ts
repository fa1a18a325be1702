import type { AuditTold } from "@hailuo-queue/contracts";

/** What a handler told of a change so far, and more of it. */
export function mergeTold(told: AuditTold, more: AuditTold): AuditTold {
  return { ...told, ...more, about: { ...told.about, ...more.about }, details: { ...told.details, ...more.details } };
}
