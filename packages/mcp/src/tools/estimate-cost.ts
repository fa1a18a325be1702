import { z } from "zod";
import { defineTool } from "../define-tool.ts";
import { estimate } from "../purchase/estimate.ts";
import { itemsShape, readItems } from "../read-items.ts";

const output = z.object({
  videos: z.number(),
  cost_usd: z.number().describe("at most, of all that have a price; videos that fail are not charged"),
  unpriced: z.number().describe("videos whose price is not known"),
  seconds: z.number().nullable().describe("about how long all take if nothing else waits; null: not known"),
  budget_usd: z.number().nullable().describe("of the tenant; null: none"),
  budget_left_usd: z.number().nullable(),
  needs_max_cost: z.boolean().describe("whether submitting this needs max_cost_usd"),
});

/** Tool: prices requests without buying them. */
export const estimateCost = defineTool(
  "estimate_cost",
  {
    title: "Estimate cost",
    description:
      "Check requests and say what they would cost and how long they would take. Nothing is stored " +
      "or bought. Use it before you ask the user to agree to a purchase.",
    annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  },
  { input: z.strictObject(itemsShape), output },
  async (args, context) => {
    const { videos, costMicroUsd, unpriced, seconds, budgetUsd, budgetLeftMicroUsd } = await estimate(
      context,
      readItems(args),
    );
    return {
      structured: {
        videos,
        cost_usd: costMicroUsd / 1_000_000,
        unpriced,
        seconds,
        budget_usd: budgetUsd,
        budget_left_usd: budgetLeftMicroUsd === undefined ? null : budgetLeftMicroUsd / 1_000_000,
        needs_max_cost: costMicroUsd > context.askAboveMicroUsd,
      },
    };
  },
);
