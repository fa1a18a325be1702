import { setTimeout as delay } from "node:timers/promises";
import type { RedisClient } from "@hailuo-queue/redis";

/** Notes of this time are written together. */
const GATHER_MS = 500;
/** With Redis away, a process that ends gives up what it could not write for so long. */
const CLOSE_MS = 1000;

export interface GatheredListsOptions {
  readonly redis: RedisClient;
  /** The Redis key of the list called `name`. */
  readonly keyOf: (name: string) => string;
  /** Entries kept in each list: the newest. */
  readonly kept: number;
  /** A list that gets nothing for this long, in ms, ends. */
  readonly keptMs: number;
  /** Told of a write that failed; what was to be written is given up. */
  readonly onError: (error: unknown) => void;
}

/** Short lists in Redis of the last things seen. They cost at most one write in half a second, whatever the load. */
export interface GatheredLists {
  note(name: string, entry: string | number): void;
  /** Writes what was noted and not yet written. */
  close(): Promise<void>;
}

export function createGatheredLists({ redis, keyOf, kept, keptMs, onError }: GatheredListsOptions): GatheredLists {
  const noted = new Map<string, (string | number)[]>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  async function write(): Promise<void> {
    const pipeline = redis.pipeline();
    for (const [name, entries] of noted) {
      const key = keyOf(name);
      pipeline.lpush(key, ...entries);
      pipeline.ltrim(key, 0, kept - 1);
      pipeline.pexpire(key, keptMs);
    }
    noted.clear();
    try {
      const failed = (await pipeline.exec())?.find(([error]) => error !== null);
      if (failed !== undefined) onError(failed[0]);
    } catch (error) {
      onError(error);
    }
  }

  function flush(): void {
    timer = undefined;
    writing = writing.then(write);
  }

  return {
    note(name, entry) {
      const entries = noted.get(name) ?? [];
      noted.set(name, entries);
      entries.push(entry);
      timer ??= setTimeout(flush, GATHER_MS).unref();
    },
    async close() {
      if (timer !== undefined) {
        clearTimeout(timer);
        flush();
      }
      await Promise.race([writing, delay(CLOSE_MS, undefined, { ref: false })]);
    },
  };
}
