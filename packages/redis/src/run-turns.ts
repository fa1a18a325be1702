import { setTimeout as delay } from "node:timers/promises";
import type { RedisClient } from "./connection.ts";

/** Work that one process of the fleet does at a time. `turnMs` is the time between two runs. */
export interface Turns {
  readonly redis: RedisClient;
  /** Of the key that says whose turn it is. */
  readonly key: string;
  readonly turnMs: number;
  readonly work: (signal: AbortSignal) => Promise<unknown>;
  /** What `work` threw; the next turn tries again. */
  readonly onError: (error: unknown) => void;
}

/** Nobody needs the answer of a Redis that is away. */
const CLOSE_MS = 1000;

/** Work that takes long, such as a look at a hundred thousand records, takes a tenth of the time, or a turn in six. */
const REST = 9;
/** In turns: what hung, or a process that stood still for an hour, keeps nobody from working for long. */
const LONGEST_REST = 5;
/** Of a turn, while its key is still that of who took it. */
const OURS = 0.9;

/**
 * Runs work in one process of the fleet per turn: at once after the start, when a crash is likeliest to lie just
 * behind, and then turn by turn; work that took more than a tenth of the turn has its next one later. Whoever is first
 * has the turn, and nobody needs to give it back.
 */
export function runTurns({ redis, key, turnMs, work, onError }: Turns): { close(): Promise<void> } {
  const stop = new AbortController();
  let running = Promise.resolve();

  async function take(): Promise<void> {
    try {
      const ours = (await redis.set(key, "1", "PX", Math.max(1, turnMs - Math.ceil(turnMs / 20)), "NX")) === "OK";
      if (!ours) return;
      const startedAt = performance.now();
      await work(stop.signal);
      const tookMs = performance.now() - startedAt;
      const restMs = Math.min(Math.ceil(tookMs * REST), turnMs * LONGEST_REST);
      if (restMs <= turnMs) return;
      // Later than a turn, the key is another's, or nobody's.
      if (tookMs < turnMs * OURS) await redis.pexpire(key, restMs);
      else await redis.set(key, "1", "PX", restMs, "NX");
    } catch (error) {
      if (!stop.signal.aborted) onError(error);
    }
  }

  const start = (): void => {
    running = running.then(take);
  };
  const timer = setInterval(start, turnMs);
  start();
  return {
    close: async () => {
      clearInterval(timer);
      stop.abort();
      await Promise.race([running, delay(CLOSE_MS)]);
    },
  };
}
