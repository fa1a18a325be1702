export { type Batch, createClient, type Generation, type HailuoClient } from "./client.ts";
export type { ConnectionOptions } from "./connection.ts";
export { GatewayError } from "./gateway-error.ts";
export type { components, paths } from "./generated/api.ts";
export type { StreamEvent } from "./read-events.ts";
export type { Item, SendItemsOptions, SentItems, Upload } from "./send-items.ts";
