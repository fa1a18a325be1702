import type { Clock } from "@hailuo-queue/contracts";

/** As long as it takes to start a gateway or a tunnel anew: polls find the ends meanwhile. */
const LEFT_OUT_MS = 10 * 60_000;

/** Where the provider tells of tasks, as long as it takes that address. */
export interface CallbackAddresses {
  /** Undefined where there is none, and for a while after the provider refused it. */
  of(generationId: string, run: number, account: string): string | undefined;
  /** The provider could not verify it: creates of this account go without for a while. */
  refused(account: string): void;
}

/** Each process finds out by itself: that costs it one refused call, which buys nothing. */
export function createCallbackAddresses(
  urlFor: ((generationId: string, run: number) => string) | undefined,
  clock: Clock,
): CallbackAddresses {
  const leftOutUntil = new Map<string, number>();
  return {
    of: (generationId, run, account) => (clock.now() < (leftOutUntil.get(account) ?? 0) ? undefined : urlFor?.(generationId, run)),
    refused: (account) => void leftOutUntil.set(account, clock.now() + LEFT_OUT_MS),
  };
}
