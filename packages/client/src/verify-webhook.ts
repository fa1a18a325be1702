import { Webhook } from "standardwebhooks";
import { GatewayError } from "./gateway-error.ts";
import type { Batch, Generation } from "./stream-event.ts";

/** What a webhook tells; `data` is as the gateway's API shows it. */
export type WebhookEvent =
  | {
      readonly type:
        | "generation.succeeded"
        | "generation.failed"
        | "generation.cancelled"
        | "generation.needs_attention";
      /** ISO 8601: when it happened. */
      readonly timestamp: string;
      readonly data: Generation;
    }
  | { readonly type: "batch.sealed" | "batch.ended"; readonly timestamp: string; readonly data: Batch };

/** A received call, before anything of it is believed. */
export interface ReceivedWebhook {
  /** Of `POST /api/v1/webhooks/secret`: `whsec_…`. */
  readonly secret: string;
  /** The bytes of the body as they came, or as a text. */
  readonly body: string | Uint8Array;
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * The event of a call that the gateway signed within the last five minutes. Remember its `webhook-id`: each event
 * arrives at least once.
 * @throws GatewayError (`bad_signature`) for any other call, and `bad_secret` for a secret that is none.
 */
export function verifyWebhook({ secret, body, headers }: ReceivedWebhook): WebhookEvent {
  const verifier = openSecret(secret);
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  try {
    return verifier.verify(text, signatureOf(headers)) as WebhookEvent;
  } catch (error) {
    throw new GatewayError(
      0,
      { code: "bad_signature", detail: "The call is not signed with this secret." },
      { cause: error },
    );
  }
}

function openSecret(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (error) {
    throw new GatewayError(0, { code: "bad_secret", detail: "A webhook secret begins with whsec_." }, { cause: error });
  }
}

const NAMES = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

function signatureOf(headers: ReceivedWebhook["headers"]): Record<string, string> {
  const read = (name: string): string =>
    headers instanceof Headers ? (headers.get(name) ?? "") : String(headers[name] ?? "");
  return Object.fromEntries(NAMES.map((name) => [name, read(name)]));
}
