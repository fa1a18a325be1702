import { type AuditVerb, optional } from "@hailuo-queue/contracts";

type Action = "cancel" | "retry" | "resolve";

/** What is done to one generation or to a batch, as the audit calls it. */
export function oneOrBatch(
  action: Action,
  { id, batch }: { readonly id?: string; readonly batch?: string },
): { readonly what: AuditVerb; readonly about: Readonly<Record<string, string>> } {
  return batch === undefined
    ? { what: `generation.${action}`, about: optional({ generation: id }) }
    : { what: `batch.${action}`, about: { batch } };
}
