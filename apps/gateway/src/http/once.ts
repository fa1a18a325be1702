import { createHash } from "node:crypto";
import type { ApiKey } from "@hailuo-queue/access";
import type { RedisClient } from "@hailuo-queue/redis";
import type { Logger } from "@hailuo-queue/runtime";
import {
  CLAIM_LIMITS,
  claimChange,
  dropClaim,
  type NamedChange,
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
   * Problem (409 `idempotency_conflict`, `idempotency_pending`).
   */
  begin(route: Route, key: ApiKey, sent: SentRequest): Promise<OpenOnce | JsonAnswer | undefined>;
}

/** Longer answers are not kept: the same sent again is carried out again, and does nothing that was done. */
const LONGEST_ANSWER = 16 * 1024;

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
      const change: NamedChange = { tenant, keyHash, digest: digestOf(route, sent) };
      const { result, claimedAt, answer } = await claimChange(redis, keys, change);
      if (result === "other")
        throw new Problem(409, "idempotency_conflict", {
          detail: "The Idempotency-Key was used for another request; send this one with a key of its own.",
        });
      if (result === "open")
        throw new Problem(409, "idempotency_pending", {
          detail: "The request with this Idempotency-Key is being carried out; its answer can be had in a moment.",
          retryAfterSeconds: 2,
        });
      if (result === "done" && answer !== "") {
        const { status, body } = JSON.parse(answer) as Pick<JsonAnswer, "status" | "body">;
        return { status, body, headers: { [RESEND_HEADER]: "same" } };
      }
      return open(change, { claimedAt, again: result !== "new" });
    },
  };

  function open(change: NamedChange, once: Once): OpenOnce {
    const alive = setInterval(() => void note(renewClaim(redis, keys, change)), CLAIM_LIMITS.leaseMs / 3);
    alive.unref();
    const end = (settled: Promise<void>): Promise<void> => {
      clearInterval(alive);
      return note(settled);
    };
    return {
      ...once,
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
  function note(settled: Promise<void>): Promise<void> {
    return settled.catch((error: unknown) => logger.warn({ err: error }, "what a key stands for could not be noted"));
  }
}
