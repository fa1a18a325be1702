import { setTimeout as delay } from "node:timers/promises";
import { createAccountControl, createBacklogControl, createRedisFundsBooks, createUsageReader } from "@hailuo-queue/admission";
import {
  createPriceTable,
  type DefaultQuotas,
  type GenerationRecord,
  InvalidInputError,
  isEndState,
  type PriceTable,
  type QuestionDesk,
  type ResultLine,
  resultLine,
} from "@hailuo-queue/contracts";
import { createRedisInputBooks, createRedisLedger, noteReusable, readEvents, readPastEvents } from "@hailuo-queue/ledger";
import { closeRedis, createKeys, createSharedSecret, openRedis, type RedisClient, requireSuitableRedis } from "@hailuo-queue/redis";
import { addItems, checkLimits, noteBatchFaults, openBatch, sealBatch } from "./fill-batch.ts";
import { customIdKey } from "./custom-id-key.ts";
import { cancelGeneration } from "./cancel-generation.ts";
import { type OpenedQuestionDesk, type OpenedStageQueue, openQuestionDesk, openStageQueue } from "@hailuo-queue/queue";
import { DEFAULT_TENANT, defaultBatch, prepareGenerations, type PriceOf } from "./prepare-generation.ts";
import { lookUpInputs, missingInput } from "./judge-request.ts";
import { type Explanation, explainGeneration } from "./explain-generation.ts";
import { submitAll } from "./submit-batch.ts";
import type { ListPosition } from "./list-tenant.ts";
import type { InputPosition } from "./tenant-inputs.ts";
import { limitQuestions } from "./limit-questions.ts";
import { createSealedCursors } from "./sealed-cursors.ts";
import { createTenantProducer } from "./tenant-producer.ts";
import { resolveBatch } from "./resolve-batch.ts";
import { resolveGeneration, type ResolveParts, retryGeneration } from "./resolve-generation.ts";
import type {
  GenerationEvent,
  ItemSource,
  Overview,
  Producer,
  ResolveOptions,
  ResultSelection,
  SubmitItem,
  SubmitOptions,
} from "./types.ts";

export interface OpenProducerOptions {
  readonly redisUrl: string;
  /** Of all keys; the same for the workers. Default `hailuo`. */
  readonly prefix?: string;
  /** What generations cost; fixed in each at its submit. Default: the provider's list prices. */
  readonly prices?: PriceTable;
  /** Who is asked what the provider has. Default: the workers that have its keys. */
  readonly desk?: QuestionDesk;
  /** Holds tenants to their quotas, and those that have none of their own to these; default: to none. For what strangers may call. */
  readonly quotas?: DefaultQuotas;
}

/** Cancels of a batch under way at once. */
const CANCELS_AT_ONCE = 50;
const EVENTS_BLOCK_MS = 1000;
/** A poll under way takes a moment; should it take longer, the next one is in time for the task's end at the latest. */
const WAKE_AGAIN_MS = [100, 300, 900];

/** Connects within seconds or throws UnavailableError; the connection is closed by `close()`. */
export async function openProducer(options: OpenProducerOptions): Promise<Producer> {
  const redis = await openRedis(options.redisUrl, { role: "client" });
  try {
    await requireSuitableRedis(redis);
  } catch (error) {
    await closeRedis(redis);
    throw error;
  }
  const keys = createKeys(options.prefix);
  const ledger = createRedisLedger({ redis, keys, ...(options.quotas === undefined ? {} : { quotas: options.quotas }) });
  const inputs = createRedisInputBooks({ redis, keys, quotas: options.quotas });
  const usage = createUsageReader({ redis, keys });
  const backlog = createBacklogControl({ redis, keys });
  const prices = options.prices ?? createPriceTable();
  const priceOf: PriceOf = (request) => {
    const priceMicroUsd = prices.priceOf(request, Date.now());
    return priceMicroUsd === undefined ? {} : { priceMicroUsd };
  };
  const cursorSecret = createSharedSecret(redis, keys.cursorSecret);
  const lists = {
    redis,
    keys,
    ledger,
    cursors: createSealedCursors<ListPosition>(cursorSecret),
    inputCursors: createSealedCursors<InputPosition>(cursorSecret),
  };
  const watchers = new Set<RedisClient>();

  async function submit(item: SubmitItem, how: SubmitOptions = {}): ReturnType<Producer["submit"]> {
    const lookUp = await lookUpInputs(inputs, how.tenant ?? DEFAULT_TENANT, [item.request], "later");
    const [generation] = prepareGenerations([item], how, priceOf, lookUp);
    if (generation === undefined) throw new Error("unreachable: one item gives one generation");
    const named = item.customId !== undefined || item.idempotencyKey !== undefined;
    const reusable = keys.reusable(generation.tenant, generation.fingerprint);
    if (how.reuse === true) {
      const earlier = await redis.get(reusable);
      if (earlier !== null && (await ledger.get(earlier))?.state === "succeeded") return { result: "existing", id: earlier };
    }
    const [receipt] = await ledger.submit([named ? generation : { ...generation, idempotencyKey: "" }]);
    if (receipt === undefined || receipt.result === "conflict") throw conflict(item, how.batchId ?? defaultBatch(how.tenant), receipt?.id);
    if (receipt.result === "input_gone") throw missingInput(item.request, receipt.sha256);
    if (how.reuse === true) await noteReusable(redis, keys, { ...generation, generationId: receipt.id });
    return receipt;
  }

  async function submitBatch(
    items: ItemSource,
    how: SubmitOptions & { readonly batchId: string; readonly onProgress?: (enqueued: number) => void },
  ): ReturnType<Producer["submitBatch"]> {
    const parts = {
      ledger: { findConflict: ledger.findConflict, submit: limitedSubmit },
      inputs,
      priceOf,
      conflict: (item: { readonly customId?: string } | undefined, id: string) => conflict(item, how.batchId, id),
    };
    let limited = how.limits === undefined;
    /** The limits hold before the first can start, and are not set for what is refused as a whole. */
    async function limitedSubmit(chunk: Parameters<typeof ledger.submit>[0]): ReturnType<typeof ledger.submit> {
      if (!limited && how.limits !== undefined) await setBatchLimits(how.batchId, how.limits);
      limited = true;
      return ledger.submit(chunk);
    }
    const receipt = await submitAll(parts, items, how);
    if (how.complete === true) await ledger.completeBatch(how.batchId);
    return receipt;
  }

  async function* listBatch(batchId: string): AsyncIterable<GenerationRecord> {
    let cursor: string | undefined;
    do {
      const page = await ledger.list({ batchId, limit: 500, ...(cursor === undefined ? {} : { cursor }) });
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  async function cancelBatch(batchId: string): ReturnType<Producer["cancelBatch"]> {
    const counts = { cancelled: 0, cancelling: 0, alreadyEnded: 0 };
    if ((await ledger.batch(batchId)) === undefined) return counts;
    // From here on nothing of it is admitted; should this process die, a reconciler goes on.
    await backlog.beginCancel(batchId);
    let group: GenerationRecord[] = [];
    const cancelGroup = async (): Promise<void> => {
      for (const { result } of await Promise.all(group.map((record) => cancelGeneration(ledger, record.id, wakePoll)))) {
        if (result === "cancelled") counts.cancelled += 1;
        else if (result === "cancelling") counts.cancelling += 1;
        else counts.alreadyEnded += 1;
      }
      group = [];
    };
    for await (const record of listBatch(batchId)) {
      group.push(record);
      if (group.length === CANCELS_AT_ONCE) await cancelGroup();
    }
    await cancelGroup();
    await backlog.endCancel(batchId);
    return counts;
  }

  async function setBatchLimits(batchId: string, limits: Parameters<Producer["setBatchLimits"]>[1]): Promise<void> {
    checkLimits(limits);
    await ledger.setBatchLimits(batchId, limits);
    const stopped = (await ledger.batch(batchId))?.stopped;
    // Should it still not fit, the next admission stops it again.
    if (stopped !== undefined && stopped !== "rejected") await backlog.clearBatchStop(batchId);
  }

  async function* results(batchId: string, which: ResultSelection = "all"): AsyncIterable<ResultLine> {
    for await (const record of listBatch(batchId)) {
      const succeeded = record.state === "succeeded";
      if (which === "all" || (which === "succeeded" ? succeeded : isEndState(record.state) && !succeeded)) yield resultLine(record);
    }
  }

  async function findByCustomId(batchId: string, customId: string): Promise<GenerationRecord | undefined> {
    const [id] = await ledger.findByKeys(batchId, [customIdKey(customId)]);
    return id === undefined ? undefined : ledger.get(id);
  }

  async function retryBatch(batchId: string, how: Parameters<Producer["retryBatch"]>[1] = {}): ReturnType<Producer["retryBatch"]> {
    const counts = { retried: 0, refused: 0 };
    for await (const record of listBatch(batchId)) {
      if (record.state !== "failed" || (how.code !== undefined && record.error?.code !== how.code)) continue;
      const { result } = await retry(record.id, how.rebuy === undefined ? {} : { rebuy: how.rebuy });
      counts[result === "refused" ? "refused" : "retried"] += 1;
    }
    return counts;
  }

  const retry: Producer["retry"] = (id, how) => withQueue((queue) => retryGeneration(ledger, queue, id, how));

  async function* events(how: Parameters<Producer["events"]>[0]): AsyncIterable<GenerationEvent> {
    const watcher = await openRedis(options.redisUrl, { role: "blocking" });
    watchers.add(watcher);
    try {
      let after = how.afterEventId ?? (await lastEventId(watcher, keys.events));
      while (!how.signal.aborted) {
        for (const event of await readEvents(watcher, keys, after, EVENTS_BLOCK_MS)) {
          after = event.eventId;
          if (how.batchId === undefined || how.batchId === event.batchId) yield event;
        }
      }
    } finally {
      watchers.delete(watcher);
      watcher.disconnect();
    }
  }

  async function* pastEvents(afterEventId: string): AsyncIterable<GenerationEvent> {
    let after = afterEventId;
    for (;;) {
      const past = await readPastEvents(redis, keys, after);
      if (past.length === 0) return;
      yield* past;
      after = past.at(-1)?.eventId ?? after;
    }
  }

  async function wait(id: string, how: { readonly signal?: AbortSignal } = {}): Promise<GenerationRecord> {
    const watcher = await openRedis(options.redisUrl, { role: "blocking" });
    watchers.add(watcher);
    try {
      let after = await lastEventId(watcher, keys.events);
      for (;;) {
        const record = await ledger.get(id);
        if (record === undefined) throw new InvalidInputError("unknown_generation", `There is no generation ${id}.`);
        if (isEndState(record.state) || record.state === "submission_unknown") return record;
        let touched = false;
        while (!touched) {
          how.signal?.throwIfAborted();
          const happened = await readEvents(watcher, keys, after, EVENTS_BLOCK_MS);
          after = happened.at(-1)?.eventId ?? after;
          // Nothing for a while: the record is read again in case its event was dropped from the bounded stream.
          touched = happened.length === 0 || happened.some((event) => event.generationId === id);
        }
      }
    } finally {
      watchers.delete(watcher);
      watcher.disconnect();
    }
  }

  async function explain(id: string): Promise<Explanation | undefined> {
    const [record, accounts, time] = await Promise.all([ledger.get(id), usage(), redis.time()]);
    if (record === undefined) return undefined;
    return explainGeneration({ record, place: await backlog.place(record), accounts, nowMs: Number(time[0]) * 1000 });
  }

  let opening: Promise<OpenedStageQueue> | undefined;
  /** Only replays and cancels need it: a submit leaves the jobs to the dispatcher. */
  async function withQueue<Value>(work: (queue: OpenedStageQueue) => Promise<Value>): Promise<Value> {
    opening ??= openStageQueue({ redisUrl: options.redisUrl, keys });
    return work(await opening);
  }

  let openingDesk: Promise<OpenedQuestionDesk> | undefined;
  /** Opened at the first question: most decisions need none. */
  const desk: QuestionDesk = {
    ask: async (question) => {
      openingDesk ??= openQuestionDesk({ redisUrl: options.redisUrl, keys });
      // One that could not be opened is opened anew the next time.
      openingDesk.catch(() => (openingDesk = undefined));
      return (await openingDesk).ask(question);
    },
  };
  function withDesk<Value>({ questionsOf: tenant }: ResolveOptions, work: (parts: ResolveParts) => Promise<Value>): Promise<Value> {
    const open = options.desk ?? desk;
    const limited = tenant === undefined ? open : limitQuestions(open, { redis, keys, tenant });
    return withQueue((queue) => work({ ledger, queue, desk: limited }));
  }

  /** A poll that runs in this moment may have read the record before its cancel. */
  async function wakePoll({ id, run }: Pick<GenerationRecord, "id" | "run">): Promise<void> {
    await withQueue(async (queue) => {
      for (const pauseMs of WAKE_AGAIN_MS) {
        if ((await queue.wake("poll", { generationId: id, run })) !== "running") return;
        await delay(pauseMs);
      }
    });
  }

  async function overview(): Promise<Overview> {
    const [counts, accounts] = await Promise.all([ledger.countByState(), usage()]);
    return { counts, accounts };
  }

  async function close(): Promise<void> {
    for (const watcher of watchers) watcher.disconnect();
    await (await openingDesk?.catch(() => undefined))?.close();
    await (await opening)?.close();
    await closeRedis(redis);
  }

  const producer: Omit<Producer, "forTenant"> = {
    submit,
    submitBatch,
    get: ledger.get,
    pastEvents,
    list: (filter = {}) => ledger.list(filter),
    listBatch,
    openBatch: (how = {}) => openBatch(ledger, how),
    addItems: (batchId, items, { tasks } = {}) => addItems({ ledger, inputs, priceOf, tasks }, batchId, items),
    sealBatch: async (batchId, how) => {
      const receipt = await sealBatch(ledger, batchId, how);
      if (receipt.result === "rejected") await cancelBatch(batchId);
      return receipt;
    },
    noteBatchFaults: (batchId, faults) => noteBatchFaults(ledger, batchId, faults),
    batchFaults: ledger.batchFaults,
    setBatchLimits,
    results,
    findByCustomId,
    retryBatch,
    batch: ledger.batch,
    batches: ledger.batches,
    cancel: (id) => cancelGeneration(ledger, id, wakePoll),
    cancelBatch,
    explain,
    resolve: (id, resolution, how = {}) => withDesk(how, (parts) => resolveGeneration(parts, id, resolution)),
    resolveBatch: (batchId, resolution, how = {}) => withDesk(how, (parts) => resolveBatch(parts, batchId, resolution, how)),
    retry,
    events,
    wait,
    overview,
    balanceChanges: createRedisFundsBooks({ redis, keys }).changes,
    account: (name) => createAccountControl({ redis, keys, account: name }),
    backlog,
    inputs,
    close,
  };
  return { ...producer, forTenant: (tenant) => createTenantProducer(producer, lists, tenant) };
}

async function lastEventId(redis: RedisClient, stream: string): Promise<string> {
  const newest = (await redis.xrevrange(stream, "+", "-", "COUNT", 1)) as [string, string[]][];
  return newest[0]?.[0] ?? "0-0";
}

function conflict(item: { readonly customId?: string } | undefined, batchId: string, id: string | undefined): InvalidInputError {
  if (item?.customId === undefined)
    return new InvalidInputError("idempotency_conflict", `The idempotency key was used before with another request (generation ${id}).`);
  return new InvalidInputError(
    "custom_id_conflict",
    `custom_id "${item.customId}" of batch "${batchId}" was submitted before with another request (generation ${id}). Give it another custom_id, or use another batch.`,
  );
}
