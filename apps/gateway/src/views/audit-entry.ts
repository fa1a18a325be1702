import { type AuditEntry, isoTime } from "@hailuo-queue/contracts";
import { z } from "zod";

const texts = z.record(z.string(), z.string());
const auditEntrySchema = z
  .object({
    object: z.literal("audit_entry"),
    id: z.string(),
    at: z.iso.datetime(),
    who: z.string().describe("`key <id>` over HTTP, `cli <user>@<host>` at a terminal"),
    what: z.string().describe("e.g. generation.cancel, batch.pause, tenant.set, account.drain, key.revoke"),
    tenant: z
      .string()
      .nullable()
      .describe("the tenant that the resource belongs to; null for resources of the deployment"),
    about: texts.describe("ids, by kind of resource"),
    details: texts.describe("what changed, before -> after, and the reason given"),
    outcome: z
      .enum(["done", "refused", "failed"])
      .describe("refused: nothing was changed; failed: it stopped, perhaps partway"),
    code: z.string().nullable().describe("why it was refused, or failed"),
  })
  .meta({ id: "AuditEntry" });
export const auditPageSchema = z
  .object({ object: z.literal("list"), data: z.array(auditEntrySchema), next_cursor: z.string().nullable() })
  .meta({
    id: "AuditPage",
    description: "A page may be short or empty although more pages follow: continue while there is a next_cursor.",
  });

export function showEntry(entry: AuditEntry): z.output<typeof auditEntrySchema> {
  const { id, at, who, what, tenant, about = {}, details = {}, outcome } = entry;
  return {
    object: "audit_entry",
    id,
    at: isoTime(at) ?? "",
    who,
    what,
    tenant: tenant ?? null,
    about: { ...about },
    details: { ...details },
    outcome,
    code: "code" in entry ? entry.code : null,
  };
}
