import {
  ATTEMPT_LIMITS,
  type AttemptNote,
  type BatchLedger,
  cutWithEllipsis,
  type DefaultQuotas,
  GENERATION_STATES,
  type GenerationRecord,
  type GenerationState,
  InvalidInputError,
  type KnownItem,
  type Ledger,
  type ListFilter,
  type NewGeneration,
  type PollNote,
  type RecordPage,
  type SubmitReceipt,
  BATCH_LIMITS,
  TENANT_LIMITS,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import type { RedisKeys } from "../keys.ts";
import { countsOf, createBatches } from "../batches/batches.ts";
import { lackError } from "../lack-error.ts";
import { listBatchPage, listStatePage } from "./list-records.ts";
import { createReads } from "./reads.ts";
import { readPage } from "./read-page.ts";
import { inputHashes, packNames } from "./record-fields.ts";
import { forgetBatchesScript, knownItemsScript } from "../batches/scripts.ts";
import { countStatesScript, forgetScript, noteAttemptScript, notePollScript, submitScript } from "./scripts.ts";
import { createTransitions } from "./transitions.ts";

/** The connection, the keys, and how much is kept. */
export interface RedisLedgerOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  /** State changes kept for watchers; older ones are dropped. Default 10,000. */
  readonly maxEvents?: number;
  /** Holds tenants to their quotas, and those that have none of their own to these; default: to none. */
  readonly quotas?: DefaultQuotas;
  /** Of what was given back, so much is still shown of each tenant. Default: TENANT_LIMITS.maxRemainsBytes. */
  readonly maxRemainsBytes?: number;
}

/** Records per call of the submit script: large enough to be cheap, small enough not to hold Redis up (about 2 ms). */
const SUBMIT_CHUNK = 100;
const LOOKUP_CHUNK = 1000;
/** About 2 ms of Redis. */
const FORGET_CHUNK = 200;

/** Makes the store's port for generations and batches. Every change is one Lua script that compares the state first. */
export function createRedisLedger(options: RedisLedgerOptions): Ledger & BatchLedger {
  const { redis, keys, maxEvents = 10_000, quotas, maxRemainsBytes = TENANT_LIMITS.maxRemainsBytes } = options;
  const get = createReads(redis, keys);
  const transition = createTransitions({ redis, keys, maxEvents, get, quotas, maxRemainsBytes });
  const submitLimits = quotas === undefined ? "" : JSON.stringify({ ...quotas, maxItems: BATCH_LIMITS.maxItems });

  async function submitChunk(batchId: string, chunk: readonly NewGeneration[]): Promise<readonly SubmitReceipt[]> {
    const places = new Map<string, number>();
    const placeOf = ({ tenant, priority, request, priceMicroUsd }: NewGeneration): number => {
      const place = JSON.stringify([
        tenant,
        priority ?? "normal",
        request.model,
        request.duration ?? 0,
        priceMicroUsd ?? -1,
      ]);
      const number = places.get(place) ?? places.size + 1;
      places.set(place, number);
      return number;
    };
    const records = chunk.flatMap((generation) => {
      const { id, idempotencyKey, fingerprint, request, requestText = JSON.stringify(request) } = generation;
      return [
        id,
        idempotencyKey,
        fingerprint,
        placeOf(generation),
        packNames(generation),
        requestText,
        inputHashes(request),
      ];
    });
    const replies = await submitScript(
      redis,
      keys,
      [
        keys.batch(batchId),
        keys.batchMembers(batchId),
        keys.tenantQuotas(chunk[0]?.tenant ?? ""),
        ...chunk.map((generation) => keys.generation(generation.id)),
      ],
      [batchId, `[${[...places.keys()].join(",")}]`, submitLimits, ...records],
    );
    if ("limit" in replies) throw lackError(replies, batchId);
    return replies.map((reply) => {
      if (reply.result === "sealed") throw sealedBatch(batchId);
      if (reply.result === "foreign") throw foreignBatch(batchId);
      return reply;
    });
  }

  async function submit(generations: readonly NewGeneration[]): Promise<readonly SubmitReceipt[]> {
    const receipts: SubmitReceipt[] = [];
    for (const { batchId, chunk } of chunksByBatch(generations, SUBMIT_CHUNK))
      receipts.push(...(await submitChunk(batchId, chunk)));
    return receipts;
  }

  async function findExisting(generations: Parameters<Ledger["findExisting"]>[0]): ReturnType<Ledger["findExisting"]> {
    const found: (KnownItem | undefined)[] = [];
    for (const { batchId, chunk } of chunksByBatch(generations, LOOKUP_CHUNK)) {
      const existing = await knownItemsScript(
        redis,
        keys,
        [],
        [batchId, ...chunk.map(({ idempotencyKey }) => idempotencyKey)],
      );
      for (const [at, { fingerprint }] of chunk.entries()) {
        const [id = "", stands] = existing[at]?.split(":") ?? [];
        found.push(id === "" ? undefined : { id, same: stands === fingerprint });
      }
    }
    return found;
  }

  async function getMany(ids: readonly string[]): Promise<readonly (GenerationRecord | undefined)[]> {
    // A batch has '' where one was forgotten before those in front of it.
    return Promise.all(ids.map(async (id) => (id === "" ? undefined : get(id))));
  }

  async function notePoll(id: string, note: PollNote): Promise<void> {
    const { pollCount, seen } = note;
    const saw =
      "error" in seen
        ? ["pollError", JSON.stringify({ ...seen.error, pollCount })]
        : ["providerStatus", seen.providerStatus];
    await notePollScript(
      redis,
      keys,
      [keys.generation(id), keys.slots(note.account)],
      [id, pollCount, ...saw, note.leaseMs, note.run, Math.round(note.nextPollAt)],
    );
  }

  async function noteAttempt(id: string, { run, stage, code, message, until }: AttemptNote): Promise<void> {
    const { maxKept, maxMessageLength } = ATTEMPT_LIMITS;
    const told = cutWithEllipsis(message, maxMessageLength);
    await noteAttemptScript(
      redis,
      keys,
      [keys.generation(id)],
      [run, stage, maxKept, code, told, until === undefined ? "" : Math.round(until)],
    );
  }

  async function list(filter: ListFilter): Promise<RecordPage> {
    const limit = Math.min(Math.max(filter.limit ?? 50, 1), 1000);
    const page =
      filter.batchId === undefined
        ? listStatePage(redis, keys, filter, limit)
        : listBatchPage(redis, keys, filter.batchId, filter, limit);
    const { records, ...rest } = await readPage(await page, getMany);
    return {
      items: filter.state === undefined ? records : records.filter((record) => record.state === filter.state),
      ...rest,
    };
  }

  async function countByState(): Promise<Readonly<Record<GenerationState, number>>> {
    const others = GENERATION_STATES.filter((state) => state !== "queued");
    const [queued, ...rest] = await countStatesScript(redis, keys, [], others);
    return countsOf((state) => (state === "queued" ? queued : rest[others.indexOf(state)]) ?? 0);
  }

  async function forgetEnded(kind: "succeeded" | "failed", keepMs: number): Promise<number> {
    return forgetScript(redis, keys, [keys.ended(kind)], [keepMs, FORGET_CHUNK]);
  }

  async function forgetEmptyBatches(keepMs: number): Promise<readonly string[]> {
    const abandoned: string[] = [];
    for (let kept = 0; ;) {
      const page = await forgetBatchesScript(redis, keys, [], [keepMs, kept, FORGET_CHUNK]);
      abandoned.push(...page.abandoned);
      if (page.seen < FORGET_CHUNK) return abandoned;
      kept += page.seen - page.removed;
    }
  }

  return {
    ...createBatches({ redis, keys, quotas, maxRemainsBytes }),
    submit,
    findExisting,
    get,
    getMany,
    transition,
    notePoll,
    noteAttempt,
    list,
    countByState,
    forgetEnded,
    forgetEmptyBatches,
  };
}

/** In order; a chunk ends with its batch, or at `size` records. */
function* chunksByBatch<Item extends Pick<NewGeneration, "batchId">>(
  generations: readonly Item[],
  size: number,
): Iterable<{ readonly batchId: string; readonly chunk: readonly Item[] }> {
  for (let at = 0; at < generations.length;) {
    const batchId = (generations[at] as Item).batchId;
    let end = at;
    while (end < generations.length && end - at < size && generations[end]?.batchId === batchId) end += 1;
    yield { batchId, chunk: generations.slice(at, end) };
    at = end;
  }
}

function foreignBatch(batchId: string): InvalidInputError {
  return new InvalidInputError(
    "batch_conflict",
    `The batch "${batchId}" is another tenant's; a batch has one tenant. Choose another name.`,
  );
}

function sealedBatch(batchId: string): InvalidInputError {
  return new InvalidInputError(
    "batch_sealed",
    `The batch "${batchId}" is sealed and takes no more items; open another one for them.`,
  );
}
