import { BATCH_LIMITS, FAULT_LIMITS, INVALID_LINES, LABEL_LIMITS, UPLOAD_LIMITS } from "@hailuo-queue/contracts";
import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { ONCE_HEADERS } from "../../http/resend-words.ts";
import { defineOperation } from "../../http/route.ts";
import { itemFormats } from "../../ingest/item-formats.ts";
import { jsonLinesType, notFoundAnswer, onceAnswers } from "../../views/answers.ts";
import { batchPageSchema, batchSchema } from "../../views/batch.ts";
import { dryRunSchema } from "../../views/dry-run.ts";
import { inputSchema, readingQuery } from "../../views/uploaded-input.ts";
import {
  budgetField,
  checkLabels,
  eventsFilterField,
  faultItem,
  idParams,
  labelFields,
  pageQuery,
  priorityField,
  ratioField,
  switchField,
  webhookField,
} from "../../views/fields.ts";

const newBatch = z
  .strictObject({
    invalid: z
      .enum(INVALID_LINES)
      .optional()
      .describe("what happens if lines are invalid; default reject: none of its videos are made"),
    priority: priorityField,
    max_failure_ratio: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe("no more videos start once a larger share of the batch has failed"),
    budget_usd: z
      .number()
      .min(0)
      .max(1e9)
      .optional()
      .describe("a video starts only if its price fits the remaining budget"),
    webhook: webhookField.describe("URL to notify when it is sealed, and when all of its generations have ended"),
    webhook_of_each: z
      .boolean()
      .optional()
      .describe("whether to notify the URL of each of its generations, too; default false"),
    events_filter: eventsFilterField,
    name: labelFields.name.optional(),
    tags: labelFields.tags.optional(),
    metadata: labelFields.metadata.optional(),
  })
  .superRefine(checkLabels)
  .refine(({ webhook, webhook_of_each: each }) => each !== true || webhook !== undefined, {
    path: ["webhook_of_each"],
    error: "needs a webhook",
  })
  .refine(({ webhook_of_each: each, events_filter: states }) => states === undefined || each === true, {
    path: ["events_filter"],
    error: "needs webhook_of_each",
  })
  .meta({ id: "NewBatch" });

/** `key:value`, as often as wanted. */
const oneTag = z
  .string()
  .max(LABEL_LIMITS.keyLength + LABEL_LIMITS.tagLength + 1)
  .regex(/^[A-Za-z0-9._-]+[:=]/, { error: "must be key:value" });
const tagQuery = z
  .union([oneTag, z.array(oneTag).max(LABEL_LIMITS.tags)])
  .optional()
  .describe("only those with this tag, as `key:value`; several: with all of them");

const batchChange = z
  .strictObject({
    priority: priorityField,
    max_failure_ratio: ratioField,
    budget_usd: budgetField,
    name: labelFields.name.nullable().optional(),
    tags: labelFields.tags.nullable().optional(),
    metadata: labelFields.metadata.nullable().optional(),
  })
  .superRefine(checkLabels)
  .meta({
    id: "BatchChange",
    description:
      "Fields that are left out do not change; null removes a limit, the name, all tags or all metadata. A batch that a limit stopped continues.",
  });

const uploadSchema = z
  .object({
    object: z.literal("upload"),
    received: z.number().int(),
    created: z.number().int(),
    existing: z.number().int().describe("sent before"),
    invalid: z.number().int(),
    conflicts: z.number().int().describe("sent before with another payload"),
    faults: z.array(faultItem).describe(`the first ${FAULT_LIMITS.maxTold}`),
    input: inputSchema.describe("how the upload was understood"),
    batch: batchSchema,
  })
  .meta({ id: "Upload" });

const sealBody = z.strictObject({
  total: z.number().int().min(0).optional().describe("how many items there must be, valid or not"),
});
const sealSchema = z
  .object({
    object: z.literal("seal"),
    result: z.enum(["sealed", "existing", "rejected"]),
    received: z.number().int(),
    invalid: z.number().int(),
    batch: batchSchema,
  })
  .meta({ id: "Seal" });
const retryBody = z.strictObject({
  rebuy: z.boolean().optional().describe("whether those without a video may be bought again"),
  code: z.string().max(200).optional().describe("only failures of this code"),
});
const retrySchema = z
  .object({
    object: z.literal("batch_retry"),
    retried: z.number().int(),
    refused: z.number().int().describe("would have to be bought again"),
    batch: batchSchema,
  })
  .meta({ id: "BatchRetry" });
const cancelSchema = z
  .object({
    object: z.literal("batch_cancel"),
    cancelled: z.number().int(),
    cancelling: z.number().int(),
    already_ended: z.number().int(),
    batch: batchSchema,
  })
  .meta({ id: "BatchCancel" });

const tag = "Batches";
const one = { tag, params: idParams } as const;
const asItIsNow = { 200: { description: "As it is now", schema: batchSchema }, ...notFoundAnswer } as const;

export const open = defineOperation({
  audit: "batch.create",
  tag,
  summary: "Open a batch",
  description:
    "It accepts items until it is sealed, and starts nothing before. The same Idempotency-Key with the same body returns the same batch.",
  headers: { "Idempotency-Key": "any text of at most 255 characters" },
  body: newBatch,
  answers: {
    201: { description: "Opened", schema: batchSchema },
    409: { description: "The key was used for a batch with other settings", schema: problemSchema },
    429: { description: "Too many requests, open batches, batches or kept bytes", schema: problemSchema },
  },
});

export const list = defineOperation({
  tag,
  summary: "List batches, newest first",
  description:
    "With a name or tags a page may be short or empty although more follow: continue while there is a next_cursor.",
  query: pageQuery.extend({
    name: labelFields.name.optional().describe("only those with this name"),
    tag: tagQuery,
  }),
  repeats: ["tag"],
  answers: { 200: { description: "A page", schema: batchPageSchema } },
});

export const get = defineOperation({ ...one, summary: "Get a batch, with its counters", answers: asItIsNow });

export const send = defineOperation({
  ...one,
  audit: "batch.items",
  summary: "Send items into an open batch",
  description:
    "JSON lines, a JSON list, a table with a header (CSV with any separator, XLSX, ODS), or one prompt a line, packed with gzip or not, at most 1 GiB (a workbook 16 MiB). The format is detected from the content; content that looks like something else is refused, never read as lines of prompts. A batch has at most 1,000,000 items. An item's index (counted from `start`) or its custom_id makes it safe to send again: after a broken upload send everything again, or the rest with `start`.",
  query: z.object({
    start: z.coerce.number().int().min(0).max(BATCH_LIMITS.maxItems).default(0),
    seal: switchField.describe("whether the batch is complete with this upload"),
    ...readingQuery,
  }),
  streams: itemFormats,
  answers: {
    200: { description: "What became of them", schema: uploadSchema },
    409: { description: "The batch is sealed", schema: problemSchema },
    413: { description: "Too many bytes, lines or items; what came before was accepted", schema: problemSchema },
    429: {
      description:
        "Too many requests, uploads under way, unfinished generations or kept bytes; what came before was accepted",
      schema: problemSchema,
    },
    415: { description: "Another content type", schema: problemSchema },
    ...notFoundAnswer,
  },
});

export const seal = defineOperation({
  ...one,
  audit: "batch.seal",
  wholeBatch: true,
  summary: "Seal it, once it is complete: it starts, or is rejected because of invalid lines",
  body: sealBody,
  answers: {
    200: { description: "Sealed, now or before, or rejected", schema: sealSchema },
    409: { description: "Not all of `total` items are there", schema: problemSchema },
    ...notFoundAnswer,
  },
});

export const change = defineOperation({
  ...one,
  audit: "batch.set",
  summary: "Change its priority, its limits or its labels",
  body: batchChange,
  answers: asItIsNow,
});

export const pause = defineOperation({
  ...one,
  audit: "batch.pause",
  summary: "Pause it: start no new videos, and finish those in flight",
  answers: asItIsNow,
});

export const resume = defineOperation({
  ...one,
  audit: "batch.resume",
  summary: "Continue it after a pause or a stop",
  answers: asItIsNow,
});

export const cancel = defineOperation({
  ...one,
  audit: "batch.cancel",
  wholeBatch: true,
  summary: "Cancel all of its unfinished generations",
  answers: { 200: { description: "What happened to its generations", schema: cancelSchema }, ...notFoundAnswer },
});

export const retry = defineOperation({
  ...one,
  audit: "batch.retry",
  wholeBatch: true,
  summary: "Run the failed stage of all its failed generations again",
  body: retryBody,
  once: true,
  headers: ONCE_HEADERS,
  answers: { 200: { description: "How many", schema: retrySchema }, ...onceAnswers, ...notFoundAnswer },
});

const lines = {
  200: { description: "One JSON object a line, in the batch's order", ...jsonLinesType },
  ...notFoundAnswer,
} as const;

export const results = defineOperation({
  ...one,
  summary: "Get all of its generations as JSON lines, at any time",
  answers: lines,
});

export const errors = defineOperation({
  ...one,
  summary: "Get what failed or was cancelled, as JSON lines",
  answers: lines,
});

export const warnings = defineOperation({
  ...one,
  summary: "Get those whose video differs from what was bought, as JSON lines",
  answers: lines,
});

export const faults = defineOperation({
  ...one,
  summary: "Get the indexes of its invalid items, as JSON lines, with the reason for the first of them",
  answers: { 200: { description: "One JSON object a line", ...jsonLinesType }, ...notFoundAnswer },
});

export const dryRun = defineOperation({
  audit: { none: "it keeps and changes nothing" },
  tag,
  summary: "Check and price items without a batch: nothing is stored or bought",
  description: "It accepts what `items` of a batch accepts, at most 200,000 items.",
  query: z.object(readingQuery),
  streams: itemFormats,
  bodyLimit: UPLOAD_LIMITS.maxDryRunBytes,
  answers: {
    200: {
      description: "What is wrong with them, what they would cost, how long they would take",
      schema: dryRunSchema,
    },
    413: { description: "Too many items", schema: problemSchema },
    429: { description: "Too many uploads under way", schema: problemSchema },
    415: { description: "Another content type", schema: problemSchema },
  },
});
