import { MEDIA_BODY_BYTES } from "@hailuo-queue/contracts";
import { z } from "zod";
import { defineOperation } from "../../http/route.ts";
import { V2_STATUSES } from "./show-v2-task.ts";
import { tellV2 } from "./tell-v2-problem.ts";

const base = {
  tag: "MiniMax",
  summary: "As MiniMax's v2 has it",
  answers: { 200: { description: "As MiniMax answers" } },
  tellProblem: tellV2,
} as const;
const one = { ...base, params: z.object({ id: z.string().max(100) }) } as const;

export const create = defineOperation({
  ...base,
  audit: "generation.create",
  body: z.record(z.string(), z.unknown()),
  bodyLimit: MEDIA_BODY_BYTES,
  media: true,
  anyJsonType: true,
  resends: {},
  headers: { "Idempotency-Key": "any text of at most 255 characters; makes it safe to send the request again" },
});

export const regenerate = defineOperation({
  ...create,
  summary: "Make a finished video of MiniMax-H3 again in 2K",
  description:
    "`source_task_id` is a task of yours at this door; or `content` has the video as `base_video`, with the text and media that it was made from.",
});

export const writePrompt = defineOperation({
  ...create,
  summary: "Let MiniMax write a prompt out of a prompt and its media",
  description: "The query has it as `content.prompt`.",
});

export const byId = defineOperation(one);

export const remove = defineOperation({ ...one, audit: "generation.delete" });

const TASK_TYPES = ["generation", "h3_context_ir", "regeneration"] as const;
const MOST_IDS = 100;
const MOST_ID_CHARACTERS = 20;

/** Both forms in which programs write several: repeated, and joined with commas. An empty one is none. */
const idsField = z
  .union([z.string().max(MOST_IDS * MOST_ID_CHARACTERS), z.array(z.string().max(MOST_IDS * MOST_ID_CHARACTERS))])
  .default("")
  .transform((given) =>
    [given]
      .flat()
      .flatMap((text) => text.split(","))
      .map((id) => id.trim())
      .filter((id) => id !== ""),
  )
  .refine((ids) => ids.length <= MOST_IDS, { error: `may name ${MOST_IDS} tasks` });

/** Not set is written as nothing by some. */
const given = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema);

export const list = defineOperation({
  ...base,
  query: z.object({
    page_num: given(z.coerce.number().int().min(1).max(1_000_000).default(1)),
    page_size: given(z.coerce.number().int().min(1).max(100).default(20)),
    "filter.status": given(z.enum(V2_STATUSES).optional()),
    "filter.task_ids": idsField,
    "filter.model": given(z.string().max(100).optional()),
    "filter.task_type": given(z.enum(TASK_TYPES).optional()),
  }),
  repeats: ["filter.task_ids"],
});
