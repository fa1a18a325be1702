import { type WayOut } from "@hailuo-queue/outbound";
import { optional, readTraceparent, WEBHOOK_LIMITS } from "@hailuo-queue/contracts";
import type { DeliveryGrant, DeliveryQueue, Settlement } from "@hailuo-queue/store";
import { type PostLimits, type PostResult, postWebhook } from "./post-webhook.ts";
import { signWebhook } from "./sign-webhook.ts";
import { LockedSecretError, type WebhookSecrets } from "./webhook-secrets.ts";
import type { WebhookTargets } from "./webhook-targets.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Waits between attempts, 24 h in all. */
export const RETRY_WAITS_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  45 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  8 * HOUR,
];
const GONE = 410;
/** A tenant whose secret no key opens is tried again after this. */
const LOCKED_MS = MINUTE;
/** The look-ups of this process are all taken. */
const BUSY_MS = SECOND;

type Told = Pick<DeliveryGrant, "tenant" | "kind" | "about">;

export interface DeliverParts {
  readonly deliveries: Pick<DeliveryQueue, "begin" | "settle">;
  readonly secrets: Pick<WebhookSecrets, "open">;
  readonly targets: Pick<WebhookTargets, "find">;
  /** What is told; undefined for what is not there any more. */
  readonly describe: (event: Told) => Promise<object | undefined>;
  /** The same, as the whole body, for URLs that are told in another shape; undefined for all others. */
  readonly shapeOf?: (url: string) => ((event: Told) => Promise<object | undefined>) | undefined;
  readonly now: () => number;
  /** Deliveries of this tenant wait for a key. */
  readonly onLocked: (tenant: string, error: LockedSecretError) => void;
  /** Told of each attempt of a generation that has a trace; what it returns is the trace's next step. Default: none. */
  readonly begin?: (attempt: {
    readonly traceparent: string;
    readonly grant: DeliveryGrant;
  }) => { readonly traceparent: string; end(end: { readonly error?: string | undefined }): void } | undefined;
  /** Default: the schedule of 24 h. */
  readonly waitsMs?: readonly number[];
  /** Default: those of WEBHOOK_LIMITS. */
  readonly limits?: PostLimits;
  /** Default: straight, through no proxy. */
  readonly wayOut?: WayOut;
}

/** Makes one attempt of a delivery, and settles it. */
export type Deliverer = (grant: DeliveryGrant, signal: AbortSignal) => Promise<void>;

/** One attempt. Sent twice it carries the same `webhook-id`, so that a receiver knows it again. */
export function createDeliverer(parts: DeliverParts): Deliverer {
  const { deliveries, secrets, targets, describe, now, onLocked, waitsMs = RETRY_WAITS_MS } = parts;

  async function render(grant: DeliveryGrant): Promise<string | undefined> {
    const shape = parts.shapeOf?.(grant.url);
    if (shape !== undefined) {
      const body = await shape(grant);
      return body === undefined ? undefined : JSON.stringify(body);
    }
    const data = await describe(grant);
    return data === undefined
      ? undefined
      : JSON.stringify({ type: grant.type, timestamp: new Date(grant.at).toISOString(), data });
  }

  async function attempt(grant: DeliveryGrant, signal: AbortSignal): Promise<Settlement | undefined> {
    const at = now();
    const failed = (result: string): Settlement => ({ state: "failed", result, at });
    if (grant.url === "") return failed("its batch is not kept any more");
    const target = await targets.find(grant.url, grant.tenant);
    if ("busy" in target) return { state: "returned", at, dueAt: at + BUSY_MS };
    if ("fault" in target)
      return settlementOf({ outcome: "failed", reason: target.fault }, { at, waitMs: waitsMs[grant.tries] });
    const begun = await deliveries.begin(grant, target.found.endpoint);
    if (begun.result !== "begun") return undefined;
    const body = begun.body ?? (await render(grant));
    if (body === undefined) return failed(`its ${grant.kind} is not kept any more`);
    if (Buffer.byteLength(body) > WEBHOOK_LIMITS.maxBodyBytes)
      return failed(`it has more than ${WEBHOOK_LIMITS.maxBodyBytes} bytes`);
    const signing = await secrets.open(grant.tenant, begun.secrets);
    const trace = traceIn(body);
    const span = trace === undefined ? undefined : parts.begin?.({ traceparent: trace, grant });
    const traceparent = span?.traceparent ?? trace;
    const signed = signWebhook({ id: grant.eventId, timestamp: Math.floor(at / SECOND), body }, signing);
    const posted = await postWebhook(
      target.found,
      { headers: traceparent === undefined ? signed : { ...signed, traceparent }, body },
      {
        signal,
        ...optional({ limits: parts.limits, wayOut: parts.wayOut }),
      },
    );
    span?.end({ error: faultOf(posted) });
    const tookMs = now() - at;
    return {
      ...settlementOf(posted, { at, waitMs: waitsMs[grant.tries] }),
      pace: posted.outcome === "answered" && tookMs < WEBHOOK_LIMITS.slowAnswerMs ? "quick" : "slow",
      ...(begun.body === undefined ? { body } : {}),
    };
  }

  return async (grant, signal) => {
    let settlement: Settlement | undefined;
    try {
      settlement = await attempt(grant, signal);
    } catch (error) {
      const at = now();
      if (error instanceof LockedSecretError) {
        onLocked(grant.tenant, error);
        settlement = { state: "returned", at, dueAt: at, holdTenantMs: LOCKED_MS };
      } else if (signal.aborted) settlement = { state: "returned", at, dueAt: at };
      // Its lease ends, and another takes it.
      else throw error;
    }
    if (settlement !== undefined) await deliveries.settle(grant, settlement);
  };
}

/** Of the generation that the body is about. */
function traceIn(body: string): string | undefined {
  if (!body.includes('"traceparent"')) return undefined;
  const { data } = JSON.parse(body) as { readonly data?: { readonly traceparent?: unknown } };
  return readTraceparent(data?.traceparent);
}

function faultOf(posted: PostResult): string | undefined {
  if (posted.outcome === "failed") return posted.reason;
  return posted.status >= 200 && posted.status < 300 ? undefined : `HTTP ${posted.status}`;
}

/** Only 2xx takes it; a redirect does not. */
export function settlementOf(
  posted: PostResult,
  { at, waitMs }: { readonly at: number; readonly waitMs: number | undefined },
): Settlement {
  const result = posted.outcome === "answered" ? `HTTP ${posted.status}` : posted.reason;
  if (posted.outcome === "answered" && posted.status >= 200 && posted.status < 300)
    return { state: "delivered", result, at };
  if ((posted.outcome === "answered" && posted.status === GONE) || waitMs === undefined)
    return { state: "failed", result, at };
  return { state: "pending", result, at, dueAt: at + waitMs };
}
