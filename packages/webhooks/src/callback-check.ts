import { randomBytes } from "node:crypto";
import { CALLBACK_LIMITS, InvalidInputError, optional } from "@hailuo-queue/contracts";
import { TooManyLookupsError, type WayOut } from "@hailuo-queue/outbound";
import { type PostResult, postWebhook } from "./post-webhook.ts";
import type { WebhookTargets } from "./webhook-targets.ts";

/** What the check is made of. */
export interface CallbackCheckParts {
  readonly targets: Pick<WebhookTargets, "check" | "find">;
  readonly now: () => number;
  /** Default: straight, through no proxy. */
  readonly wayOut?: WayOut;
  /** How long a receiver has; default 3 s, as at MiniMax. */
  readonly answerMs?: number;
}

/** Too many URLs of the tenant are being asked just now. */
export class TooManyChallengesError extends Error {
  constructor() {
    super(`${CALLBACK_LIMITS.asksOfTenant} callback URLs of the tenant are being checked, which is the most at once`);
  }
}

/** Whether URLs of tenants want to be called. */
export interface CallbackCheck {
  /**
   * Posts a challenge, which the receiver has to echo within 3 s, as MiniMax does; a URL that did is not asked again for
   * ten minutes.
   *
   * @throws InvalidInputError (`bad_webhook`, `callback_unverified`), TooManyLookupsError, TooManyChallengesError
   */
  verify(tenant: string, url: string): Promise<void>;
}

/** Makes {@link CallbackCheck}. Does no I/O by itself. */
export function createCallbackCheck(parts: CallbackCheckParts): CallbackCheck {
  const { targets, now, wayOut, answerMs = CALLBACK_LIMITS.answerMs } = parts;
  /** By tenant and URL, the oldest first: until when it is taken to be verified. */
  const verified = new Map<string, number>();
  const asking = new Map<string, number>();

  async function ask(tenant: string, url: string): Promise<void> {
    const caller = `check ${tenant}`;
    await targets.check(url, caller);
    const target = await targets.find(url, caller);
    if ("busy" in target) throw new TooManyLookupsError(target.busy);
    if ("fault" in target) throw new InvalidInputError("bad_webhook", `The webhook cannot be called: ${target.fault}.`);
    const challenge = randomBytes(12).toString("hex");
    const posted = await postWebhook(
      target.found,
      { headers: {}, body: JSON.stringify({ challenge }) },
      {
        // The limits end it.
        signal: new AbortController().signal,
        limits: { connectMs: answerMs, answerMs },
        maxBodyBytes: CALLBACK_LIMITS.maxAnswerBytes,
        ...optional({ wayOut }),
      },
    );
    const fault = faultOf(posted, challenge);
    if (fault !== undefined)
      throw new InvalidInputError(
        "callback_unverified",
        `fail to check callback url: it must answer POST {"challenge":"…"} with the ` +
          `same within ${answerMs / 1000} s, but ${fault}`,
      );
  }

  return {
    async verify(tenant, url) {
      const name = `${tenant} ${url}`;
      if ((verified.get(name) ?? 0) > now()) return;
      const count = asking.get(tenant) ?? 0;
      if (count >= CALLBACK_LIMITS.asksOfTenant) throw new TooManyChallengesError();
      asking.set(tenant, count + 1);
      try {
        await ask(tenant, url);
      } finally {
        const left = (asking.get(tenant) ?? 1) - 1;
        if (left === 0) asking.delete(tenant);
        else asking.set(tenant, left);
      }
      // Behind all others, so that the first is the oldest.
      verified.delete(name);
      verified.set(name, now() + CALLBACK_LIMITS.keptMs);
      const [oldest] = verified.size > CALLBACK_LIMITS.maxKept ? verified.keys() : [];
      if (oldest !== undefined) verified.delete(oldest);
    },
  };
}

/** The end of a sentence on the receiver; nothing that it wrote stands in it. */
function faultOf(posted: PostResult, challenge: string): string | undefined {
  if (posted.outcome === "failed") return posted.reason;
  if (posted.status < 200 || posted.status >= 300) return `it answered HTTP ${posted.status}`;
  return echoOf(posted.body ?? "") === challenge ? undefined : "it did not echo the challenge";
}

function echoOf(text: string): unknown {
  try {
    const value = JSON.parse(text) as { readonly challenge?: unknown } | null;
    return typeof value === "object" ? value?.challenge : undefined;
  } catch {
    return undefined;
  }
}
