import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";

/** 24 random bytes, as Standard Webhooks writes them. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(24).toString("base64");
}

/** A body with the headers that sign it. */
export interface SignedText {
  readonly id: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The three headers of Standard Webhooks; several secrets give several signatures, so that a receiver may change its
 * own later.
 */
export function signWebhook(
  { id, timestamp, body }: SignedText,
  secrets: readonly string[],
): Readonly<Record<string, string>> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signatures.join(" ") };
}
