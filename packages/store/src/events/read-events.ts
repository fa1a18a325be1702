import type { GenerationState } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";

/** One state change, in the order in which they happened. */
export interface LedgerEvent {
  readonly eventId: string;
  readonly generationId: string;
  readonly batchId: string;
  readonly from: GenerationState;
  readonly to: GenerationState;
  readonly at: number;
}

type StreamReply =
  | [key: string, entries: [id: string, fields: string[]][]][]
  | Record<string, [string, string[]][]>
  | null;

/**
 * Waits for events after `afterEventId` (`$`: from now on), at most `blockMs`. The connection must be one that may
 * block.
 */
export async function readEvents(
  redis: RedisClient,
  keys: RedisKeys,
  afterEventId: string,
  blockMs: number,
): Promise<readonly LedgerEvent[]> {
  const reply = (await redis.xread(
    "COUNT",
    500,
    "BLOCK",
    blockMs,
    "STREAMS",
    keys.events,
    afterEventId,
  )) as StreamReply;
  if (reply === null) return [];
  const streams = Array.isArray(reply) ? reply.map(([, entries]) => entries) : Object.values(reply);
  return streams.flat().map(eventOf);
}

/** At most 1,000 events after `afterEventId`, without waiting. */
export async function readPastEvents(
  redis: RedisClient,
  keys: RedisKeys,
  afterEventId: string,
): Promise<readonly LedgerEvent[]> {
  return ((await redis.xrange(keys.events, `(${afterEventId}`, "+", "COUNT", 1000)) as [string, string[]][]).map(
    eventOf,
  );
}

function eventOf([eventId, fields]: readonly [eventId: string, fields: readonly string[]]): LedgerEvent {
  const value = (name: string): string => fields[fields.indexOf(name) + 1] ?? "";
  return {
    eventId,
    generationId: value("g"),
    batchId: value("b"),
    from: value("f") as GenerationState,
    to: value("t") as GenerationState,
    at: Number(value("at")),
  };
}
