import { z } from "zod";
import type { DoorDoc } from "./minimax-docs.ts";

const ID = "gen_01a22ce50d467537a9a0da76431a5489";

const video = z
  .object({
    id: z.string(),
    object: z.literal("video"),
    model: z.string(),
    status: z.enum(["queued", "in_progress", "completed", "failed"]),
    progress: z.int().describe("counts stages: 0, 1, 10, 90, 100"),
    created_at: z.int(),
    completed_at: z.int().nullable(),
    expires_at: z.null(),
    seconds: z.string(),
    size: z.string(),
    prompt: z.string().nullable(),
    remixed_from_video_id: z.null(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: "Video" });
const model = z
  .object({ id: z.string(), object: z.literal("model"), created: z.int(), owned_by: z.string() })
  .meta({ id: "Model" });
const request = z
  .looseObject({
    model: z.string().describe("one of ours; there is no default"),
    prompt: z.string().optional(),
    seconds: z.union([z.string(), z.int()]).optional().describe("a length that the model makes; default 6"),
    size: z.string().optional().describe("a resolution (768P), or pixels that the model makes"),
    input_reference: z
      .union([z.string(), z.object({ image_url: z.string().optional(), file_id: z.string().optional() })])
      .optional()
      .describe("a URL, a data URL or an input; in a form, a file"),
  })
  .meta({ id: "VideoRequest" });

const VIDEO = {
  id: ID,
  object: "video",
  model: "MiniMax-Hailuo-2.3",
  status: "queued",
  progress: 0,
  created_at: 1_795_937_940,
  completed_at: null,
  expires_at: null,
  seconds: "6",
  size: "1366x768",
  prompt: "A lighthouse in a storm",
  remixed_from_video_id: null,
  error: null,
};
const MODEL = { id: "MiniMax-Hailuo-2.3", object: "model", created: 1_725_148_800, owned_by: "minimax" };
const videos = { tag: "Videos" } as const;
const models = { tag: "Models" } as const;

/** By method and path of the table. */
export const OPENAI_DOCS: Readonly<Record<string, DoorDoc>> = {
  "POST /openai/v1/videos": {
    ...videos,
    summary: "Create a video",
    description: "JSON, or a form whose file is `input_reference`.",
    body: {
      schema: request,
      example: { model: "MiniMax-Hailuo-2.3", prompt: VIDEO.prompt, seconds: "6", size: "768P" },
    },
    answer: video,
    example: VIDEO,
  },
  "GET /openai/v1/videos": {
    ...videos,
    summary: "List single videos",
    answer: z.object({
      object: z.literal("list"),
      data: z.array(video),
      first_id: z.string().nullable(),
      last_id: z.string().nullable(),
      has_more: z.boolean(),
    }),
    example: { object: "list", data: [VIDEO], first_id: ID, last_id: ID, has_more: false },
  },
  "GET /openai/v1/videos/:id": {
    ...videos,
    summary: "Look at a video",
    answer: video,
    example: { ...VIDEO, status: "in_progress", progress: 10 },
  },
  "GET /openai/v1/videos/:id/content": {
    ...videos,
    summary: "Download a video",
    answer: z.string(),
    contentType: "video/mp4",
  },
  "POST /openai/v1/videos/:id/remix": {
    ...videos,
    summary: "Is refused: no model of MiniMax remixes",
    body: { schema: z.looseObject({ prompt: z.string().optional() }), example: { prompt: "A lighthouse in a calm" } },
    answer: video,
    example: VIDEO,
  },
  "DELETE /openai/v1/videos/:id": {
    ...videos,
    summary: "Cancel a waiting video, or delete one that has ended",
    answer: z
      .object({ id: z.string(), object: z.literal("video.deleted"), deleted: z.boolean() })
      .meta({ id: "DeletedVideo" }),
    example: { id: ID, object: "video.deleted", deleted: true },
  },
  "GET /openai/v1/models": {
    ...models,
    summary: "List models that make videos",
    answer: z.object({ object: z.literal("list"), data: z.array(model) }),
    example: { object: "list", data: [MODEL] },
  },
  "GET /openai/v1/models/:id": { ...models, summary: "Look at a model", answer: model, example: MODEL },
};

/** Of the document itself. */
export const OPENAI_FACTS = {
  title: "hailuo-queue: the OpenAI-shaped door",
  description:
    "OpenAI's video API over the queue: the gateway's URL with /openai/v1, and a key of the queue. What differs from OpenAI: docs/openai-door.md.",
  tags: [
    { name: "Videos", description: "One video each: created, looked at, downloaded, deleted." },
    { name: "Models", description: "What makes videos." },
  ],
  refusal: {
    schema: z
      .object({
        error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string() }),
      })
      .meta({ id: "Refusal", description: "What is wrong, in OpenAI's shape" }),
    contentType: "application/json",
  },
} as const;
