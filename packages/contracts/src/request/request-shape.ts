import { z } from "zod";
import { PROMPT_EXPANSION_MODES, RATIOS } from "../generation-request.ts";
import { DEFAULT_DURATION, DEFAULT_RESOLUTION, MODEL_NAMES, type ModelName, type ModelRule } from "../models.ts";
import { REQUEST_FIELDS, type RequestField } from "../request-fields.ts";
import { mediaReference, V1_IMAGE, V2_AUDIO, V2_IMAGE, V2_VIDEO } from "./media-reference.ts";

/** The shape of each field for a model; what goes together is judged by the rules. */
const FIELD_SHAPES: Readonly<Record<RequestField, (rule: ModelRule) => z.ZodType>> = {
  model: () => z.enum(MODEL_NAMES as [ModelName, ...ModelName[]]),
  prompt: () => z.string().optional(),
  image_url: (rule) => picture(rule).optional(),
  last_frame_image: (rule) => picture(rule).optional(),
  duration: ({ durations, defaults }) => z.literal([...durations]).default(defaults?.duration ?? DEFAULT_DURATION),
  resolution: ({ resolutions, defaults }) => z.enum(resolutions).default(defaults?.resolution ?? DEFAULT_RESOLUTION),
  enable_prompt_expansion: () => z.boolean().default(true),
  fast_pretreatment: () => z.boolean().optional(),
  aigc_watermark: () => z.boolean().optional(),
  subject_reference: (rule) => subject(rule).optional(),
  ratio: () => z.enum(RATIOS).optional(),
  reference_images: () => list(mediaReference(V2_IMAGE), 9),
  reference_videos: () => list(mediaReference(V2_VIDEO), 3),
  reference_audio: () => list(mediaReference(V2_AUDIO), 3),
  prompt_expansion_mode: () => z.enum(PROMPT_EXPANSION_MODES).optional(),
  template_id: () => z.string().regex(/^[\w-]{1,64}$/),
  media_inputs: (rule) => list(templateInput(picture(rule)), 20),
  source_task_id: () =>
    z
      .string("must be the id of a task")
      .regex(/^[\w-]{1,64}$/, "must be the id of a task")
      .optional(),
  base_video: () => mediaReference(V2_VIDEO).optional(),
  text_inputs: () => list(templateInput(z.string("must be a text").regex(/\S/, "must be a text")), 20),
};

const shapes = new Map<ModelRule, z.ZodType>();

/** Shape only, made once per model. */
export function shapeFor(rule: ModelRule): z.ZodType {
  const cached = shapes.get(rule);
  if (cached !== undefined) return cached;
  const fields = REQUEST_FIELDS.filter((field) => field === "model" || rule.fields.includes(field));
  const shape = z.strictObject(Object.fromEntries(fields.map((field) => [field, FIELD_SHAPES[field](rule)])));
  shapes.set(rule, shape);
  return shape;
}

function picture({ side }: ModelRule): z.ZodType<string> {
  return mediaReference(side === "v2" ? V2_IMAGE : V1_IMAGE);
}

/** One picture of one character. A URL alone stands for it. */
function subject(rule: ModelRule): z.ZodType {
  const wanted = 'must be the URL of one picture, or [{"type": "character", "image": ["URL"]}]';
  return z.preprocess(
    (given) => (typeof given === "string" ? [{ type: "character", image: [given] }] : given),
    z.tuple(
      [z.strictObject({ type: z.literal("character", wanted), image: z.tuple([picture(rule)], wanted) }, wanted)],
      wanted,
    ),
  );
}

function list(item: z.ZodType, most: number): z.ZodType {
  const wanted = `must be a list of 1 to ${most}`;
  return (
    z
      .unknown()
      // Before its items are judged: of a long list each would be told.
      .refine((given) => !Array.isArray(given) || (given.length >= 1 && given.length <= most), {
        error: wanted,
        abort: true,
      })
      .pipe(z.array(item, wanted))
      .optional()
  );
}

/** `{"value": …}` on the wire; the value alone stands for it. */
function templateInput(value: z.ZodType): z.ZodType {
  const wanted = 'must be a text, or {"value": "a text"}';
  return z.preprocess(
    (given) => (typeof given === "string" ? { value: given } : given),
    z.strictObject({ value }, wanted),
  );
}
