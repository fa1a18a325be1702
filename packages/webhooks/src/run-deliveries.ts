import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { WEBHOOK_LIMITS } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { DeliveryGrant, DeliveryQueue, RedisKeys } from "@hailuo-queue/store";
import type { Deliverer } from "./deliver-webhook.ts";

export interface RunDeliveriesParts {
  readonly deliveries: Pick<DeliveryQueue, "take">;
  readonly deliver: Deliverer;
  /** A connection of its own: it blocks. */
  readonly waiting: RedisClient;
  readonly keys: Pick<RedisKeys, "webhookWake">;
  readonly onError: (error: unknown) => void;
  /** Under way at once in this process. */
  readonly atOnce?: number;
}

/** What runs until it is closed. */
export interface RunningDeliveries {
  /** Aborts what is under way, which is handed back, and waits until it is. The blocking connection is closed first. */
  close(): Promise<void>;
}

/** Wakes get lost when a process that took one dies. */
const LOOK_EVERY_MS = 2000;
const PAUSE_AFTER_FAULT_MS = 1000;

/** Takes deliveries as long as there is room for them. Any number of processes share the work. */
export function runDeliveries(parts: RunDeliveriesParts): RunningDeliveries {
  const { deliveries, deliver, waiting, keys, onError, atOnce = WEBHOOK_LIMITS.deliveriesAtOnce } = parts;
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const underWay = new Set<Promise<void>>();
  const knock = createKnock();

  function start(grant: DeliveryGrant): void {
    const delivering = deliver(grant, stop.signal)
      .catch(onError)
      .finally(() => {
        underWay.delete(delivering);
        knock.now();
      });
    underWay.add(delivering);
  }

  async function dispatch(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        knock.forget();
        const { nextInMs = LOOK_EVERY_MS, granted } = await deliveries.take(atOnce - underWay.size);
        granted.forEach(start);
        if (granted.length === 0 && nextInMs > 0) await knock.within(Math.min(nextInMs, LOOK_EVERY_MS));
      } catch (error) {
        if (stop.signal.aborted) return;
        onError(error);
        await pause(PAUSE_AFTER_FAULT_MS);
      }
    }
  }

  async function listen(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        if ((await waiting.blpop(keys.webhookWake, LOOK_EVERY_MS / 1000)) !== null) knock.now();
      } catch {
        // The dispatcher says what is wrong with Redis.
        await pause(PAUSE_AFTER_FAULT_MS);
      }
    }
  }

  const pause = (ms: number): Promise<void> => delay(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  const running = Promise.all([dispatch(), listen()]);

  return {
    close: async () => {
      stop.abort(new Error("shutdown"));
      knock.now();
      waiting.disconnect();
      await running;
      await Promise.all(underWay);
    },
  };
}

/** Ends a wait early, also one that has not begun yet. */
function createKnock(): { now(): void; forget(): void; within(ms: number): Promise<void> } {
  let knocked = false;
  let end: (() => void) | undefined;
  return {
    now: () => {
      knocked = true;
      end?.();
    },
    forget: () => {
      knocked = false;
    },
    within: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        function done(): void {
          clearTimeout(timer);
          end = undefined;
          resolve();
        }
        end = done;
        if (knocked) done();
      }),
  };
}
