import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { defineOperation } from "../../http/route.ts";
import { deliverySchema, deliveryState } from "../../views/delivery.ts";
import { pageQuery } from "../../views/fields.ts";

const listSchema = z
  .object({ object: z.literal("list"), data: z.array(deliverySchema) })
  .meta({ id: "WebhookDeliveries" });
const secretSchema = z
  .object({
    object: z.literal("webhook_secret"),
    secret: z.string(),
    stored: z
      .enum(["encrypted", "plain"])
      .describe("how Redis holds it; plain: unencrypted, since the gateways have no HAILUO_SECRETS_KEY"),
    note: z.string().optional().describe("what to do if it is plain"),
  })
  .meta({ id: "WebhookSecret" });
const replayBody = z.strictObject({
  event_id: z.string().regex(/^evt_\d{1,20}-\d{1,20}$/, { error: "is no event's id" }),
});

const tag = "Webhooks";

export const secret = defineOperation({
  tag,
  audit: "webhook.secret",
  summary: "Create the secret that signs webhooks",
  description: "It is shown in this answer only. Earlier secrets keep signing, too, for 24 hours each.",
  answers: {
    201: { description: "The new secret", schema: secretSchema },
    429: { description: "Too many were made within 24 hours", schema: problemSchema },
  },
});

export const deliveries = defineOperation({
  tag,
  summary: "List the last deliveries, newest first",
  query: pageQuery.omit({ cursor: true }).extend({ state: deliveryState.optional() }),
  answers: {
    200: {
      description: "The last 1,000 are kept, for a week, and the last 100 that were given up for lack of room",
      schema: listSchema,
    },
  },
});

export const replay = defineOperation({
  tag,
  audit: "webhook.replay",
  summary: "Send an event again",
  body: replayBody,
  answers: {
    202: { description: "It is sent again, under its old id", schema: deliverySchema },
    404: { description: "It does not exist, or belongs to another tenant", schema: problemSchema },
  },
});
