import { type AuditEntry, AUDIT_LIMITS, type AuditLog, isoTime } from "@hailuo-queue/contracts";
import { z } from "zod";
import { problemSchema } from "../http/problem.ts";
import { defineRoute, json, type Route } from "../http/route.ts";
import { pageQuery, plainName } from "../views/fields.ts";

export interface AuditRoutes {
  readonly audit: Pick<AuditLog, "read">;
}

const texts = z.record(z.string(), z.string());
const entrySchema = z
  .object({
    object: z.literal("audit_entry"),
    id: z.string(),
    at: z.iso.datetime(),
    who: z.string().describe("`key <id>` over HTTP, `cli <user>@<host>` at a terminal"),
    what: z.string().describe("e.g. generation.cancel, batch.pause, tenant.set, account.drain, key.revoke"),
    tenant: z.string().nullable().describe("whose thing it is; null for what belongs to the deployment"),
    about: texts.describe("ids, by the kind of thing"),
    details: texts.describe("what was set, before -> after, and why"),
    outcome: z.enum(["done", "refused", "failed"]).describe("refused: nothing was done; failed: it broke off, perhaps in the middle"),
    code: z.string().nullable().describe("why it was refused, or failed"),
  })
  .meta({ id: "AuditEntry" });
const pageSchema = z
  .object({ object: z.literal("list"), data: z.array(entrySchema), next_cursor: z.string().nullable() })
  .meta({ id: "AuditPage", description: "A page may be short, or empty, before the last: go on while there is a next_cursor." });

/** Who did what, for admins. */
export function auditRoutes({ audit }: AuditRoutes): readonly Route[] {
  return [
    defineRoute({
      method: "GET",
      path: "/api/v1/audit",
      role: "admin",
      scope: "deployment",
      tag: "Audit",
      summary: "Who changed what, when, and how it ended; newest first",
      description: `Every change over HTTP and the command line, and every submission, for ${AUDIT_LIMITS.keepMs / 86_400_000} days: at most the last ${AUDIT_LIMITS.maxEntries} changes, as many submissions, and as many of tenants that make more than ${AUDIT_LIMITS.maxSharedPerHour} in an hour. It holds no prompts, bodies or secrets.`,
      query: pageQuery.extend({
        tenant: plainName.optional(),
        what: z
          .string()
          .regex(/^[a-z.]{1,40}$/, { error: "is a name as in the entries, or how it begins: account." })
          .optional(),
        since: z.iso.datetime({ offset: true }).optional().describe("not before this time"),
      }),
      answers: {
        200: { description: "A page", schema: pageSchema },
        400: { description: "Not a cursor of a page", schema: problemSchema },
      },
      handle: async ({ query: { limit, cursor, tenant, what, since } }) => {
        const page = await audit.read({
          limit,
          ...(cursor === undefined ? {} : { cursor }),
          ...(tenant === undefined ? {} : { tenant }),
          ...(what === undefined ? {} : { what }),
          ...(since === undefined ? {} : { sinceMs: Date.parse(since) }),
        });
        return json(200, { object: "list", data: page.items.map(showEntry), next_cursor: page.nextCursor ?? null });
      },
    }),
  ];
}

function showEntry(entry: AuditEntry): z.output<typeof entrySchema> {
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
