import {
  type BatchFault,
  type BatchLedger,
  cutWithEllipsis,
  type DefaultQuotas,
  FAULT_LIMITS,
  KEPT_FAULT_LIMITS,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { giveWay } from "@hailuo-queue/turns";
import { lackError } from "../lack-error.ts";
import { noteFaultsScript } from "./scripts.ts";

/** Less than a millisecond of Redis. */
const FAULTS_CHUNK = 500;
const ITEMS_TOGETHER = 512;

/** What is wrong with items of a batch: told of the first few, counted of all. */
export function createBatchFaults({
  redis,
  keys,
  quotas,
}: {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  /** Default: nothing is asked. */
  readonly quotas?: DefaultQuotas | undefined;
}): Pick<BatchLedger, "noteFaults" | "batchFaults"> {
  async function note(batchId: string, faults: readonly BatchFault[], rightNow: readonly number[]): Promise<void> {
    const lack = await noteFaultsScript(
      redis,
      keys,
      [keys.batch(batchId), keys.batchFaults(batchId), keys.batchPlaces(batchId)],
      [
        KEPT_FAULT_LIMITS.freeBytes,
        KEPT_FAULT_LIMITS.maxBytes,
        JSON.stringify(rangesOf(rightNow)),
        quotas?.maxBytes ?? "",
        ...faults.flatMap((fault) => [fault.index, fault.sentBytes ?? 0, detailOf(fault)]),
      ],
    );
    if (lack !== undefined) throw lackError(lack, batchId);
  }

  async function noteFaults(
    batchId: string,
    faults: readonly BatchFault[],
    rightNow: readonly number[],
  ): Promise<void> {
    for (let at = 0; at < rightNow.length; at += FAULTS_CHUNK)
      await note(batchId, [], rightNow.slice(at, at + FAULTS_CHUNK));
    for (let at = 0; at < faults.length; at += FAULTS_CHUNK)
      await note(batchId, faults.slice(at, at + FAULTS_CHUNK), []);
  }

  async function* batchFaults(batchId: string): AsyncIterable<BatchFault> {
    // Both are bounded, by the items that a batch may have and by what is kept of faults.
    const [details, places] = await Promise.all([
      redis.hgetall(keys.batchFaults(batchId)),
      redis.hgetallBuffer(keys.batchPlaces(batchId)),
    ]);
    const chunks = Object.keys(places).filter((field) => field.startsWith("b"));
    // An earlier release kept a fault of each bad item, and no bits.
    if (Object.keys(places).length === 0)
      for (const index of Object.keys(details)) yield { index: Number(index), faults: readDetail(details[index]) };
    for (const field of chunks.toSorted((one, other) => Number(one.slice(1)) - Number(other.slice(1)))) {
      for (const index of indexesOf(Number(field.slice(1)), places[field] ?? Buffer.alloc(0))) {
        yield { index, faults: readDetail(details[index]) };
        const rest = giveWay();
        if (rest !== undefined) await rest;
      }
    }
  }

  return { noteFaults, batchFaults };
}

function* indexesOf(chunk: number, bits: Buffer): Generator<number> {
  for (const [at, byte] of bits.entries())
    for (let bit = 0; bit < 8; bit += 1) if ((byte & (1 << bit)) !== 0) yield chunk * ITEMS_TOGETHER + at * 8 + bit;
}

function readDetail(detail: string | undefined): BatchFault["faults"] {
  return detail === undefined ? [] : (JSON.parse(detail) as BatchFault["faults"]);
}

/** The first faults of an item, as many as may be kept of it. */
function detailOf({ faults }: BatchFault): string {
  const { maxNameLength, maxMessageLength } = FAULT_LIMITS;
  const kept: { field: string; message: string }[] = [];
  let detail = "[]";
  for (const { field, message } of faults) {
    kept.push({ field: cutWithEllipsis(field, maxNameLength), message: cutWithEllipsis(message, maxMessageLength) });
    const longer = JSON.stringify(kept);
    if (kept.length > 1 && Buffer.byteLength(longer) > KEPT_FAULT_LIMITS.maxBytesOfLine) break;
    detail = longer;
  }
  return detail;
}

/** `[[from, to], …]`: most come in their order. */
function rangesOf(indexes: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last?.[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges;
}
