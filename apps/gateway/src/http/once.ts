import { createHash } from "node:crypto";
import type { ApiKey } from "@hailuo-queue/access";
import { optional } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { Logger } from "@hailuo-queue/runtime";
import {
  CLAIM_LIMITS,
  claimChange,
  type ClaimedChange,
  dropClaim,
  noteClaim,
  type RedisKeys,
  releaseClaim,
  renewClaim,
  settleClaim,
} from "@hailuo-queue/store";
import { readIdempotencyKey } from "./idempotency-key.ts";
import { Problem } from "./problem.ts";
import { digestOf, RESEND_HEADER, type SentRequest } from "./resends.ts";
import type { Answer, JsonAnswer, Once, Route } from "./route.ts";

export interface OpenOnce extends Once {
  /** Keeps the answer for whoever sends the same again. */
  done(answer: Answer): Promise<void>;
  /** `refused`: nothing was done, and the key is free again. Else it is not known, and the same sent again goes on. */
  failed(how: "refused" | "doubt"): Promise<void>;
}

export interface Onces {
  /**
   * Undefined for a route that does not ask for it, and without a key; the first one's answer where it was done. Throws
   * Problem (409 `idempotency_conflict`, `idempotency_pending`; 429 `too_many_pending`).
   */
  begin(route: Route, key: ApiKey, sent: SentRequest): Promise<OpenOnce | JsonAnswer | undefined>;
}

/** Longer answers are not kept: the same sent again is carried out again, and does nothing that was done. */
const LONGEST_ANSWER = 16 * 1024;
const FULL_RETRY_SECONDS = 60;

/** Changes that may buy, once for each key of a tenant. */
export function createOnces({
  redis,
  keys,
  logger,
}: {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly logger: Logger;
}): Onces {
  return {
    async begin(route, { tenant }, sent) {
      const given = route.once === true ? readIdempotencyKey(sent.headers["idempotency-key"]) : undefined;
      if (given === undefined) return undefined;
      const keyHash = createHash("sha256").update(given).digest("hex");
      const change = { tenant, keyHash, digest: digestOf(route, sent) };
      const { result, claimedAt, told, attempt } = await claimChange(redis, keys, change);
      if (result === "other")
        throw new Problem(409, "idempotency_conflict", {
          detail: "The Idempotency-Key was used for another request; send this one with a key of its own.",
        });
      if (result === "open")
        throw new Problem(409, "idempotency_pending", {
          detail: "The request with this Idempotency-Key is being carried out; its answer can be had in a moment.",
          retryAfterSeconds: 2,
        });
      if (result === "full")
        throw new Problem(429, "too_many_pending", {
          detail: `${CLAIM_LIMITS.mostOpen} requests with an Idempotency-Key are under way or broke off. Nothing was changed. Send those again that had no answer: each goes on where it stopped.`,
          retryAfterSeconds: FULL_RETRY_SECONDS,
        });
      if (result === "done" && told !== "") {
        const { status, body } = JSON.parse(told) as Pick<JsonAnswer, "status" | "body">;
        return { status, body, headers: { [RESEND_HEADER]: "same" } };
      }
      const again = result !== "new";
      return open({ ...change, attempt }, { claimedAt, again, ...optional({ noted: told || undefined }) });
    },
  };

  function open(change: ClaimedChange, once: Omit<Once, "note">): OpenOnce {
    const alive = setInterval(() => void settled(renewClaim(redis, keys, change)), CLAIM_LIMITS.leaseMs / 3);
    alive.unref();
    const end = (noted: Promise<boolean>): Promise<void> => {
      clearInterval(alive);
      return settled(noted);
    };
    return {
      ...once,
      async note(text) {
        if (await noteClaim(redis, keys, change, text)) return;
        throw new Problem(503, "taken_up", {
          detail: "This stood still for so long that the same request, sent again, has gone on with it.",
          retryAfterSeconds: FULL_RETRY_SECONDS,
        });
      },
      async done(answer) {
        const text = "body" in answer ? JSON.stringify({ status: answer.status, body: answer.body }) : "";
        await end(settleClaim(redis, keys, change, text.length > LONGEST_ANSWER ? "" : text));
      },
      // Where an earlier try broke off, a refusal does not say that nothing was done: when it was sent first stays known.
      failed: (how) =>
        end(how === "refused" && !once.again ? dropClaim(redis, keys, change) : releaseClaim(redis, keys, change)),
    };
  }

  /** What was done is done, whether or not this can be noted. */
  async function settled(noted: Promise<boolean>): Promise<void> {
    await noted.catch((error: unknown) => logger.warn({ err: error }, "what a key stands for could not be noted"));
  }
}
