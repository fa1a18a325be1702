export { checkWebhookUrl } from "./check-webhook-url.ts";
export { createDeliverer } from "./deliver-webhook.ts";
export { createDeliveryLog, type Delivery, type DeliveryLog } from "./delivery-log.ts";
export { createWebhookSecrets, type WebhookSecrets } from "./webhook-secrets.ts";
export { type OutboxEvent, relayWebhooks } from "./webhook-relay.ts";
