import { BATCH_LIMITS, FAULT_LIMITS, INVALID_LINES, UPLOAD_LIMITS } from "@hailuo-queue/contracts";
import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { defineOperation } from "../../http/route.ts";
import { itemFormats } from "../../ingest/item-formats.ts";
import { jsonLinesType, notFoundAnswer } from "../../views/answers.ts";
import { batchPageSchema, batchSchema } from "../../views/batch.ts";
import { dryRunSchema } from "../../views/dry-run.ts";
import { budgetField, faultItem, idParams, pageQuery, priorityField, ratioField, switchField, webhookField } from "../../views/fields.ts";

const newBatch = z
  .strictObject({
    invalid: z
      .enum(INVALID_LINES)
      .optional()
      .describe("what becomes of it when lines cannot be used; default reject: nothing of it is made"),
    priority: priorityField,
    max_failure_ratio: z.number().min(0).max(1).optional().describe("nothing more is started once a greater part has failed"),
    budget_usd: z.number().min(0).max(1e9).optional().describe("nothing is started that has no room in it"),
    webhook: webhookField.describe("URL that is told when it is sealed, and when all of it has ended"),
    webhook_of_each: z.boolean().optional().describe("whether the URL is told of each of its generations, too; default false"),
  })
  .refine(({ webhook, webhook_of_each: each }) => each !== true || webhook !== undefined, {
    path: ["webhook_of_each"],
    error: "needs a webhook",
  })
  .meta({ id: "NewBatch" });

const batchChange = z
  .strictObject({ priority: priorityField, max_failure_ratio: ratioField, budget_usd: budgetField })
  .meta({ id: "BatchChange", description: "What is not named stays; null takes a limit away. A batch that a limit stopped goes on." });

const uploadSchema = z
  .object({
    object: z.literal("upload"),
    received: z.number().int(),
    created: z.number().int(),
    existing: z.number().int().describe("sent before"),
    invalid: z.number().int(),
    conflicts: z.number().int().describe("sent before with another payload"),
    faults: z.array(faultItem).describe(`the first ${FAULT_LIMITS.maxTold}`),
    batch: batchSchema,
  })
  .meta({ id: "Upload" });

const sealBody = z.strictObject({ total: z.number().int().min(0).optional().describe("how many items there must be, good or bad") });
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
  rebuy: z.boolean().optional(),
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
    "It takes items until it is sealed; nothing of it starts before. The same Idempotency-Key with the same body is the same batch.",
  headers: { "Idempotency-Key": "any text of at most 255 characters" },
  body: newBatch,
  answers: {
    201: { description: "Opened", schema: batchSchema },
    409: { description: "The key stands for a batch with other settings", schema: problemSchema },
    429: { description: "Too many requests, open batches, batches or kept bytes", schema: problemSchema },
  },
});

export const list = defineOperation({
  tag,
  summary: "List batches, newest first",
  query: pageQuery,
  answers: { 200: { description: "A page", schema: batchPageSchema } },
});

export const get = defineOperation({ ...one, summary: "One batch, with its counters", answers: asItIsNow });

export const send = defineOperation({
  ...one,
  audit: "batch.items",
  summary: "Send items into an open batch",
  description:
    "A stream of JSON lines, CSV with a header, or one prompt a line, at most 1 GiB; a batch has at most 1,000,000 items. An item's place (from `start`) or its custom_id makes sending it again harmless: after a broken upload send all again, or the rest with `start`.",
  query: z.object({
    start: z.coerce.number().int().min(0).max(BATCH_LIMITS.maxItems).default(0),
    seal: switchField.describe("whether the batch is complete with this upload"),
  }),
  streams: itemFormats,
  media: true,
  answers: {
    200: { description: "What became of them", schema: uploadSchema },
    409: { description: "The batch is sealed", schema: problemSchema },
    413: { description: "Too many bytes, lines or items; what came before is taken", schema: problemSchema },
    429: {
      description: "Too many requests, uploads under way, unfinished generations or kept bytes; what came before is taken",
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
  summary: "Say that it is complete: it starts, or is rejected for its bad lines",
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
  summary: "Change its priority, or what stops it",
  body: batchChange,
  answers: asItIsNow,
});

export const pause = defineOperation({
  ...one,
  audit: "batch.pause",
  summary: "Start nothing new of it; what is in flight is finished",
  answers: asItIsNow,
});

export const resume = defineOperation({
  ...one,
  audit: "batch.resume",
  summary: "Go on where it was paused or stopped",
  answers: asItIsNow,
});

export const cancel = defineOperation({
  ...one,
  audit: "batch.cancel",
  wholeBatch: true,
  summary: "Cancel all of it that has not ended",
  answers: { 200: { description: "What became of its generations", schema: cancelSchema }, ...notFoundAnswer },
});

export const retry = defineOperation({
  ...one,
  audit: "batch.retry",
  wholeBatch: true,
  summary: "Go on with all that has failed, where it failed",
  body: retryBody,
  answers: { 200: { description: "How many", schema: retrySchema }, ...notFoundAnswer },
});

const lines = { 200: { description: "One JSON object a line, in the batch's order", ...jsonLinesType }, ...notFoundAnswer } as const;

export const results = defineOperation({ ...one, summary: "Every generation of it as a line, at any time", answers: lines });

export const errors = defineOperation({ ...one, summary: "What failed or was cancelled, as lines", answers: lines });

export const warnings = defineOperation({ ...one, summary: "What has a video that is not what was bought, as lines", answers: lines });

export const faults = defineOperation({
  ...one,
  summary: "The lines that cannot be used, by their index; what is wrong is told of the first that came",
  answers: { 200: { description: "One JSON object a line", ...jsonLinesType }, ...notFoundAnswer },
});

export const dryRun = defineOperation({
  audit: { none: "it keeps and changes nothing" },
  tag,
  summary: "Judge and price items without a batch: nothing is kept or bought",
  description: "The items as `items` of a batch takes them, at most 200,000.",
  streams: itemFormats,
  bodyLimit: UPLOAD_LIMITS.maxDryRunBytes,
  answers: {
    200: { description: "What is wrong with them, what they would cost, how long they would take", schema: dryRunSchema },
    413: { description: "Too many items", schema: problemSchema },
    429: { description: "Too many uploads under way", schema: problemSchema },
    415: { description: "Another content type", schema: problemSchema },
  },
});
