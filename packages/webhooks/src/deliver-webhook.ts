import type { Outcome } from "@hailuo-queue/contracts";
import type { WebhookTrust } from "./check-webhook-url.ts";
import type { DeliveryLog } from "./delivery-log.ts";
import { type PostResult, postWebhook } from "./post-webhook.ts";
import { signWebhook } from "./sign-webhook.ts";
import type { WebhookSecrets } from "./webhook-secrets.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Waits between attempts, 24 h in all. */
export const RETRY_WAITS_MS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 45 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 8 * HOUR];
const TIMEOUT_MS = 15_000;
const GONE = 410;

export interface DeliverParts extends WebhookTrust {
  readonly log: DeliveryLog;
  readonly secrets: Pick<WebhookSecrets, "current">;
  readonly now: () => number;
  /** Default: the schedule of 24 h. */
  readonly waitsMs?: readonly number[];
}

export interface DeliverRun {
  readonly job: { readonly eventId: string; readonly run: number };
  readonly attemptsMade: number;
  readonly signal: AbortSignal;
}

/** One attempt. Sent twice it carries the same `webhook-id`, so that a receiver knows it again. */
export function createDeliverer(parts: DeliverParts): (run: DeliverRun) => Promise<Outcome> {
  const { log, secrets, now, allowPrivateHosts, waitsMs = RETRY_WAITS_MS } = parts;
  return async ({ job, attemptsMade, signal }) => {
    const delivery = await log.get(job.eventId);
    // Gone after a week, replayed meanwhile, or a crash came between the answer and the job's end.
    if (delivery === undefined || delivery.run !== job.run || delivery.state !== "pending") return { type: "done" };
    const signing = await secrets.current(delivery.tenant);
    const at = now();
    const headers = signWebhook({ id: delivery.eventId, timestamp: Math.floor(at / 1000), body: delivery.body }, signing);
    const posted = await postWebhook(delivery.url, { headers, body: delivery.body }, { allowPrivateHosts, timeoutMs: TIMEOUT_MS, signal });
    const { state, retryInMs } = decideDelivery(posted, waitsMs[attemptsMade]);
    const result = posted.outcome === "answered" ? `HTTP ${posted.status}` : posted.reason;
    await log.noteAttempt(job.eventId, { state, result, at });
    if (retryInMs === undefined) return { type: "done" };
    return { type: "fail", error: new Error(`The webhook ${job.eventId} was not taken: ${result}.`), retryInMs };
  };
}

/** Only 2xx takes it; a redirect does not. */
export function decideDelivery(
  posted: PostResult,
  waitMs: number | undefined,
): { readonly state: "pending" | "delivered" | "failed"; readonly retryInMs?: number } {
  if (posted.outcome === "answered" && posted.status >= 200 && posted.status < 300) return { state: "delivered" };
  if ((posted.outcome === "answered" && posted.status === GONE) || waitMs === undefined) return { state: "failed" };
  return { state: "pending", retryInMs: waitMs };
}
