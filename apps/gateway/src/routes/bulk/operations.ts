import { BULK_MOST } from "@hailuo-queue/producer";
import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { onceAnswers } from "../../views/answers.ts";
import { ONCE_HEADERS } from "../../http/resend-words.ts";
import { defineOperation } from "../../http/route.ts";
import { generationSchema } from "../../views/generation.ts";

const selection = {
  where: z
    .string()
    .min(1)
    .max(2000)
    .describe("conditions that all hold, e.g. `code=video_flagged model=MiniMax-H3 ended<1h`"),
  dry_run: z.boolean().default(true).describe("whether only to report what would be done"),
  most: z.number().int().min(0).max(BULK_MOST).optional().describe("how many may be changed; as a dry run reported"),
  why: z.string().max(500).optional().describe("the reason, for the audit"),
};

const cancelBody = z.strictObject(selection);
const retryBody = z.strictObject({
  ...selection,
  rebuy: z.boolean().default(false).describe("whether those without a video may be bought again"),
  max_cost_usd: z.number().min(0).max(1e9).optional().describe("what may be bought; needed with `rebuy`"),
  max_unpriced: z
    .number()
    .int()
    .min(0)
    .max(BULK_MOST)
    .default(0)
    .describe("how many without a known price may be bought beside that; others are refused as `no_price`"),
});

export const bulkSchema = z
  .object({
    object: z.literal("bulk"),
    dry_run: z.boolean(),
    matched: z.number().int(),
    changed: z.number().int(),
    refused: z.record(z.string(), z.number().int()),
    need_rebuy: z.number().int().nullable(),
    under_way: z.number().int().nullable(),
    cost_usd: z.number(),
    unpriced: z.number().int().nullable(),
    more: z.boolean(),
    first: z.array(generationSchema),
  })
  .meta({
    id: "Bulk",
    description:
      "What was done, or with `dry_run` what would be. `more`: there are more than were looked through, or than was agreed to; the same request again goes on.",
  });

const tag = "Generations";
const answers = {
  200: { description: "What was done, or would be", schema: bulkSchema },
  400: { description: "The filter or the agreement cannot be used", schema: problemSchema },
  429: { description: "Too much at once", schema: problemSchema },
};

export const cancel = defineOperation({
  audit: "bulk.cancel",
  wholeBatch: true,
  tag,
  summary: "Cancel all of your unfinished generations that a filter lets pass",
  description: "Without `dry_run: false` it only reports. It changes at most `most`, which a dry run has reported.",
  body: cancelBody,
  answers,
});

export const retry = defineOperation({
  audit: "bulk.retry",
  wholeBatch: true,
  tag,
  summary: "Run the failed stage of all of your failed generations again that a filter lets pass",
  description:
    "Without `dry_run: false` it only reports. It changes at most `most`, which a dry run has reported. With `rebuy` it buys those that have no video, for at most `max_cost_usd`; those without a known price only as `max_unpriced` allows.",
  body: retryBody,
  once: true,
  headers: ONCE_HEADERS,
  answers: { ...answers, ...onceAnswers },
});
