import { z } from "zod";
import { V2_STATUSES } from "../minimax/v2/show-v2-task.ts";

/** What the document of a door says of one route. */
export interface DoorDoc {
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: { readonly schema: z.ZodType; readonly example: unknown };
  /** What is answered where all went well. */
  readonly answer: z.ZodType;
  readonly example?: unknown;
  /** Default JSON. */
  readonly contentType?: string;
}

const TASK = "217658170123456";
const LINK =
  "https://video.example.com/api/v1/videos/gen_01a22ce50d467537a9a0da76431a5489?Expires=1795941340&Signature=k1";
const BASE = { status_code: 0, status_msg: "success" } as const;

const base = z
  .object({ status_code: z.int(), status_msg: z.string() })
  .meta({ id: "BaseResp", description: "0 where all went well; else MiniMax's code, and what is wrong" });
const created = z.object({ task_id: z.string(), base_resp: base }).meta({ id: "CreatedTask" });
const createdV2 = z.object({ task_id: z.string() }).meta({ id: "CreatedV2Task" });
const liveTask = z
  .object({
    task_id: z.string(),
    status: z.enum(["Preparing", "Queueing", "Processing", "Success", "Fail"]),
    file_id: z.string().describe("empty until it has succeeded"),
    video_width: z.int().optional(),
    video_height: z.int().optional(),
    base_resp: base,
  })
  .meta({ id: "Task" });
const templateTask = z
  .object({
    task_id: z.string(),
    status: z.enum(["Preparing", "Processing", "Success", "Fail"]),
    video_url: z.string(),
    base_resp: base,
  })
  .meta({ id: "TemplateTask" });
const documentedTask = z
  .object({
    task_id: z.string(),
    status: z.enum(["pending", "processing", "succeeded", "failed"]),
    file_id: z.string().optional(),
    error: z.string().optional(),
  })
  .meta({ id: "DocumentedTask" });
const documentedFile = z
  .object({ file_id: z.string(), download_url: z.string(), created_at: z.int() })
  .meta({ id: "DocumentedFile" });
const file = z
  .object({
    file_id: z.int(),
    bytes: z.int(),
    created_at: z.int().describe("Unix seconds"),
    filename: z.string(),
    purpose: z.enum(["video_generation", "video_generation_input"]),
    download_url: z.string().optional().describe("of a video, where one is asked for: good for an hour, without a key"),
  })
  .meta({ id: "File" });
const v2Task = z
  .object({
    id: z.string(),
    model: z.string(),
    status: z.enum(V2_STATUSES),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    created_at: z.int(),
    updated_at: z.int(),
    content: z
      .union([z.object({ url: z.string() }), z.object({ prompt: z.string() })])
      .optional()
      .describe("what was made: a link to a video, or a prompt"),
    resolution: z.string().optional(),
    duration: z.int().optional(),
    ratio: z.string(),
    usage: z.record(z.string(), z.number()),
    task_type: z.enum(["generation", "regeneration", "h3_context_ir"]),
    modality: z.enum(["video", "text"]),
  })
  .meta({ id: "V2Task" });

const request = z
  .looseObject({
    model: z.string(),
    prompt: z.string().optional(),
    first_frame_image: z.string().optional().describe("a URL, a data URL, base64, or the id of an input"),
    last_frame_image: z.string().optional(),
    subject_reference: z
      .array(z.object({ type: z.string().optional(), image: z.union([z.string(), z.array(z.string())]) }))
      .optional(),
    duration: z.int().optional(),
    resolution: z.string().optional(),
    prompt_optimizer: z.boolean().optional(),
    fast_pretreatment: z.boolean().optional(),
    aigc_watermark: z.boolean().optional(),
    callback_url: z.string().optional().describe("echoes a challenge, and is told of the end"),
  })
  .meta({ id: "Request" });
const documentedRequest = z
  .looseObject({
    model: z.string(),
    prompt: z.string().optional(),
    image_url: z.string().optional(),
    duration: z.int().optional(),
    resolution: z.string().optional(),
    enable_prompt_expansion: z.boolean().optional(),
  })
  .meta({ id: "DocumentedRequest" });
const media = z.object({ value: z.string() });
const template = z
  .looseObject({
    template_id: z.string(),
    media_inputs: z.array(media).optional(),
    text_inputs: z.array(media).optional(),
    callback_url: z.string().optional(),
  })
  .meta({ id: "TemplateRequest" });
const place = z.object({ url: z.string() }).optional();
const item = z
  .object({
    type: z.enum(["text", "image_url", "video_url", "audio_url"]),
    text: z.string().optional(),
    image_url: place,
    video_url: place,
    audio_url: place,
    role: z
      .string()
      .optional()
      .describe(
        "first_frame, last_frame, reference_image, reference_video, reference_audio; base_video of one to be made again",
      ),
  })
  .meta({ id: "ContentItem" });
const v2 = { model: z.string(), callback_url: z.string().optional() };
const v2Request = z
  .looseObject({
    ...v2,
    content: z.array(item),
    resolution: z.string(),
    duration: z.int(),
    ratio: z.string().optional(),
    extra: z.object({ prompt_expansion_mode: z.string() }).optional(),
    aigc_watermark: z.boolean().optional(),
  })
  .meta({ id: "V2Request" });
const remake = z
  .looseObject({
    ...v2,
    source_task_id: z.string().optional(),
    content: z.array(item).optional(),
    resolution: z.enum(["2K"]),
    duration: z.int().optional(),
  })
  .meta({ id: "V2Regeneration", description: "source_task_id, or content with one base_video." });
const prompt = z
  .looseObject({ ...v2, content: z.array(item), duration: z.int(), ratio: z.string().optional() })
  .meta({ id: "V2PromptRequest" });

const TEXT = { type: "text", text: "A lighthouse in a storm" } as const;
const V1_BODY = { model: "MiniMax-Hailuo-2.3", prompt: TEXT.text, duration: 6, resolution: "768P" };
const V2_BODY = { model: "MiniMax-H3", content: [TEXT], resolution: "768P", duration: 5, ratio: "16:9" };
const TASK_DONE = {
  task_id: TASK,
  status: "Success",
  file_id: TASK,
  video_width: 1366,
  video_height: 768,
  base_resp: BASE,
};
const VIDEO_FILE = {
  file_id: Number(TASK),
  bytes: 1_234_567,
  created_at: 1_795_937_940,
  filename: "output_aigc.mp4",
  purpose: "video_generation",
};
const INPUT_FILE = {
  file_id: 717_658_170_123_456,
  bytes: 48_213,
  created_at: 1_795_937_940,
  filename: "sha256-3f5ac8c9.png",
  purpose: "video_generation_input",
};
const V2_DONE = {
  id: TASK,
  model: "MiniMax-H3",
  status: "succeeded",
  created_at: 1_795_937_940,
  updated_at: 1_795_938_040,
  content: { url: LINK },
  resolution: "768P",
  duration: 5,
  ratio: "16:9",
  usage: { output_seconds: 5, input_seconds: 0, total_seconds: 5, input_image_count: 0 },
  task_type: "generation",
  modality: "video",
};

const live = { tag: "v1" } as const;
const documented = { tag: "documented" } as const;
const newer = { tag: "v2" } as const;
const files = { tag: "Files" } as const;
const MADE = { task_id: TASK, base_resp: BASE };
const documentedOne = {
  ...documented,
  answer: documentedTask,
  example: { task_id: TASK, status: "succeeded", file_id: TASK },
} as const;
const documentedFileDoc = {
  ...documented,
  summary: "Get the link to a video",
  answer: documentedFile,
  example: { file_id: TASK, download_url: LINK, created_at: 1_795_937_940 },
} as const;
const v2Created = { ...newer, answer: createdV2, example: { task_id: TASK } } as const;

/** By method and path of the table. */
export const MINIMAX_DOCS: Readonly<Record<string, DoorDoc>> = {
  "POST /minimax/v1/video_generation": {
    ...live,
    summary: "Create a video",
    description: "A refusal comes in `base_resp` of a 200, as from MiniMax.",
    body: { schema: request, example: V1_BODY },
    answer: created,
    example: MADE,
  },
  "GET /minimax/v1/query/video_generation": {
    ...live,
    summary: "Look at a task",
    answer: liveTask,
    example: TASK_DONE,
  },
  "POST /minimax/v1/video_template_generation": {
    ...live,
    summary: "Create a video from a template",
    body: {
      schema: template,
      example: { template_id: "393881433990066176", media_inputs: [{ value: "https://example.com/a.png" }] },
    },
    answer: created,
    example: MADE,
  },
  "GET /minimax/v1/query/video_template_generation": {
    ...live,
    summary: "Look at a task of a template",
    answer: templateTask,
    example: { task_id: TASK, status: "Success", video_url: LINK, base_resp: BASE },
  },
  "GET /minimax/v1/files/retrieve": {
    ...files,
    summary: "Get the link to a video, or what is known of an input",
    answer: z.object({ file, base_resp: base }),
    example: { file: { ...VIDEO_FILE, download_url: LINK }, base_resp: BASE },
  },
  "GET /minimax/v1/files/retrieve_content": {
    ...files,
    summary: "Download a video with the key",
    answer: z.string(),
    contentType: "video/mp4",
  },
  "GET /minimax/v1/files/list": {
    ...files,
    summary: "List videos and inputs, the newest first",
    answer: z.object({ files: z.array(file), base_resp: base }),
    example: { files: [VIDEO_FILE, INPUT_FILE], base_resp: BASE },
  },
  "POST /minimax/v1/files/upload": {
    ...files,
    summary: "Upload an input",
    description: "A form with one `file`; `mm_file://ID` names it in requests of v2.",
    answer: z.object({ file, base_resp: base }),
    example: { file: INPUT_FILE, base_resp: BASE },
  },
  "POST /minimax/v1/files/delete": {
    ...files,
    summary: "Delete an input",
    body: { schema: z.object({ file_id: z.union([z.string(), z.int()]) }), example: { file_id: INPUT_FILE.file_id } },
    answer: z.object({ file_id: z.int(), base_resp: base }),
    example: { file_id: INPUT_FILE.file_id, base_resp: BASE },
  },
  "GET /minimax/account/query_balance": {
    tag: "Account",
    summary: "See what is left of the tenant's budget",
    answer: z.looseObject({ available_amount: z.string(), base_resp: base }).meta({ id: "Balance" }),
    example: { available_amount: "41.20", base_resp: BASE },
  },
  "GET /minimax/v1/token_plan/remains": {
    tag: "Account",
    summary: "See the same as a plan, in US cents",
    answer: z
      .looseObject({ model_remains: z.array(z.looseObject({ model_name: z.string() })), base_resp: base })
      .meta({ id: "Remains" }),
    example: { model_remains: [{ model_name: "video" }], base_resp: BASE },
  },
  "GET /minimax/v1/video_generation/:id": { ...documentedOne, summary: "Look at a task" },
  "GET /minimax/v1/files/:id": documentedFileDoc,
  "POST /minimax/v3/async/minimax-video-01": {
    ...documented,
    summary: "Create a video",
    body: { schema: documentedRequest, example: { model: "MiniMax-Hailuo-2.3", prompt: TEXT.text } },
    answer: created,
    example: MADE,
  },
  "GET /minimax/v3/async/minimax-video-01/:id": { ...documentedOne, summary: "Look at a task by its older path" },
  "GET /minimax/v3/files/:id": { ...documentedFileDoc, summary: "Get the link to a video by its older path" },
  "POST /minimax/v2/video_generation": {
    ...v2Created,
    summary: "Create a video",
    body: { schema: v2Request, example: V2_BODY },
  },
  "POST /minimax/v2/video_regeneration": {
    ...v2Created,
    summary: "Make a finished video of MiniMax-H3 again in 2K",
    body: { schema: remake, example: { model: "MiniMax-H3", source_task_id: TASK, resolution: "2K" } },
  },
  "POST /minimax/v2/h3_context_ir": {
    ...v2Created,
    summary: "Let MiniMax write a prompt",
    description: "The task's `content` has it as `prompt`.",
    body: { schema: prompt, example: { model: "MiniMax-H3", content: [TEXT], duration: 8, ratio: "16:9" } },
  },
  "GET /minimax/v2/query/video_generation": {
    ...newer,
    summary: "List tasks of the last seven days, the newest first",
    answer: z.object({ items: z.array(v2Task), total: z.int() }),
    example: { items: [V2_DONE], total: 1 },
  },
  "GET /minimax/v2/query/video_generation/:id": {
    ...newer,
    summary: "Look at a task",
    answer: z.object({ task: v2Task }),
    example: { task: V2_DONE },
  },
  "DELETE /minimax/v2/video_generation/:id": {
    ...newer,
    summary: "Cancel a waiting task, or delete one that has ended",
    answer: z
      .object({ task_id: z.string(), action: z.enum(["cancelled", "deleted"]), status: z.string() })
      .meta({ id: "DeletedV2Task" }),
    example: { task_id: TASK, action: "cancelled", status: "cancelled" },
  },
};

const refusal = z
  .union([
    z.object({ error: z.string().optional(), task_id: z.string().optional(), base_resp: base }),
    z.object({
      type: z.literal("error"),
      error: z.object({ type: z.string(), message: z.string(), http_code: z.string() }),
      request_id: z.string(),
    }),
  ])
  .meta({
    id: "Refusal",
    description: "In v1's shape, or in v2's under /v2. The live paths of v1 answer 200 with it.",
  });

/** Of the document itself. */
export const MINIMAX_FACTS = {
  title: "hailuo-queue: the MiniMax-compatible door",
  description:
    "MiniMax's video API over the queue: https URL of the gateway with /minimax, and a key of the queue. What differs from MiniMax: docs/minimax-door.md.",
  tags: [
    { name: "v2", description: "MiniMax's present API, for MiniMax-H3 and MiniMax-H3-Max." },
    { name: "v1", description: "For the Hailuo models, the 01 series and templates." },
    { name: "Files", description: "Videos that were made, and inputs that were uploaded." },
    { name: "Account", description: "What may still be spent." },
    { name: "documented", description: "Paths of older descriptions, with HTTP statuses." },
  ],
  refusal: { schema: refusal, contentType: "application/json" },
} as const;
