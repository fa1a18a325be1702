import { FAULT_LIMITS } from "@hailuo-queue/contracts";
import { z } from "zod";
import type { DryRunReport } from "../ingest/dry-run.ts";
import { usd, usdOrNull } from "./batch.ts";
import { faultItem } from "./fields.ts";
import { inputSchema } from "./uploaded-input.ts";

export const dryRunSchema = z
  .object({
    object: z.literal("dry_run"),
    received: z.number().int(),
    valid: z.number().int(),
    invalid: z.number().int(),
    faults: z.array(faultItem).describe(`the first ${FAULT_LIMITS.maxTold}`),
    input: inputSchema.describe("how the input was read"),
    cost_usd: z.number().describe("the price of all valid items that have one; videos that fail are not charged"),
    unpriced: z.number().int().describe("valid items without a known price"),
    seconds: z
      .number()
      .int()
      .nullable()
      .describe("an estimate from the limits of the accounts, if nothing else waits; null if there is none"),
    kinds: z.array(
      z.object({
        model: z.string(),
        resolution: z.string().nullable(),
        duration: z.number().nullable(),
        count: z.number().int(),
        price_usd: z.number().nullable().describe("of one"),
      }),
    ),
  })
  .meta({ id: "DryRun" });

export function showDryRun({
  received,
  invalid,
  faults,
  input,
  wanted,
  seconds,
}: DryRunReport): z.output<typeof dryRunSchema> {
  return {
    object: "dry_run",
    received,
    valid: wanted.total,
    invalid,
    faults: [...faults],
    input,
    cost_usd: usd(wanted.microUsd),
    unpriced: wanted.unpriced,
    seconds: seconds ?? null,
    kinds: wanted.kinds.map(({ model, resolution, duration, count, microUsd }) => ({
      model,
      resolution: resolution === "" ? null : resolution,
      duration: duration === "" ? null : Number(duration),
      count,
      price_usd: usdOrNull(microUsd),
    })),
  };
}
