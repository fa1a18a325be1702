import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { changeSecretsScript } from "./scripts.ts";

/** Writes a tenant's secrets if they still are what was read; false if somebody else was faster. */
export function changeWebhookSecrets(
  redis: RedisClient,
  keys: RedisKeys,
  tenant: string,
  read: string | undefined,
  next: string,
): Promise<boolean> {
  return changeSecretsScript(redis, keys, [keys.webhookSecrets], [tenant, read ?? "", next]);
}
