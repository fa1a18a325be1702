import { becauseForTenants, type GenerationRecord } from "@hailuo-queue/contracts";
import { type Explanation, explanationFields } from "@hailuo-queue/producer";
import { z } from "zod";
import { attemptSchema, showAttempt } from "./generation.ts";

export const explanationSchema = z
  .object({
    object: z.literal("explanation"),
    id: z.string(),
    state: z.string(),
    waits_for: z
      .string()
      .describe("turn, slot, window, model, account_paused, worker, provider, download, decision, none, …"),
    because: z.string().describe("one sentence for people"),
    position: z.number().int().nullable().describe("how many of your generations are ahead of it"),
    starts_in_seconds: z.number().nullable().describe("an estimate; null if there is none"),
    last_attempt: attemptSchema.nullable().describe("why its last attempt failed, if one did"),
  })
  .meta({ id: "Explanation" });

export function showExplanation(
  explanation: Explanation,
  record: GenerationRecord,
): z.output<typeof explanationSchema> {
  const { lastAttempt } = explanation;
  return {
    object: "explanation",
    ...explanationFields(explanation),
    because: becauseForTenants(explanation, record),
    last_attempt: lastAttempt === undefined ? null : showAttempt(lastAttempt),
  };
}
