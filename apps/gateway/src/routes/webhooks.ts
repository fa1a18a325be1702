import { isoTime } from "@hailuo-queue/contracts";
import type { Delivery } from "@hailuo-queue/store";
import { type MadeSecret, TooManySecretsError } from "@hailuo-queue/webhooks";
import { z } from "zod";
import { notFound, Problem, problemSchema } from "../http/problem.ts";
import { defineRoute, json, type Route } from "../http/route.ts";
import { pageQuery } from "../views/fields.ts";
import type { Webhooks } from "../webhooks/open-webhooks.ts";

export interface WebhookRoutes {
  readonly webhooks: Pick<Webhooks, "makeSecret" | "deliveries" | "replay">;
}

const stateSchema = z.enum(["pending", "delivered", "failed"]);
const deliverySchema = z
  .object({
    object: z.literal("webhook_delivery"),
    id: z.string().describe("the event's id: `webhook-id`, the same each time it is sent"),
    type: z.string(),
    url: z.string().describe("without its query"),
    state: stateSchema.describe("failed: given up after 24 h or for want of room, or the receiver answered 410"),
    attempts: z.number().int(),
    last_result: z.string().nullable(),
    last_attempt_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "WebhookDelivery" });
const listSchema = z.object({ object: z.literal("list"), data: z.array(deliverySchema) }).meta({ id: "WebhookDeliveries" });
const secretSchema = z
  .object({
    object: z.literal("webhook_secret"),
    secret: z.string(),
    stored: z
      .enum(["encrypted", "plain"])
      .describe("how it stands in Redis; plain: readable, since the gateways have no HAILUO_SECRETS_KEY"),
    note: z.string().optional().describe("what to do where it stands plain"),
  })
  .meta({ id: "WebhookSecret" });
const PLAIN_NOTE = "The secret stands readable in Redis; give the gateways a HAILUO_SECRETS_KEY, and it is encrypted when it is next used.";
const replayBody = z.strictObject({ event_id: z.string().regex(/^evt_\d{1,20}-\d{1,20}$/, { error: "is no event's id" }) });

export function webhookRoutes({ webhooks }: WebhookRoutes): readonly Route[] {
  const base = { scope: "tenant", tag: "Webhooks" } as const;
  return [
    defineRoute({
      ...base,
      method: "POST",
      audit: "webhook.secret",
      path: "/api/v1/webhooks/secret",
      role: "submit",
      summary: "Make the secret that webhooks are signed with",
      description: "It is shown in this answer only. Those before sign beside it for 24 hours each.",
      answers: {
        201: { description: "The new secret", schema: secretSchema },
        429: { description: "Too many were made within 24 hours", schema: problemSchema },
      },
      handle: async ({ key }) => {
        const { secret, stored } = await makeSecret(webhooks, key.tenant);
        return json(201, { object: "webhook_secret", secret, stored, ...(stored === "plain" ? { note: PLAIN_NOTE } : {}) });
      },
    }),
    defineRoute({
      ...base,
      method: "GET",
      path: "/api/v1/webhooks/deliveries",
      role: "read",
      summary: "The last deliveries, newest first",
      query: pageQuery.omit({ cursor: true }).extend({ state: stateSchema.optional() }),
      answers: {
        200: {
          description: "The last 1,000 are kept, for a week, and the last 100 that were given up for want of room",
          schema: listSchema,
        },
      },
      handle: async ({ key, query: { limit, state } }) => {
        const deliveries = await webhooks.deliveries(key.tenant, { limit, ...(state === undefined ? {} : { state }) });
        return json(200, { object: "list", data: deliveries.map(showDelivery) });
      },
    }),
    defineRoute({
      ...base,
      method: "POST",
      audit: "webhook.replay",
      path: "/api/v1/webhooks/replay",
      role: "submit",
      summary: "Send an event again",
      body: replayBody,
      answers: {
        202: { description: "It is on its way, under its old id", schema: deliverySchema },
        404: { description: "There is none, or it is another tenant's", schema: problemSchema },
      },
      handle: async ({ key, body, tell }) => {
        tell({ about: { event: body.event_id } });
        const delivery = await webhooks.replay(key.tenant, body.event_id);
        if (delivery === undefined) throw notFound("event");
        return json(202, showDelivery(delivery));
      },
    }),
  ];
}

async function makeSecret(webhooks: WebhookRoutes["webhooks"], tenant: string): Promise<MadeSecret> {
  try {
    return await webhooks.makeSecret(tenant);
  } catch (error) {
    if (!(error instanceof TooManySecretsError)) throw error;
    throw new Problem(429, "too_many_secrets", { detail: error.message, retryAfterSeconds: Math.ceil(error.retryAfterMs / 1000) });
  }
}

function showDelivery(delivery: Delivery): z.output<typeof deliverySchema> {
  return {
    object: "webhook_delivery",
    id: delivery.eventId,
    type: delivery.type,
    url: delivery.url,
    state: delivery.state,
    attempts: delivery.attempts,
    last_result: delivery.lastResult ?? null,
    last_attempt_at: isoTime(delivery.lastAttemptAt),
    created_at: isoTime(delivery.createdAt) ?? "",
  };
}
