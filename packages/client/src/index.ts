export { createClient, type HailuoClient } from "./client.ts";
export type { ConnectionOptions } from "./connection.ts";
export { GatewayError } from "./gateway-error.ts";
export type { components, paths } from "./generated/api.ts";
export type { Input, Inputs } from "./inputs.ts";
export type { Item, SendItemsOptions, SentItems, Upload } from "./send-items.ts";
export type { Batch, BatchEvent, Generation, GenerationEvent, StateChange, StreamEvent } from "./stream-event.ts";
export type { BatchSource, UploadBatchOptions, UploadedBatch } from "./upload-batch.ts";
export { type ReceivedWebhook, verifyWebhook, type WebhookEvent } from "./verify-webhook.ts";
