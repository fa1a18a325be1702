import type { GenerationRecord } from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { giveWay } from "@hailuo-queue/turns";
import { readRecord } from "./record-fields.ts";
import { readRecordsScript } from "./scripts.ts";

interface Pending {
  readonly id: string;
  readonly resolve: (record: GenerationRecord | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Records per call: about 1 ms of Redis. */
const MOST_READS = 100;

/** Reads records; the reads of one turn of the event loop go to Redis together. */
export function createReads(
  redis: RedisClient,
  keys: RedisKeys,
): (id: string) => Promise<GenerationRecord | undefined> {
  let waiting: Pending[] = [];

  async function send(reads: readonly Pending[]): Promise<void> {
    try {
      const records = await readRecordsScript(
        redis,
        keys,
        reads.map(({ id }) => keys.generation(id)),
        [],
      );
      for (const [at, { id, resolve }] of reads.entries()) {
        resolve(readRecord(id, records[at] ?? ""));
        // A record may have some hundred kilobytes, and the answers of many calls may be there at once.
        const rest = giveWay();
        if (rest !== undefined) await rest;
      }
    } catch (error) {
      for (const { reject } of reads) reject(error);
    }
  }

  function flush(): void {
    const reads = waiting;
    waiting = [];
    for (let at = 0; at < reads.length; at += MOST_READS) void send(reads.slice(at, at + MOST_READS));
  }

  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ id, resolve, reject });
    });
}
