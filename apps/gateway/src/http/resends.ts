import { createHash, randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiKey } from "@hailuo-queue/access";
import type { RedisClient } from "@hailuo-queue/redis";
import type { Logger } from "@hailuo-queue/runtime";
import {
  beginResend,
  RESEND_LIMITS,
  type RedisKeys,
  type ResendOutcome,
  type SentCreate,
  settleResend,
} from "@hailuo-queue/store";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";

/** What a create is called that its caller gave no name, until its answer has been delivered. */
export interface Resend {
  /** A number of 15 digits, as the provider's tasks have them. The same create sent again has the same. */
  readonly name: string;
  /** Its caller sent it before and did not hear the answer. */
  readonly again: boolean;
  /**
   * Called once the caller is gone or has the whole answer. `outcome`: what the handler came to; undefined while it is
   * still at work.
   */
  closed(how: { readonly delivered: boolean; readonly outcome: ResendVerdict | undefined }): void;
}

/** `made`: a generation; `refused`: nothing; `doubt`: perhaps one, its answer tells of a failure of ours. */
export type ResendVerdict = "made" | "refused" | "doubt";

/** The create as the route's schemas read it. */
export interface SentRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly signal: AbortSignal;
}

export interface Resends {
  /**
   * Undefined for a route that makes nothing, and for a create that its caller has named.
   * @throws Problem (400 `bad_resend`, 503 `answer_pending`) before anything is enqueued.
   */
  begin(route: Route, key: ApiKey, sent: SentRequest): Promise<Resend | undefined>;
}

/** Says how a create is meant, and in answers that it is one that was sent before. */
export const RESEND_HEADER = "hailuo-resend";
/** OpenAI's SDKs and others that are made the same way count here how often they have sent a request again. */
const RETRY_COUNT = "x-stainless-retry-count";

const ASKED_AGAIN_MS = 100;
/** A twin that is still being answered after so long has a caller who waits for it. */
const LONGEST_WAIT_MS = 2 * RESEND_LIMITS.leaseMs;

/** Below the numbers of inputs, see provider-names.ts. */
const NAMES = { from: 100_000_000_000_000, count: 400_000_000_000_000 } as const;

/** Two random numbers, since one of Node's has 48 bits at most. */
export function newResendName(): string {
  const half = 20_000_000;
  return String(NAMES.from + randomInt(half) * half + randomInt(half));
}

/**
 * Programs send a create again whose answer they did not get: it was enqueued, and would be bought twice. So each create
 * without a name of its caller's gets one before it is enqueued, which is forgotten once its answer was delivered; until
 * then the same content from the same API key is the same create.
 */
export function createResends({
  redis,
  keys,
  logger,
}: {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly logger: Logger;
}): Resends {
  async function begin(route: Route, key: ApiKey, sent: SentRequest): Promise<Resend | undefined> {
    if (route.resends === undefined || isNamed(route.resends, sent)) return undefined;
    const wish = readWish(sent.headers);
    const about = { tenant: key.tenant, keyId: key.id, digest: digestOf(route, sent) };
    const began = performance.now();
    let since: number | undefined;
    for (;;) {
      const begun = await beginResend(redis, keys, { ...about, name: newResendName(), ...wish, since });
      if ("name" in begun) return await openFor(sent, about, begun);
      if (performance.now() - began > LONGEST_WAIT_MS || sent.signal.aborted)
        throw new Problem(503, "answer_pending", {
          detail: `The same request of this key is still being answered, so that this one may be the same. Nothing was enqueued. Try again, or send ${RESEND_HEADER}: new for one more.`,
          retryAfterSeconds: RESEND_LIMITS.leaseMs / 1000,
        });
      ({ since } = begun);
      await sleep(Math.min(begun.waitMs, ASKED_AGAIN_MS));
    }
  }

  /** A caller that is gone before anything is enqueued gets nothing: it may be sending the same again just now. */
  async function openFor(
    { signal }: SentRequest,
    about: SentCreate,
    { name, again }: Pick<Resend, "name" | "again">,
  ): Promise<Resend> {
    if (!signal.aborted) return open(about, { name, again });
    await settleResend(redis, keys, { ...about, name }, again ? "unheard" : "told");
    throw new Problem(400, "caller_gone", { detail: "The connection broke before anything was enqueued." });
  }

  function open(about: SentCreate, { name, again }: Pick<Resend, "name" | "again">): Resend {
    const sent = { ...about, name };
    const settle = (outcome: ResendOutcome): void => {
      settleResend(redis, keys, sent, outcome).catch((error: unknown) =>
        logger.warn({ err: error }, "what became of an answer could not be noted"),
      );
    };
    const alive = setInterval(() => settle("open"), RESEND_LIMITS.leaseMs / 3);
    alive.unref();
    return {
      name,
      again,
      closed({ delivered, outcome }) {
        clearInterval(alive);
        // A refusal of one that was sent before says nothing of what it was before: that may have been enqueued.
        const leftNothing = outcome === "refused" && !again;
        settle(leftNothing || (delivered && outcome === "made") ? "told" : "unheard");
      },
    };
  }

  return { begin };
}

/** By a key or by a field that the route says: sent again it is the same anyway. */
function isNamed({ namedBy }: NonNullable<Route["resends"]>, { headers, body }: SentRequest): boolean {
  const name = namedBy === undefined ? undefined : (body as Readonly<Record<string, unknown>> | undefined)?.[namedBy];
  return headers["idempotency-key"] !== undefined || (name !== undefined && name !== null);
}

function readWish(headers: SentRequest["headers"]): { readonly mayRepeat: boolean; readonly waits: boolean } {
  const said = headers[RESEND_HEADER];
  if (said !== undefined && said !== "new" && said !== "same")
    throw new Problem(400, "bad_resend", {
      detail: `${RESEND_HEADER} is "same" (I send this again) or "new" (this is one more, whatever was sent before).`,
    });
  const count = Number(headers[RETRY_COUNT] ?? 0);
  return { mayRepeat: said !== "new", waits: said === "same" || (said === undefined && count > 0) };
}

/** Of all that decides what a request does. Media in the body are inputs by now, named by their content. */
export function digestOf({ method, path }: Route, { params, query, body }: SentRequest): string {
  const content = JSON.stringify(inOrder([method, path, params, query, body]));
  return createHash("sha256").update(content).digest("hex");
}

/** Programs may write the fields of an object in another order when they send it again. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrder(inner)]));
}
