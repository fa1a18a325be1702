import {
  type BatchLedger,
  type BatchLimits,
  type BatchPhase,
  type BatchPlace,
  type BatchSettings,
  type BatchStop,
  type BatchSummary,
  type DefaultQuotas,
  END_STATES,
  GENERATION_STATES,
  type GenerationState,
  hasLabels,
  type LabelChanges,
  type LabelFilter,
  type Ledger,
  type NewBatch,
  optional,
  type Priority,
  type SealReceipt,
  TENANT_LIMITS,
} from "@hailuo-queue/contracts";
import type { RedisClient } from "@hailuo-queue/redis";
import { gatherReads } from "../gather-reads.ts";
import type { RedisKeys } from "../keys.ts";
import { createBatchFaults } from "./batch-faults.ts";
import { lackError } from "../lack-error.ts";
import { LABEL_FIELDS, labelArguments, labelDigest, readLabels } from "./labels.ts";
import {
  completeBatchScript,
  knownItemsScript,
  openBatchScript,
  readBatchesScript,
  sealBatchScript,
  setLabelsScript,
} from "./scripts.ts";

const OPEN_LIMITS = { maxOpen: TENANT_LIMITS.maxOpenBatches, maxKept: TENANT_LIMITS.maxBatches };

/** Of a batch's HASH: its BatchPlace as JSON. */
const PLACE_FIELD = "place";
const REPORTS_A_CALL = 500;
/** Batches in one call: about 1 ms of Redis. */
const READS_A_CALL = 100;

export interface BatchesOptions {
  readonly redis: RedisClient;
  readonly keys: RedisKeys;
  /** Default: nothing is asked. */
  readonly quotas: DefaultQuotas | undefined;
  /** Kept of what was given back to a tenant. */
  readonly maxRemainsBytes: number;
}

/** Batches as such: opened, filled, sealed, ended. What is in them is the rest of the ledger's. */
export function createBatches({
  redis,
  keys,
  quotas,
  maxRemainsBytes,
}: BatchesOptions): BatchLedger & Pick<Ledger, "batch" | "batches"> {
  const openLimits = quotas === undefined ? "" : JSON.stringify({ maxBytes: quotas.maxBytes, ...OPEN_LIMITS });

  async function findByKeys(
    batchId: string,
    idempotencyKeys: readonly string[],
  ): ReturnType<BatchLedger["findByKeys"]> {
    const existing = await knownItemsScript(redis, keys, [], [batchId, ...idempotencyKeys]);
    return existing.map((item) => (item === "" ? undefined : item.split(":")[0]));
  }

  async function openBatch(batch: NewBatch): ReturnType<BatchLedger["openBatch"]> {
    const { batchId, tenant, priority, maxFailureRatio, budgetMicroUsd, webhook } = batch;
    const opened = await openBatchScript(
      redis,
      keys,
      [keys.batch(batchId), keys.tenantBatches(tenant), keys.openBatches(tenant), keys.tenantQuotas(tenant)],
      [
        batchId,
        tenant,
        settingsText(batch),
        priority ?? "",
        maxFailureRatio ?? "",
        budgetMicroUsd ?? "",
        webhook ?? "",
        openLimits,
        labelArguments(batch.labels ?? {}),
      ],
    );
    if (typeof opened === "object") throw lackError(opened, batchId);
    return opened;
  }

  async function batchSettings(batchId: string): ReturnType<BatchLedger["batchSettings"]> {
    const [settings, open] = await redis.hmget(keys.batch(batchId), "settings", "flag.open");
    if (settings === null || settings === undefined) return undefined;
    const { tenant, objectKeyTemplate, invalid, webhook, webhookOfEach, webhookStates } = JSON.parse(
      settings,
    ) as BatchSettings;
    return {
      tenant,
      objectKeyTemplate,
      invalid,
      ...optional({ webhook, webhookOfEach, webhookStates }),
      open: open !== null && open !== undefined,
    };
  }

  async function sealBatch(batchId: string, total?: number): Promise<SealReceipt | undefined> {
    const settings = await batchSettings(batchId);
    if (settings === undefined) return undefined;
    const sealed = await sealBatchScript(
      redis,
      keys,
      [keys.batch(batchId), keys.batchFaults(batchId)],
      [batchId, total ?? "", settings.invalid === "reject" ? "1" : "", maxRemainsBytes],
    );
    if (sealed === undefined) return undefined;
    const { result, received, invalid } = sealed;
    return result === "incomplete" ? { result, received, invalid, total: total ?? 0 } : { result, received, invalid };
  }

  async function completeBatch(batchId: string): Promise<void> {
    await completeBatchScript(redis, keys, [keys.batch(batchId)], [batchId]);
  }

  async function placeBatch(
    batchId: string,
    place: BatchPlace,
    { move = false }: { readonly move?: boolean } = {},
  ): Promise<BatchPlace> {
    const text = JSON.stringify(place);
    if (move) await redis.hset(keys.batch(batchId), PLACE_FIELD, text);
    else if ((await redis.hsetnx(keys.batch(batchId), PLACE_FIELD, text)) === 0)
      return (await batchPlace(batchId)) ?? place;
    return place;
  }

  async function batchPlace(batchId: string): Promise<BatchPlace | undefined> {
    return readPlace((await redis.hget(keys.batch(batchId), PLACE_FIELD)) ?? undefined);
  }

  async function setBatchLimits(batchId: string, { maxFailureRatio, budgetMicroUsd }: BatchLimits): Promise<void> {
    await setOrRemove(keys.batch(batchId), "maxFailureRatio", maxFailureRatio);
    await setOrRemove(keys.batch(batchId), "money.budget", budgetMicroUsd);
  }

  async function setBatchLabels(batchId: string, labels: LabelChanges): Promise<void> {
    const limits = quotas === undefined ? "" : JSON.stringify({ maxBytes: quotas.maxBytes });
    const lack = await setLabelsScript(redis, keys, [keys.batch(batchId)], [labelArguments(labels), limits]);
    if (lack !== undefined) throw lackError(lack, batchId);
  }

  async function setOrRemove(key: string, field: string, value: number | null | undefined): Promise<void> {
    if (value === null) await redis.hdel(key, field);
    else if (value !== undefined) await redis.hset(key, field, String(value));
  }

  const readFields = gatherReads(
    (batchIds) =>
      readBatchesScript(
        redis,
        keys,
        batchIds.flatMap((batchId) => [keys.batch(batchId), keys.batchFaults(batchId)]),
        [],
      ),
    READS_A_CALL,
  );

  async function batch(batchId: string): Promise<BatchSummary | undefined> {
    const { fields, faults } = await readFields(batchId);
    // An earlier release counted no bad items but kept a fault of each.
    return readBatch(batchId, fields, Math.max(Number(fields["invalid"] ?? 0), faults));
  }

  async function batches(limit = 50, after?: string): Promise<readonly BatchSummary[]> {
    const rank = after === undefined ? -1 : await redis.zrevrank(keys.batches, after);
    if (rank === null) return [];
    const ids = await redis.zrevrange(keys.batches, rank + 1, rank + limit);
    return (await Promise.all(ids.map(batch))).filter((summary) => summary !== undefined);
  }

  async function batchesToReport(): ReturnType<BatchLedger["batchesToReport"]> {
    // All of them: the first may for long be those of places that nobody here reaches.
    const due: string[] = [];
    for (;;) {
      const first = due.length / 2;
      const page = await redis.zrange(
        keys.batchesToReport,
        String(first),
        String(first + REPORTS_A_CALL - 1),
        "WITHSCORES",
      );
      if (page.length === 0) break;
      due.push(...page);
    }
    return due.flatMap((batchId, at) => (at % 2 === 0 ? [{ batchId, endedAt: Number(due[at + 1]) }] : []));
  }

  async function reported(batchId: string, endedAt: number): Promise<void> {
    // One that ended again meanwhile has a later time, and is reported again.
    if (Number(await redis.zscore(keys.batchesToReport, batchId)) === endedAt)
      await redis.zrem(keys.batchesToReport, batchId);
  }

  return {
    findByKeys,
    openBatch,
    batchSettings,
    sealBatch,
    completeBatch,
    placeBatch,
    batchPlace,
    ...createBatchFaults({ redis, keys, quotas }),
    setBatchLimits,
    setBatchLabels,
    batch,
    batches,
    batchesToReport,
    reported,
  };
}

/** Compared as a text: in one order. */
function settingsText(batch: NewBatch): string {
  const { tenant, objectKeyTemplate, invalid, priority, maxFailureRatio, budgetMicroUsd, webhook, webhookOfEach } =
    batch;
  return JSON.stringify({
    tenant,
    objectKeyTemplate,
    invalid,
    priority,
    maxFailureRatio,
    budgetMicroUsd,
    webhook,
    webhookOfEach,
    webhookStates: batch.webhookStates,
    labels: labelDigest(batch.labels),
  });
}

function moneyOf(fields: BatchFields): Pick<BatchSummary, "budgetMicroUsd" | "reservedMicroUsd" | "spentMicroUsd"> {
  const { "money.budget": budget, "money.reserved": reserved, "money.spent": spent } = fields;
  return {
    ...(budget === undefined ? {} : { budgetMicroUsd: Number(budget) }),
    reservedMicroUsd: Number(reserved ?? 0),
    spentMicroUsd: Number(spent ?? 0),
  };
}

function readPlace(text: string | undefined): BatchPlace | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as BatchPlace);
}

type BatchFields = Readonly<Record<string, string | undefined>>;

function readBatch(batchId: string, fields: BatchFields, invalid: number): BatchSummary | undefined {
  if (fields["createdAt"] === undefined || fields["total"] === undefined) return undefined;
  const total = Number(fields["total"]);
  const counts = countsOf((state) => Number(fields[state] ?? 0));
  const place = readPlace(fields[PLACE_FIELD]);
  return {
    batchId,
    tenant: fields["tenant"] ?? "",
    createdAt: Number(fields["createdAt"]),
    phase: phaseOf(fields, total, counts),
    total,
    counts,
    invalid,
    ...numbers(fields, ["sealedAt", "endedAt", "maxFailureRatio", "twins", "warned"]),
    ...moneyOf(fields),
    ...(fields["flag.paused"] === undefined ? {} : { paused: true as const }),
    ...(fields["flag.cancelling"] === undefined ? {} : { cancelling: true as const }),
    ...optional({
      stopped: fields["flag.stopped"] as BatchStop | undefined,
      priority: fields["priority"] as Priority | undefined,
      place,
      labels: readLabels(LABEL_FIELDS.map((name) => fields[name])),
    }),
  };
}

function phaseOf(fields: BatchFields, total: number, counts: BatchSummary["counts"]): BatchPhase {
  if (fields["flag.open"] !== undefined) return "open";
  const ended = END_STATES.reduce((sum, state) => sum + counts[state], 0);
  return ended >= total ? "ended" : "sealed";
}

function numbers<Name extends string>(fields: BatchFields, names: readonly Name[]): Partial<Record<Name, number>> {
  const found: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const value = fields[name];
    if (value !== undefined) found[name] = Number(value);
  }
  return found;
}

/** Of these batches those with such labels, in their order. */
export async function batchesWithLabels(
  redis: RedisClient,
  keys: RedisKeys,
  batchIds: readonly string[],
  wanted: LabelFilter,
): Promise<ReadonlySet<string>> {
  const labels = await Promise.all(batchIds.map((batchId) => redis.hmget(keys.batch(batchId), ...LABEL_FIELDS)));
  return new Set(batchIds.filter((_batchId, at) => hasLabels(readLabels(labels[at] ?? []) ?? {}, wanted)));
}

/** Counts by state, each by its name and its number in GENERATION_STATES. */
export function countsOf(count: (state: GenerationState, at: number) => number): Record<GenerationState, number> {
  return Object.fromEntries(GENERATION_STATES.map((state, at) => [state, count(state, at)])) as Record<
    GenerationState,
    number
  >;
}
