import { WEBHOOK_LIMITS } from "@hailuo-queue/contracts";
import { defineStoreScript } from "../define-store-script.ts";

/** How many are under way where, as the scripts take it. */
export interface DeliveryLimits {
  readonly quickPermits: number;
  readonly slowPermits: number;
  readonly originPermits: number;
  readonly slowOriginPermits: number;
  readonly hostPermits: number;
  readonly pending: number;
  /** Of those, with what stands beside them; a tenant's own quota of bytes makes it less, down to the least. */
  readonly pendingBytes: number;
  readonly leastPendingBytes: number;
  /** A longer one is made again for each attempt. */
  readonly bodyBytes: number;
  readonly listed: number;
  readonly keepMs: number;
  /** After which who has a delivery under way is taken for dead: more than one attempt takes. */
  readonly leaseMs: number;
}

/** The limits of webhooks, from WEBHOOK_LIMITS of contracts. Times are in ms. */
export const DELIVERY_LIMITS: DeliveryLimits = {
  quickPermits: WEBHOOK_LIMITS.permitsOfTenant,
  slowPermits: WEBHOOK_LIMITS.slowPermitsOfTenant,
  originPermits: WEBHOOK_LIMITS.permitsOfOrigin,
  slowOriginPermits: WEBHOOK_LIMITS.permitsOfSlowOrigin,
  hostPermits: WEBHOOK_LIMITS.permitsOfAddress,
  pending: WEBHOOK_LIMITS.maxPending,
  pendingBytes: WEBHOOK_LIMITS.maxPendingBytes,
  leastPendingBytes: WEBHOOK_LIMITS.leastPendingBytes,
  bodyBytes: WEBHOOK_LIMITS.maxKeptBodyBytes,
  listed: WEBHOOK_LIMITS.maxListed,
  keepMs: WEBHOOK_LIMITS.keepEndedMs,
  leaseMs: WEBHOOK_LIMITS.answerMs + 10_000,
};

/** The right to deliver one event now. */
export interface DeliveryGrant {
  readonly eventId: string;
  /** Names this grant: the end of its lease. */
  readonly lease: string;
  readonly tenant: string;
  readonly origin: string;
  /** Empty where its batch is not kept any more. */
  readonly url: string;
  readonly type: string;
  readonly kind: "generation" | "batch";
  readonly about: string;
  /** Of the event, unix ms. */
  readonly at: number;
  /** Attempts of this run before. */
  readonly tries: number;
  /** Each replay is a run of its own. */
  readonly run: number;
}

/** Deliveries that may begin now, and when the next may. */
export interface TakeReply {
  /** Until there is more to do; undefined: not before somebody wakes. */
  readonly nextInMs: number | undefined;
  readonly granted: readonly DeliveryGrant[];
}

/**
 * Hands deliveries to a process that has room for them: the tenants in turn, in each its origins in turn, within
 * the permits of all of them.
 */
export const takeDeliveriesScript = defineStoreScript<[number, ...string[][]], TakeReply>({
  name: "hailuoTakeDeliveries",
  file: "webhooks/take-deliveries",
  parse: ([nextInMs, ...granted]) => ({
    nextInMs: nextInMs < 0 ? undefined : nextInMs,
    granted: granted.map(
      ([
        eventId = "",
        lease = "",
        tenant = "",
        origin = "",
        url = "",
        type = "",
        kind,
        about = "",
        at,
        tries,
        run,
      ]): DeliveryGrant => ({
        eventId,
        lease,
        tenant,
        origin,
        url,
        type,
        kind: kind as DeliveryGrant["kind"],
        about,
        at: Number(at),
        tries: Number(tries),
        run: Number(run),
      }),
    ),
  }),
});

/** Whether an attempt may begin, with what is sent. */
export type BeginReply =
  | { readonly result: "lost" | "full" }
  | { readonly result: "begun"; readonly secrets: string | undefined; readonly body: string | undefined };

/** Asks for a permit at the address that a delivery's host leads to, and reads what is sent. */
export const beginDeliveryScript = defineStoreScript<[string, (string | null)?, (string | null)?], BeginReply>({
  name: "hailuoBeginDelivery",
  file: "webhooks/begin-delivery",
  parse: ([result, secrets, body]) =>
    result === "begun"
      ? { result, secrets: secrets ?? undefined, body: body ?? undefined }
      : { result: result as "lost" | "full" },
});

/** Notes what became of an attempt, and gives its permits back. */
export const settleDeliveryScript = defineStoreScript<number, void>({
  name: "hailuoSettleDelivery",
  file: "webhooks/settle-delivery",
  parse: () => undefined,
});

/** Makes a delivery pending again, due now, with all its attempts before it. */
export const reopenDeliveryScript = defineStoreScript<number, boolean>({
  name: "hailuoReopenDelivery",
  file: "webhooks/reopen-delivery",
  parse: (found) => found === 1,
});

/** Writes a tenant's secrets if they are still those that were read, so that two changes at once lose nothing. */
export const changeSecretsScript = defineStoreScript<number, boolean>({
  name: "hailuoChangeWebhookSecrets",
  file: "webhooks/change-secrets",
  parse: (changed) => changed === 1,
});
