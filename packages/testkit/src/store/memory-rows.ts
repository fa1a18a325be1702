import {
  type BatchSummary,
  type GenerationRecord,
  type GenerationState,
  type NewGeneration,
  optional,
} from "@hailuo-queue/contracts";
import { GENERATION_STATES } from "@hailuo-queue/contracts";

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** One generation of the twin: its record, and what the store knows beside it. */
export interface Row {
  record: Writable<GenerationRecord>;
  readonly wanted: NewGeneration;
  /** What its idempotency keys stand for: one, and those that it was called by before its request was changed. */
  readonly items: Map<string, string>;
  /** There while it is admitted and its create has not begun. */
  grant?: { readonly run: number; readonly account: string; readonly at: number };
  /** Of the call that moved it last. */
  token?: string;
  /** The submit of the create that was charged last. */
  settledAt?: number;
  /** The poll that `pollError` holds for. */
  errorAt?: number;
  /** When it ended last. */
  ended?: number;
}

export interface BatchMoney {
  reserved: number;
  spent: number;
}

/** The rows of a deployment, in the order of their submits. */
export interface Rows {
  readonly all: Map<string, Row>;
  readonly money: Map<string, BatchMoney>;
  readonly batchTimes: Map<string, number>;
}

/** The record as the port shows it. */
export function shown({ record, errorAt }: Row): GenerationRecord {
  const { pollError, ...rest } = record;
  return pollError !== undefined && errorAt === record.pollCount ? { ...rest, pollError } : { ...rest };
}

export function newRow(wanted: NewGeneration, index: number, nowMs: number): Row {
  const { id, request, batchId, tenant, objectKey, customId, priority, priceMicroUsd } = wanted;
  const record: GenerationRecord = {
    id,
    state: "queued",
    request,
    batchId,
    index,
    tenant,
    objectKey,
    run: 0,
    createdAt: nowMs,
    updatedAt: nowMs,
    pollCount: 0,
    ...optional({ customId, priority, priceMicroUsd }),
  };
  return {
    record,
    wanted,
    items: new Map(wanted.idempotencyKey === "" ? [] : [[wanted.idempotencyKey, wanted.fingerprint]]),
  };
}

/** The generation that stands in a batch under a key, and what for. */
export function itemOf(
  { all }: Rows,
  batchId: string,
  key: string,
): { readonly id: string; readonly fingerprint: string } | undefined {
  for (const { record, items } of all.values()) {
    const fingerprint = record.batchId === batchId ? items.get(key) : undefined;
    if (fingerprint !== undefined) return { id: record.id, fingerprint };
  }
  return undefined;
}

export function countStates(rows: Iterable<Row>): Record<GenerationState, number> {
  const counts = Object.fromEntries(GENERATION_STATES.map((state) => [state, 0])) as Record<GenerationState, number>;
  for (const { record } of rows) counts[record.state] += 1;
  return counts;
}

/** Of a batch that came by submits. */
export function summarize({ all, money, batchTimes }: Rows, batchId: string): BatchSummary | undefined {
  const createdAt = batchTimes.get(batchId);
  if (createdAt === undefined) return undefined;
  const rows = [...all.values()].filter(({ record }) => record.batchId === batchId);
  const { reserved = 0, spent = 0 } = money.get(batchId) ?? {};
  return {
    batchId,
    tenant: rows[0]?.record.tenant ?? "",
    createdAt,
    phase: "sealed",
    total: rows.length,
    counts: countStates(rows),
    invalid: 0,
    reservedMicroUsd: reserved,
    spentMicroUsd: spent,
  };
}
