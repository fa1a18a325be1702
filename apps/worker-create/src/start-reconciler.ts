import { reconcile, type ReconcileParts } from "@hailuo-queue/pipeline";
import { delay } from "@hailuo-queue/runtime";
import { type RedisClient, type RedisKeys, takeTurn } from "@hailuo-queue/redis";

export interface ReconcilerOptions extends ReconcileParts {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly onError: (error: unknown) => void;
}

/** One process of the fleet looks for lost jobs in each turn. */
const TURN_MS = 20_000;
const CLOSE_MS = 1000;

/** Looks at once after the start, when a crash is likeliest to lie just behind, and then turn by turn. */
export function startReconciler(options: ReconcilerOptions): { close(): Promise<void> } {
  const stop = new AbortController();
  let running = Promise.resolve();

  async function run(): Promise<void> {
    try {
      if (await takeTurn(options.redis, options.keys.reconciler, TURN_MS - 1000)) await reconcile(options, stop.signal);
    } catch (error) {
      if (!stop.signal.aborted) options.onError(error);
    }
  }

  const start = (): void => {
    running = running.then(run);
  };
  const timer = setInterval(start, TURN_MS);
  start();
  return {
    close: async () => {
      clearInterval(timer);
      stop.abort();
      // With Redis away it waits for an answer that nobody needs any more.
      await Promise.race([running, delay(CLOSE_MS)]);
    },
  };
}
