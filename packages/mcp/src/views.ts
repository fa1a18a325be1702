import type { Batch, Generation } from "@hailuo-queue/client";
import { z } from "zod";

/** The beginning of a prompt is enough to know it by. */
const SHOWN_PROMPT = 200;

/** A video as tools describe it. */
export const videoSchema = z.object({
  id: z.string(),
  state: z
    .string()
    .describe(
      "queued, creating, generating, overdue, downloading, cancelling, succeeded, failed, cancelled, or " +
        "submission_unknown: the provider's answer was lost, and a person must decide",
    ),
  batch: z.string(),
  custom_id: z.string().nullable(),
  model: z.string().nullable(),
  prompt: z.string().nullable().describe("its beginning"),
  price_usd: z.number().nullable().describe("what it costs if it succeeds"),
  cost_usd: z.number().nullable().describe("what was charged"),
  width: z.number().nullable(),
  height: z.number().nullable(),
  seconds: z.number().nullable(),
  bytes: z.number().nullable(),
  created_at: z.string().nullable(),
  ended_at: z.string().nullable(),
  warnings: z.array(z.string()).describe("how the stored video differs from what was bought"),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
});
/** See videoSchema. */
export type VideoView = z.output<typeof videoSchema>;

/** A video of the API, as tools describe it. */
export function showVideo(generation: Generation): VideoView {
  const { request, error } = generation;
  return {
    id: generation.id,
    state: generation.state,
    batch: generation.batch,
    custom_id: generation.custom_id,
    model: request.model ?? null,
    prompt: typeof request.prompt === "string" ? request.prompt.slice(0, SHOWN_PROMPT) : null,
    price_usd: generation.price_usd,
    cost_usd: generation.cost_usd,
    width: generation.width,
    height: generation.height,
    seconds: generation.duration,
    bytes: generation.bytes,
    created_at: generation.created_at,
    ended_at: generation.ended_at,
    warnings: generation.warnings,
    error: error === undefined ? null : { code: error.code, message: error.message },
  };
}

/** A batch as tools describe it. */
export const batchSchema = z.object({
  id: z.string(),
  phase: z.string().describe("open: takes items and starts none; sealed: under way; ended"),
  outcome: z
    .string()
    .nullable()
    .describe("succeeded, failed, cancelled or needs_attention; null while it goes on by itself"),
  name: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  total: z.number(),
  ended: z.number().describe("how many videos of it have ended"),
  eta: z
    .string()
    .nullable()
    .describe("when all of it will have ended, by its pace so far; null while that is not known"),
  counts: z.record(z.string(), z.number()).describe("videos by state"),
  paused: z.boolean(),
  stopped: z.string().nullable().describe("why nothing more of it is started"),
  budget_usd: z.number().nullable(),
  reserved_usd: z.number(),
  spent_usd: z.number(),
  created_at: z.string(),
  ended_at: z.string().nullable(),
});
/** See batchSchema. */
export type BatchView = z.output<typeof batchSchema>;

/** A batch of the API, as tools describe it. */
export function showBatch(batch: Batch): BatchView {
  return {
    id: batch.id,
    phase: batch.phase,
    outcome: batch.outcome,
    name: batch.name,
    tags: batch.tags,
    metadata: batch.metadata,
    total: batch.total,
    ended: batch.progress.ended,
    eta: batch.eta,
    counts: Object.fromEntries(Object.entries(batch.counts).filter(([, count]) => count > 0)),
    paused: batch.paused,
    stopped: batch.stopped,
    budget_usd: batch.budget_usd,
    reserved_usd: batch.reserved_usd,
    spent_usd: batch.spent_usd,
    created_at: batch.created_at,
    ended_at: batch.ended_at,
  };
}

const ENDS: ReadonlySet<string> = new Set(["succeeded", "failed", "cancelled"]);

/** Whether nothing more happens to it by itself. */
export function isEnd(state: string): boolean {
  return ENDS.has(state);
}

/** How many of a batch have ended. */
export function endedOf({ counts }: Pick<Batch, "counts">): number {
  return counts.succeeded + counts.failed + counts.cancelled;
}
