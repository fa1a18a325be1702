import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { defineOperation } from "../../http/route.ts";
import { plainName } from "../../views/fields.ts";
import { historySchema, stepField } from "../../views/history.ts";

export const read = defineOperation({
  tag: "Service",
  summary: "What happened over the last hour, day, month or year, as points of a chart",
  description:
    "Of the caller's tenant, or of one of its batches. An admin's key reads the whole deployment, or one account, tenant or model of it. At most one of these is named. Minutes are kept for an hour, hours for a month, days for a year; the newest numbers are a few seconds old.",
  query: z.object({
    batch: plainName.optional().describe("of the caller's tenant"),
    account: plainName.optional().describe("for admins"),
    tenant: plainName.optional().describe("for admins"),
    model: plainName.optional().describe("for admins"),
    since: z.iso.datetime({ offset: true }).optional().describe("default: an hour ago"),
    step: stepField,
  }),
  answers: {
    200: { description: "A series", schema: historySchema },
    403: { description: "For admins alone", schema: problemSchema },
    404: { description: "The tenant has no such batch", schema: problemSchema },
    422: { description: "Several series named", schema: problemSchema },
  },
});
