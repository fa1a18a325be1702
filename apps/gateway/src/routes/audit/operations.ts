import { AUDIT_LIMITS } from "@hailuo-queue/contracts";
import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { defineOperation } from "../../http/route.ts";
import { auditPageSchema } from "../../views/audit-entry.ts";
import { pageQuery, plainName } from "../../views/fields.ts";

export const read = defineOperation({
  tag: "Audit",
  summary: "List who changed what, when, and with which outcome; newest first",
  description: `Every change over HTTP and the command line, and every submission, for ${AUDIT_LIMITS.keepMs / 86_400_000} days: at most the last ${AUDIT_LIMITS.maxEntries} changes, as many submissions, and as many of tenants that make more than ${AUDIT_LIMITS.maxSharedPerHour} in an hour. It holds no prompts, bodies or secrets.`,
  query: pageQuery.extend({
    tenant: plainName.optional(),
    what: z
      .string()
      .regex(/^[a-z.]{1,40}$/, { error: "must be the name of an action or its beginning, such as account." })
      .optional(),
    since: z.iso.datetime({ offset: true }).optional().describe("not before this time"),
  }),
  answers: {
    200: { description: "A page", schema: auditPageSchema },
    400: { description: "Not a cursor of a page", schema: problemSchema },
  },
});
