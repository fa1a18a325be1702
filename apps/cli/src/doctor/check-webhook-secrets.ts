import type { RedisClient } from "@hailuo-queue/redis";
import { createKeys } from "@hailuo-queue/store";
import type { CheckResult } from "./check-result.ts";
import { say } from "../words/say.ts";

/** How many tenants' webhook secrets stand readable in Redis; nothing where there are none. */
export async function checkWebhookSecrets(
  redis: Pick<RedisClient, "hvals">,
  prefix: string,
): Promise<readonly CheckResult[]> {
  const stored = await redis.hvals(createKeys(prefix).webhookSecrets);
  const readable = stored.filter((secrets) => secrets.includes('"whsec_')).length;
  if (stored.length === 0) return [];
  const what = "webhook secrets";
  if (readable === 0) return [{ status: "ok", what, detail: say`are encrypted in Redis` }];
  return [
    {
      status: "warn",
      what,
      detail: say`those of ${readable} of ${stored.length} tenants are unencrypted in Redis`,
      cure: say`give all gateways the same HAILUO_SECRETS_KEY (openssl rand -base64 32); each secret is encrypted when it is next used`,
    },
  ];
}
