export { createDeliverer } from "./deliver-webhook.ts";
export { createDeliveryLanes } from "./delivery-lanes.ts";
export { createDeliveryLog, type Delivery, type DeliveryLog } from "./delivery-log.ts";
export { runDeliveries } from "./run-deliveries.ts";
export type { DeliveryGrant } from "./scripts.ts";
export { createSecretBox, parseSecretKeys } from "./secret-box.ts";
export { createWebhookSecrets, type MadeSecret, TooManySecretsError, type WebhookSecrets } from "./webhook-secrets.ts";
export { createWebhookTargets } from "./webhook-targets.ts";
