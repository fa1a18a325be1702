import { type GenerationRecord, InvalidInputError, isEndState, type Ledger } from "@hailuo-queue/contracts";
import { openRedis, type RedisClient } from "@hailuo-queue/redis";
import { type LedgerEvent, readEvents, readPastEvents, type RedisKeys } from "@hailuo-queue/store";
import type { WatchCalls } from "./types.ts";

export interface WatchParts {
  readonly redisUrl: string;
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  readonly ledger: Pick<Ledger, "get">;
}

const EVENTS_BLOCK_MS = 1000;

/** Follows state changes, each watcher over a connection of its own, since it blocks. `close` ends them all. */
export function createWatch({ redisUrl, redis, keys, ledger }: WatchParts): WatchCalls & { close(): void } {
  const watchers = new Set<RedisClient>();

  /** Groups of events as they come, from `afterEventId` or from now on; an empty one after a while without any. */
  async function* follow(afterEventId: string | undefined): AsyncGenerator<readonly LedgerEvent[]> {
    const watcher = await openRedis(redisUrl, { role: "blocking" });
    watchers.add(watcher);
    try {
      let after = afterEventId ?? (await lastEventId(watcher, keys.events));
      // What follows happened after this: whoever looks at a record now misses nothing.
      yield [];
      for (;;) {
        const happened = await readEvents(watcher, keys, after, EVENTS_BLOCK_MS);
        after = happened.at(-1)?.eventId ?? after;
        yield happened;
      }
    } finally {
      watchers.delete(watcher);
      watcher.disconnect();
    }
  }

  return {
    async *events({ signal, batchId, afterEventId }) {
      for await (const happened of follow(afterEventId)) {
        for (const event of happened) if (batchId === undefined || batchId === event.batchId) yield event;
        if (signal.aborted) return;
      }
    },

    async *pastEvents(afterEventId) {
      let after = afterEventId;
      for (;;) {
        const past = await readPastEvents(redis, keys, after);
        if (past.length === 0) return;
        yield* past;
        after = past.at(-1)?.eventId ?? after;
      }
    },

    async wait(id, { signal } = {}): Promise<GenerationRecord> {
      for await (const happened of follow(undefined)) {
        signal?.throwIfAborted();
        // Nothing for a while: the record is read again in case its event was dropped from the bounded stream.
        if (happened.length > 0 && !happened.some((event) => event.generationId === id)) continue;
        const record = await ledger.get(id);
        if (record === undefined) throw new InvalidInputError("unknown_generation", `There is no generation ${id}.`);
        if (isEndState(record.state) || record.state === "submission_unknown") return record;
      }
      throw new Error("unreachable: events never end by themselves");
    },

    close() {
      for (const watcher of watchers) watcher.disconnect();
    },
  };
}

async function lastEventId(redis: RedisClient, stream: string): Promise<string> {
  const newest = (await redis.xrevrange(stream, "+", "-", "COUNT", 1)) as [string, string[]][];
  return newest[0]?.[0] ?? "0-0";
}
