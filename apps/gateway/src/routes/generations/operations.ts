import { MEDIA_BODY_BYTES } from "@hailuo-queue/contracts";
import { UPSCALE_RESOLUTIONS, UPSCALE_SOURCES } from "@hailuo-queue/producer";
import { z } from "zod";
import { problemSchema } from "../../http/problem.ts";
import { ONCE_HEADERS, RESEND_WORDS } from "../../http/resend-words.ts";
import { defineOperation } from "../../http/route.ts";
import { notFoundAnswer } from "../../views/answers.ts";
import { explanationSchema } from "../../views/explanation.ts";
import {
  customIdField,
  eventsFilterField,
  idParams,
  pageQuery,
  plainName,
  priorityField,
  stateField,
  switchField,
  webhookField,
} from "../../views/fields.ts";
import { generationPageSchema, generationSchema } from "../../views/generation.ts";
import { requestFields } from "../../views/request-fields.ts";

const newGeneration = z
  .looseObject({
    ...requestFields,
    custom_id: customIdField
      .optional()
      .describe("your own name for it, unique among your single generations; it names the file"),
    priority: priorityField,
    webhook: webhookField.describe("URL to notify when it ends or needs attention, or of the states in events_filter"),
    events_filter: eventsFilterField,
    reuse: z
      .boolean()
      .optional()
      .describe("whether to return a finished generation of yours with an identical request instead"),
  })
  .meta({
    id: "NewGeneration",
    description:
      "A generation request, and how to handle it. Which fields and values may be combined depends on the model.",
    // Unknown fields are refused too, by a sentence that knows the nearest name.
    additionalProperties: false,
  });

const editBody = z.looseObject(requestFields).meta({
  id: "GenerationEdit",
  description:
    "Fields of the request that are to be other ones; null takes one away. Those that are not named stay as they are.",
  additionalProperties: false,
});
const upscaleBody = z.strictObject({
  resolution: z.enum(UPSCALE_RESOLUTIONS).default("2K"),
  from: z
    .enum(UPSCALE_SOURCES)
    .default("video")
    .describe(
      "make it from the stored video with its prompt and media, or from its task, which MiniMax allows for some accounts only",
    ),
});
const retryBody = z
  .strictObject({
    rebuy: z.boolean().default(false).describe("whether one without a video may be bought again"),
    force: z
      .boolean()
      .optional()
      .describe("with rebuy: buy it although its video may still be downloaded, or its task asked for"),
  })
  .refine(({ rebuy, force }) => rebuy || force === undefined, { path: ["force"], error: "is for rebuy only" });

export const create = defineOperation({
  audit: "generation.create",
  tag: "Generations",
  summary: "Enqueue one generation",
  description:
    "Sending it again with the same Idempotency-Key (or custom_id) and the same body returns the original; another body is answered 409. `Prefer: wait=30` delays the answer until the generation has ended, by at most 60 s.",
  headers: {
    "Idempotency-Key": "any text of at most 255 characters; makes it safe to send the request again",
    "Hailuo-Resend": RESEND_WORDS,
    Prefer: "wait=<seconds>: delay the answer until it has ended",
  },
  body: newGeneration,
  bodyLimit: MEDIA_BODY_BYTES,
  media: true,
  resends: { namedBy: "custom_id" },
  answers: {
    201: { description: "Enqueued", schema: generationSchema },
    200: { description: "It was there before", schema: generationSchema },
    400: { description: "What is wrong, field by field", schema: problemSchema },
    409: { description: "The key or custom_id was used for another request", schema: problemSchema },
    413: { description: "Too large", schema: problemSchema },
    422: {
      description: "JSON that is nested too deeply, holds too much, or names something twice",
      schema: problemSchema,
    },
    429: { description: "Too many requests, unfinished generations or kept bytes", schema: problemSchema },
  },
});

export const list = defineOperation({
  tag: "Generations",
  summary: "List generations, by batch: the newest batch first, each in its order",
  query: pageQuery.extend({
    batch: plainName.optional(),
    state: stateField,
    warnings: switchField.describe("only those whose video differs from what was bought"),
    where: z
      .string()
      .max(2000)
      .optional()
      .describe(
        "only those that meet these conditions (`code=video_flagged ended<1h`), or have these words in prompt, custom_id, id, task or batch; a page may be short, or empty, before the last",
      ),
  }),
  answers: { 200: { description: "A page", schema: generationPageSchema } },
});

export const get = defineOperation({
  tag: "Generations",
  summary: "One generation",
  params: idParams,
  answers: { 200: { description: "As it is now", schema: generationSchema }, ...notFoundAnswer },
});

export const explain = defineOperation({
  tag: "Generations",
  summary: "Explain what it waits for, why, and about how long",
  params: idParams,
  answers: { 200: { description: "One sentence, and a stable code", schema: explanationSchema }, ...notFoundAnswer },
});

export const cancel = defineOperation({
  audit: "generation.cancel",
  tag: "Generations",
  summary: "Cancel it",
  description:
    "A queued generation ends immediately. One that the provider works on becomes `cancelling`, and its video is not stored. One that has ended does not change.",
  params: idParams,
  answers: { 200: { description: "As it is now", schema: generationSchema }, ...notFoundAnswer },
});

export const edit = defineOperation({
  audit: "generation.edit",
  tag: "Generations",
  summary: "Change its request and make it again",
  description:
    "What waits is changed where it is. What has ended is made again as its next take, and buys it: the video before is kept, and named in `earlier_takes`. One that may be under way at the provider is not changed: wait for its end, or cancel it.",
  params: idParams,
  body: editBody,
  once: true,
  headers: ONCE_HEADERS,
  bodyLimit: MEDIA_BODY_BYTES,
  media: true,
  answers: {
    200: { description: "As it is now; also where it is of this very request already", schema: generationSchema },
    400: { description: "What is wrong, field by field", schema: problemSchema },
    409: { description: "It may be under way, or has all the takes that are kept", schema: problemSchema },
    413: { description: "Too large", schema: problemSchema },
    422: {
      description: "JSON that is nested too deeply, holds too much, or names something twice",
      schema: problemSchema,
    },
    429: { description: "Too many requests, unfinished generations or kept bytes", schema: problemSchema },
    ...notFoundAnswer,
  },
});

export const retry = defineOperation({
  audit: "generation.retry",
  tag: "Generations",
  summary: "Run the failed stage of a generation again",
  description:
    "A failed download is tried again, and a task that was lost sight of is asked for again: neither is bought, with `rebuy` either. A generation that failed before it had a video must be bought again, which happens only with `rebuy`. The answer's state says which of them it was: `downloading`, `generating` or `queued`.",
  params: idParams,
  body: retryBody,
  once: true,
  headers: ONCE_HEADERS,
  answers: {
    200: { description: "As it is now", schema: generationSchema },
    409: {
      description:
        "It has not failed, must be bought again, or has changed meanwhile (`not_retried`); or the Idempotency-Key was used for another request, or its request is still being carried out",
      schema: problemSchema,
    },
    ...notFoundAnswer,
  },
});

export const upscale = defineOperation({
  audit: "generation.create",
  tag: "Generations",
  summary: "Make its video again in a higher resolution",
  description:
    "Enqueues a generation of MiniMax-H3-Regeneration from a finished one of MiniMax-H3 in 768P, and buys it. Repeating the request returns the same generation.",
  params: idParams,
  body: upscaleBody,
  answers: {
    201: { description: "Enqueued", schema: generationSchema },
    200: { description: "It was there before", schema: generationSchema },
    409: { description: "No larger video can be made of it, or its video is not in storage", schema: problemSchema },
    429: { description: "Too many requests, unfinished generations or kept bytes", schema: problemSchema },
    ...notFoundAnswer,
  },
});
