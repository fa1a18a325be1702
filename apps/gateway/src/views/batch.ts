import {
  BATCH_STOPS,
  type BatchEnd,
  batchProgress,
  type BatchSummary,
  GENERATION_STATES,
  isoTime,
  outcomeOf,
  PRIORITIES,
} from "@hailuo-queue/contracts";
import type { TenantProducer } from "@hailuo-queue/producer";
import { z } from "zod";
import { labelFields } from "./fields.ts";

export const batchSchema = z
  .object({
    object: z.literal("batch"),
    id: z.string(),
    name: labelFields.name.nullable(),
    tags: labelFields.tags,
    metadata: labelFields.metadata,
    phase: z
      .enum(["open", "sealed", "ended"])
      .describe("open: accepts items, starts none; sealed: under way; ended: all of its generations have ended"),
    outcome: z
      .enum(["succeeded", "failed", "cancelled", "needs_attention"])
      .nullable()
      .describe("set once nothing more happens to it without a user"),
    total: z.number().int(),
    invalid: z.number().int().describe("lines that cannot be used"),
    twins: z
      .number()
      .int()
      .describe(
        "generations whose request another of your batches had already made, or under way, when they were submitted; they are made and charged again",
      ),
    warned: z
      .number()
      .int()
      .describe(
        "stored videos that are not what was bought (`warnings` of a generation); `warnings.jsonl` of the batch names them",
      ),
    counts: z.object(
      Object.fromEntries(GENERATION_STATES.map((state) => [state, z.number().int()])) as Record<
        (typeof GENERATION_STATES)[number],
        z.ZodNumber
      >,
    ),
    progress: z.object({
      ended: z.number().int().describe("generations that have ended, whatever their outcome"),
      ratio: z.number().describe("the part of all that has ended, 0 to 1"),
    }),
    eta: z.iso
      .datetime()
      .nullable()
      .describe(
        "when all of it will have ended, by its pace of the last minutes; null while that tells nothing: it is open, paused, stopped or over, or too few have ended",
      ),
    eta_range: z
      .object({ earliest: z.iso.datetime(), latest: z.iso.datetime() })
      .nullable()
      .describe("the same by its fastest and by its slowest pace of the last hour"),
    paused: z.boolean(),
    stopped: z.enum(BATCH_STOPS).nullable().describe("why nothing more of it is started"),
    priority: z.enum(PRIORITIES).nullable(),
    max_failure_ratio: z.number().nullable(),
    budget_usd: z.number().nullable(),
    reserved_usd: z.number(),
    spent_usd: z.number(),
    created_at: z.iso.datetime(),
    sealed_at: z.iso.datetime().nullable(),
    ended_at: z.iso.datetime().nullable(),
  })
  .meta({ id: "Batch" });
export type BatchView = z.output<typeof batchSchema>;

export const batchPageSchema = z
  .object({ object: z.literal("list"), data: z.array(batchSchema), next_cursor: z.string().nullable() })
  .meta({ id: "BatchPage" });

/** As its tenant sees it now. */
export async function showBatchOf(
  own: Pick<TenantProducer, "batch" | "batchEnd">,
  batchId: string,
): Promise<BatchView> {
  const batch = await own.batch(batchId);
  return showBatch(batch, await own.batchEnd(batch));
}

/** `end`: where it is under way, and somebody can tell. */
export function showBatch(batch: BatchSummary, end?: BatchEnd): BatchView {
  const { name, tags = {}, metadata = {} } = batch.labels ?? {};
  return {
    object: "batch",
    id: batch.batchId,
    name: name ?? null,
    tags: { ...tags },
    metadata: { ...metadata },
    phase: batch.phase,
    outcome: outcomeOf(batch) ?? null,
    total: batch.total,
    invalid: batch.invalid,
    twins: batch.twins ?? 0,
    warned: batch.warned ?? 0,
    counts: { ...batch.counts },
    progress: batchProgress(batch),
    eta: end === undefined ? null : toTheSecond(end.likely),
    eta_range: end === undefined ? null : { earliest: toTheSecond(end.earliest), latest: toTheSecond(end.latest) },
    paused: batch.paused ?? false,
    stopped: batch.stopped ?? null,
    priority: batch.priority ?? null,
    max_failure_ratio: batch.maxFailureRatio ?? null,
    budget_usd: usdOrNull(batch.budgetMicroUsd),
    reserved_usd: usd(batch.reservedMicroUsd),
    spent_usd: usd(batch.spentMicroUsd),
    created_at: isoTime(batch.createdAt) ?? "",
    sealed_at: isoTime(batch.sealedAt),
    ended_at: isoTime(batch.endedAt),
  };
}

/** It is an estimate. */
function toTheSecond(at: number): string {
  return new Date(Math.ceil(at / 1000) * 1000).toISOString();
}

export function usd(microUsd: number): number {
  return microUsd / 1_000_000;
}

export function usdOrNull(microUsd: number | undefined): number | null {
  return microUsd === undefined ? null : usd(microUsd);
}

/** Dollars as people send them; more than six digits after the point have no coin. */
export function microUsd(dollars: number): number {
  return Math.round(dollars * 1_000_000);
}
