import { type MadeSecret, TooManySecretsError } from "@hailuo-queue/webhooks";
import { Problem } from "../../http/problem.ts";
import { type Answer, type CallOf, json } from "../../http/route.ts";
import type { PartsOf } from "../route-parts.ts";
import type { secret } from "./operations.ts";

export async function makeSecret({ key }: CallOf<typeof secret>, { webhooks }: PartsOf<"webhooks">): Promise<Answer> {
  const made = await secretFor(webhooks, key.tenant);
  return json(201, {
    object: "webhook_secret",
    secret: made.secret,
    stored: made.stored,
    ...(made.stored === "plain" ? { note: PLAIN_NOTE } : {}),
  });
}

const PLAIN_NOTE =
  "The secret is unencrypted in Redis; give the gateways a HAILUO_SECRETS_KEY, and it is encrypted when it is next used.";

async function secretFor(webhooks: PartsOf<"webhooks">["webhooks"], tenant: string): Promise<MadeSecret> {
  try {
    return await webhooks.makeSecret(tenant);
  } catch (error) {
    if (!(error instanceof TooManySecretsError)) throw error;
    throw new Problem(429, "too_many_secrets", {
      detail: error.message,
      retryAfterSeconds: Math.ceil(error.retryAfterMs / 1000),
    });
  }
}
