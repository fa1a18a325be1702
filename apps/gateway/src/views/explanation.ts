import { type Explanation, explanationFields } from "@hailuo-queue/producer";
import { z } from "zod";

export const explanationSchema = z
  .object({
    object: z.literal("explanation"),
    id: z.string(),
    state: z.string(),
    waits_for: z.string().describe("turn, slot, window, model, account_paused, worker, provider, download, decision, none, …"),
    because: z.string().describe("one sentence for people"),
    position: z.number().int().nullable().describe("how many of yours stand before it"),
    starts_in_seconds: z.number().nullable().describe("a guess"),
  })
  .meta({ id: "Explanation" });

export function showExplanation(explanation: Explanation): z.output<typeof explanationSchema> {
  return { object: "explanation", ...explanationFields(explanation) };
}
