import type { OpenWorker } from "@hailuo-queue/composition";
import { createFundsLook, type LookAtFunds } from "@hailuo-queue/pipeline";
import { runTurns } from "@hailuo-queue/redis";
import type { ConfiguredAccounts } from "@hailuo-queue/runtime";
import { createRedisFundsBooks } from "@hailuo-queue/store";
import type { CreateWorkerSettings } from "./env.ts";

/** A provider that is slow to say what is left holds up no create. */
const FIRST_LOOK_MS = 2000;

/**
 * Asks all accounts what they have left: now, so that what a batch uses can be told, and then in one process of the
 * fleet by turns.
 */
export async function watchFunds(
  { scope, redis, keys, stages, onError, timed }: OpenWorker,
  settings: CreateWorkerSettings,
  pool: ConfiguredAccounts,
): Promise<LookAtFunds> {
  const everyMs = settings.HAILUO_FUNDS_EVERY_MS;
  if (everyMs === 0) return () => Promise.resolve();
  const look = createFundsLook({
    fundsApi: stages.provider,
    books: createRedisFundsBooks({ redis, keys }),
    accounts: pool.configured,
    lowBalanceMicro: settings.HAILUO_LOW_BALANCE * 1_000_000,
    clock: stages.clock,
    reporter: stages.reporter,
  });
  await look(AbortSignal.timeout(FIRST_LOOK_MS)).catch(onError);
  scope.use(runTurns({ redis, key: keys.fundsWatcher, turnMs: everyMs, work: timed("funds", look), onError }));
  return (signal) => look(signal).catch(onError);
}
