import { DEFAULT_ACCOUNT, type GenerationRecord, isoTime, sideOfAccount } from "@hailuo-queue/contracts";
import type { BatchResolution, ReplayReceipt, ResolveBatchReceipt } from "@hailuo-queue/producer";
import { z } from "zod";
import { batchSchema, type BatchView, usd, usdOrNull } from "./batch.ts";
import { generationSchema, showGeneration } from "./generation.ts";

export const candidatesSchema = z
  .object({
    object: z.literal("candidates"),
    generation: z.string(),
    state: z.string(),
    waits: z.boolean().describe("whether it waits for a decision: its state is submission_unknown"),
    account: z.string().nullable(),
    submitted_at: z.iso.datetime().nullable().describe("when its create was sent"),
    lists_tasks: z
      .boolean()
      .describe("whether the API of its account lists tasks; where it does not, look at the provider's console"),
    looked_at: z.iso.datetime().nullable().describe("when the provider's list was last searched; null: not yet"),
    from: z.iso.datetime().nullable().describe("the span in which its task may have been created"),
    until: z.iso.datetime().nullable(),
    complete: z.boolean().nullable().describe("whether the list covered all of that span"),
    rivals: z.number().int().nullable().describe("how many other generations may have created one of these tasks"),
    data: z
      .array(
        z.object({
          task_id: z.string(),
          created_at: z.iso.datetime(),
          status: z.string().describe("the status in the provider's words"),
        }),
      )
      .describe(
        "tasks that may belong to it and that no generation has, oldest first; at most 20. The provider does not show their prompts.",
      ),
  })
  .meta({ id: "Candidates" });

export function showCandidates({
  id,
  state,
  account,
  submittedAt,
  lookup,
}: GenerationRecord): z.output<typeof candidatesSchema> {
  return {
    object: "candidates",
    generation: id,
    state,
    waits: state === "submission_unknown",
    account: account ?? null,
    submitted_at: isoTime(submittedAt),
    lists_tasks: sideOfAccount(account ?? DEFAULT_ACCOUNT) === "v2",
    looked_at: isoTime(lookup?.at),
    from: isoTime(lookup?.from),
    until: isoTime(lookup?.until),
    complete: lookup?.complete ?? null,
    rivals: lookup?.rivals ?? null,
    data: (lookup?.candidates ?? []).map(({ taskId, createdAt, status }) => ({
      task_id: taskId,
      created_at: isoTime(createdAt) ?? "",
      status,
    })),
  };
}

export const resolutionSchema = z
  .object({
    object: z.literal("resolution"),
    action: z.enum(["task", "resubmit", "fail"]),
    again: z.boolean().describe("whether the same decision was made before; then nothing was done now"),
    may_cost_usd: z
      .number()
      .nullable()
      .describe(
        "resubmit: the price of buying it again, in addition to the first create if that was accepted; null: nothing is bought, or the price is not known",
      ),
    generation: generationSchema,
  })
  .meta({ id: "Resolution" });

export function showResolution(
  action: "task" | "resubmit" | "fail",
  receipt: Exclude<ReplayReceipt, { result: "refused" }>,
  record: GenerationRecord,
): z.output<typeof resolutionSchema> {
  return {
    object: "resolution",
    action,
    again: receipt.again ?? false,
    may_cost_usd: usdOrNull(receipt.priceMicroUsd),
    generation: showGeneration(record),
  };
}

export const batchResolutionSchema = z
  .object({
    object: z.literal("batch_resolution"),
    action: z.enum(["resubmit", "fail"]),
    dry_run: z
      .boolean()
      .describe("whether nothing was done, and this is what would have happened, from what was last recorded"),
    waiting: z.number().int().describe("generations of the batch that waited for a decision"),
    resolved: z.number().int(),
    refused: z.number().int().describe("left as they were"),
    reasons: z.record(z.string(), z.number().int()).describe("why, by code: task_may_exist, not_looked, changed"),
    may_cost_usd: z
      .number()
      .describe("the price of buying them again, in addition to their first creates if those were accepted"),
    unpriced: z.number().int().describe("how many more are bought again without a known price"),
    batch: batchSchema,
  })
  .meta({ id: "BatchResolution" });

export function showBatchResolution(
  { action }: BatchResolution,
  dryRun: boolean,
  receipt: ResolveBatchReceipt,
  batch: BatchView,
): z.output<typeof batchResolutionSchema> {
  const { waiting, resolved, refused: reasons, priceMicroUsd, unpriced } = receipt;
  const refused = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  return {
    object: "batch_resolution",
    action,
    dry_run: dryRun,
    waiting,
    resolved,
    refused,
    reasons: { ...reasons },
    may_cost_usd: usd(priceMicroUsd),
    unpriced,
    batch,
  };
}
