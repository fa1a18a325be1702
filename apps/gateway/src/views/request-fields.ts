import {
  DEFAULT_DURATION,
  MODEL_NAMES,
  PROMPT_EXPANSION_MODES,
  RATIOS,
  REQUEST_FIELDS,
  type RequestField,
  RESOLUTIONS,
} from "@hailuo-queue/contracts";
import { z } from "zod";

const MEDIA = "an http(s) URL, a data URL, the id of an input (`input://…`), or for MiniMax-H3 and -Max mm_file://ID";

/**
 * What the document says of each field. What a value may be depends on the model, and is judged by
 * parseGenerationRequest, which says it better.
 */
const TOLD: Readonly<Record<RequestField, z.core.GlobalMeta>> = {
  model: { type: "string", enum: MODEL_NAMES, description: "required, unless template_id is given" },
  prompt: {
    type: "string",
    description: "1 to 2000 characters, 7000 for MiniMax-H3 and -Max; optional with an image, if the model accepts one",
  },
  image_url: { type: "string", description: `first frame: ${MEDIA}` },
  last_frame_image: { type: "string", description: `last frame: ${MEDIA}; MiniMax-Hailuo-02, MiniMax-H3 and -Max` },
  duration: {
    type: "integer",
    description: `seconds; default ${DEFAULT_DURATION}. 6 or 10; MiniMax-H3 4 to 15, MiniMax-H3-Max 5 to 15; the 01 models take none`,
  },
  resolution: {
    type: "string",
    enum: RESOLUTIONS,
    description: "default 768P; the allowed values depend on model and duration",
  },
  enable_prompt_expansion: {
    type: "boolean",
    description: "whether the provider may rewrite the prompt; default true. Not for H3",
  },
  fast_pretreatment: { type: "boolean", description: "shortens the rewriting; Hailuo models, not with a last frame" },
  aigc_watermark: { type: "boolean", description: "marks the video as made by AI" },
  subject_reference: {
    description: "S2V-01: the URL of a picture of one character",
    anyOf: [
      { type: "string" },
      {
        type: "array",
        items: {
          type: "object",
          properties: {
            type: { type: "string", const: "character" },
            image: { type: "array", items: { type: "string" } },
          },
          required: ["type", "image"],
        },
      },
    ],
  },
  ratio: { type: "string", enum: RATIOS, description: "H3; default 16:9 for text, adaptive with pictures" },
  reference_images: listOf("H3: up to 9 pictures, not together with frames"),
  reference_videos: listOf("H3: up to 3 videos"),
  reference_audio: listOf("H3: up to 3 recordings"),
  prompt_expansion_mode: { type: "string", enum: PROMPT_EXPANSION_MODES, description: "MiniMax-H3-Max" },
  template_id: {
    type: "string",
    description: "a template of the provider instead of a model; a string, since a number would lose its last digits",
  },
  media_inputs: inputsOf("the template's pictures"),
  text_inputs: inputsOf("the template's texts"),
  source_task_id: {
    type: "string",
    description:
      "MiniMax-H3-Regeneration: a finished 768P task of MiniMax-H3, of the same account and the last seven days",
  },
  base_video: {
    type: "string",
    description:
      "MiniMax-H3-Regeneration: instead of source_task_id, the video itself, unchanged, with the prompt and the media that it was made from",
  },
};

function listOf(description: string): z.core.GlobalMeta {
  return { type: "array", items: { type: "string" }, description };
}

/** `{"value": …}`, or the value alone. */
function inputsOf(description: string): z.core.GlobalMeta {
  const value = { type: "object", properties: { value: { type: "string" } }, required: ["value"] };
  return { type: "array", items: { anyOf: [{ type: "string" }, value] }, description };
}

/** The fields of a generation request, in bodies and answers: told in the document, and taken as they come. */
export const requestFields: Readonly<Record<RequestField, z.ZodOptional<z.ZodUnknown>>> = Object.fromEntries(
  REQUEST_FIELDS.map((field) => [field, z.unknown().meta(TOLD[field]).optional()]),
) as Record<RequestField, z.ZodOptional<z.ZodUnknown>>;
