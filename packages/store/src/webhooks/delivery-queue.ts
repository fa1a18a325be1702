import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import {
  beginDeliveryScript,
  type BeginReply,
  DELIVERY_LIMITS,
  type DeliveryGrant,
  type DeliveryLimits,
  reopenDeliveryScript,
  settleDeliveryScript,
  takeDeliveriesScript,
  type TakeReply,
} from "./scripts.ts";

/** What became of a grant. */
export interface Settlement {
  /** `pending`: to be tried again at `dueAt`; `returned`: it was not tried, and no attempt is counted. */
  readonly state: "delivered" | "failed" | "pending" | "returned";
  /** An HTTP status, or why there was none. */
  readonly result?: string;
  /** Of the attempt, unix ms. */
  readonly at: number;
  readonly dueAt?: number;
  /** What this says of the origin; left out: nothing. */
  readonly pace?: "slow" | "quick";
  /** Kept, so that each attempt sends the same. */
  readonly body?: string;
  /** For so long nothing of the tenant is looked at. */
  readonly holdTenantMs?: number;
}

/** Where deliveries wait for their turn, over all gateways: see webhook-destinations.lua. */
export interface DeliveryQueue {
  /** Takes at most `room`. */
  take(room: number): Promise<TakeReply>;
  /** Asks for a permit at the address that the grant's host leads to; `full`: the grant is given back. */
  begin(grant: DeliveryGrant, address: string): Promise<BeginReply>;
  settle(grant: DeliveryGrant, settlement: Settlement): Promise<void>;
  /** Makes one pending again; false for one that is not there or not the tenant's. */
  reopen(tenant: string, eventId: string): Promise<boolean>;
}

/** Makes the lanes of webhooks in Redis. Default limits: {@link DELIVERY_LIMITS}. */
export function createDeliveryQueue(options: {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly limits?: DeliveryLimits;
}): DeliveryQueue {
  const { redis, keys } = options;
  const limits = JSON.stringify(options.limits ?? DELIVERY_LIMITS);
  return {
    take: (room) => takeDeliveriesScript(redis, keys, [], [limits, room]),
    begin: ({ eventId, lease, tenant, origin }, address) =>
      beginDeliveryScript(redis, keys, [], [limits, eventId, lease, tenant, origin, address]),
    settle: ({ eventId, lease, tenant, origin, run, url }, settlement) => {
      const { state, result = "", at, dueAt = "", pace = "", body = "", holdTenantMs = 0 } = settlement;
      const times = [state, result, at, dueAt, pace, body, body === "" ? "" : url, holdTenantMs];
      return settleDeliveryScript(redis, keys, [], [limits, eventId, lease, tenant, origin, run, ...times]);
    },
    reopen: (tenant, eventId) => reopenDeliveryScript(redis, keys, [], [limits, eventId, tenant]),
  };
}
