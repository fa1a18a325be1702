import { fullOfClients, isRedisTrouble, refusalAtTheDoor } from "@hailuo-queue/redis";
import { errorMessage } from "@hailuo-queue/contracts";
import type { ConfiguredAccounts } from "@hailuo-queue/runtime/settings";
import type { WorkersSettings } from "../env.ts";
import { CONNECTIONS_OF_RUN } from "./connections-of-run.ts";
import { rejectionOf } from "../stand/rejection-of.ts";
import { type RunningWorkers, startWorkers } from "../stand/start-workers.ts";
import { say } from "../words/say.ts";

/**
 * Starts the workers of a run and waits until they have all of their connections.
 * @throws UnavailableError (`redis_full_of_clients`) where the server refuses some of them, since nothing would move
 * then and nobody would say why; and the signal's reason.
 */
export async function startReadyWorkers(
  settings: WorkersSettings,
  pool: ConfiguredAccounts,
  { onlyBatch, signal }: { readonly onlyBatch: string; readonly signal: AbortSignal },
): Promise<RunningWorkers> {
  const refused = new AbortController();
  let isReady = false;
  let asking = false;
  const onError = (error: unknown): void => {
    if (isReady || asking || !isRedisTrouble(error)) return;
    asking = true;
    void refusalAtTheDoor(settings.REDIS_URL).then((refusal) => {
      asking = false;
      const said = refusal ?? error;
      if (/max number of clients/i.test(errorMessage(said)))
        refused.abort(
          fullOfClients(
            settings.REDIS_URL,
            say`a run needs ${CONNECTIONS_OF_RUN + 1} connections, and some were refused`,
          ),
        );
    });
  };
  const stop = AbortSignal.any([signal, refused.signal]);
  const starting = startWorkers(settings, pool, { onlyBatch, onError, signal: stop });
  try {
    const workers = await Promise.race([starting, rejectionOf(stop)]);
    await Promise.race([workers.whenReady(), rejectionOf(stop)]);
    isReady = true;
    return workers;
  } catch (error) {
    // What waits for a connection that is refused may never end by itself: nothing is awaited.
    void starting.then((workers) => workers.close()).catch(() => undefined);
    throw error;
  }
}
