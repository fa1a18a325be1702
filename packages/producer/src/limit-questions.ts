import { QUESTION_LIMITS, type QuestionDesk, UnavailableError } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "@hailuo-queue/store";

const MINUTE_MS = 60_000;

/**
 * A desk for what serves a tenant: each question takes a permit in an account's query window, which the polls of all
 * tenants need.
 */
export function limitQuestions(
  desk: QuestionDesk,
  {
    redis,
    keys,
    tenant,
  }: { readonly redis: RedisClient; readonly keys: Pick<RedisKeys, "tenantQuestions">; readonly tenant: string },
): QuestionDesk {
  return {
    async ask(question) {
      const key = keys.tenantQuestions(tenant);
      // In one step: a count without an end would forbid questions for good.
      const replies = await redis.multi().set(key, 0, "PX", MINUTE_MS, "NX").incr(key).exec();
      if (Number(replies?.[1]?.[1]) > QUESTION_LIMITS.maxPerTenantMinute)
        throw new UnavailableError(
          "too_many_questions",
          `The tenant may ask the provider ${QUESTION_LIMITS.maxPerTenantMinute} times a minute ` +
            "about its lost creates. Nothing was changed; try again in a minute.",
        );
      return desk.ask(question);
    },
  };
}
