export { type CallbackCheck, createCallbackCheck, TooManyChallengesError } from "./callback-check.ts";
export { createDeliverer } from "./deliver-webhook.ts";
export { runDeliveries } from "./run-deliveries.ts";
export { createSecretBox, parseSecretKeys } from "./secret-box.ts";
export { createWebhookSecrets, type MadeSecret, TooManySecretsError, type WebhookSecrets } from "./webhook-secrets.ts";
export { createWebhookTargets } from "./webhook-targets.ts";
