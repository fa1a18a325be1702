import { isoTime } from "@hailuo-queue/contracts";
import type { Delivery } from "@hailuo-queue/store";
import { z } from "zod";

export const deliveryState = z.enum(["pending", "delivered", "failed"]);
export const deliverySchema = z
  .object({
    object: z.literal("webhook_delivery"),
    id: z.string().describe("the event's id: `webhook-id`, the same each time it is sent"),
    type: z.string(),
    url: z.string().describe("without its query"),
    state: deliveryState.describe("failed: given up after 24 h or for lack of room, or the receiver answered 410"),
    attempts: z.number().int(),
    last_result: z.string().nullable(),
    last_attempt_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
  })
  .meta({ id: "WebhookDelivery" });

export function showDelivery(delivery: Delivery): z.output<typeof deliverySchema> {
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
