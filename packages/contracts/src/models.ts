import type { RequestField } from "./request-fields.ts";

/** What each model accepts. Source: the provider's model tables; sizes are upper case on the wire. */

/** Every resolution that some model makes; upper case, as on the wire. */
export const RESOLUTIONS = ["480P", "512P", "768P", "1080P", "2K"] as const;
/** See RESOLUTIONS. */
export type Resolution = (typeof RESOLUTIONS)[number];

/**
 * What the video is made from: text alone, a first frame, a first and a last frame, a subject's picture, references
 * (images, videos, audio), a template with its inputs, or a video that is made again.
 */
export const MODES = ["text", "image", "first-last-frame", "subject", "reference", "template", "regeneration"] as const;
/** See MODES. */
export type GenerationMode = (typeof MODES)[number];

/** The generations of the provider's API, each with paths, field names and limits of its own. */
export const API_SIDES = ["v1", "v2", "agent"] as const;
/** See API_SIDES. */
export type ApiSide = (typeof API_SIDES)[number];

/**
 * Which lengths in seconds each resolution allows; what is missing is not offered. Empty: the model has one size, and
 * no field for it.
 */
export type Sizes = Partial<Record<Resolution, readonly number[]>>;

/** What one model accepts. */
export interface ModelRule {
  readonly side: ApiSide;
  /** A mode that is missing is not offered. */
  readonly modes: Partial<Record<GenerationMode, Sizes>>;
  /** What a request may hold beside `model`. */
  readonly fields: readonly RequestField[];
  /** The provider's limit, in characters. */
  readonly maxPromptCharacters: number;
  /** Whether a prompt is also needed beside pictures. */
  readonly promptAlways: boolean;
  /** What `duration` (seconds) and `resolution` may be at all; what goes together stands in `modes`. */
  readonly durations: readonly number[];
  readonly resolutions: readonly Resolution[];
  /** Taken where a request names none; default 6 s and 768P. */
  readonly defaults?: { readonly duration?: number; readonly resolution?: Resolution };
  /**
   * What the provider's API calls it, and its word for such a task, where its name here is ours: a path of its own
   * there.
   */
  readonly wire?: { readonly model: string; readonly taskType: string };
  /** `prompt`: a text for a request to come, which is stored in place of a video. Default `video`. */
  readonly makes?: "prompt";
}

/** The provider's limit of the v1 API, in characters. */
export const MAX_PROMPT_CHARACTERS = 2000;

const v1 = { side: "v1", maxPromptCharacters: MAX_PROMPT_CHARACTERS, promptAlways: false } as const;

const commonSizes = { "768P": [6, 10], "1080P": [6] } as const;
const hailuo = {
  ...v1,
  fields: [
    "prompt",
    "image_url",
    "duration",
    "resolution",
    "enable_prompt_expansion",
    "fast_pretreatment",
    "aigc_watermark",
  ],
  durations: [6, 10],
  resolutions: ["512P", "768P", "1080P"],
} as const;

/** Their videos have one size (720P, 6 s), and they refuse requests that name it. */
const firstSeries = { ...v1, durations: [], resolutions: [] } as const;
const fromText = {
  ...firstSeries,
  modes: { text: {} },
  fields: ["prompt", "enable_prompt_expansion", "aigc_watermark"],
} as const;
const fromImage = {
  ...firstSeries,
  modes: { image: {} },
  fields: ["prompt", "image_url", "enable_prompt_expansion", "aigc_watermark"],
} as const;

/** The older name of the first series, for text and for a first frame; live v1 still takes it. */
const video01 = { ...fromImage, modes: { text: {}, image: {} } } as const;

const H3_FIELDS = [
  "prompt",
  "image_url",
  "last_frame_image",
  "duration",
  "resolution",
  "aigc_watermark",
  "ratio",
  "reference_images",
  "reference_videos",
  "reference_audio",
] as const;

function h3(resolutions: readonly Resolution[], shortest: number, fields: readonly RequestField[]): ModelRule {
  const durations = Array.from({ length: 16 - shortest }, (_, index) => shortest + index);
  const sizes: Sizes = Object.fromEntries(resolutions.map((resolution) => [resolution, durations]));
  return {
    side: "v2",
    modes: { text: sizes, image: sizes, "first-last-frame": sizes, reference: sizes },
    fields,
    maxPromptCharacters: 7000,
    promptAlways: true,
    durations,
    resolutions,
  };
}

/**
 * Makes a video of MiniMax-H3 again, larger. What the provider takes is documented for 768P to 2K alone. `duration` is
 * that of the source, for the price: it is not sent, and the longest is reckoned with where it is not told.
 */
export const REGENERATION_MODEL = "MiniMax-H3-Regeneration";
const H3_SECONDS = Array.from({ length: 12 }, (_, index) => 4 + index);
const LONGEST_H3_SECONDS = 15;

/** Writes a prompt for MiniMax-H3 out of a prompt and its media. */
export const CONTEXT_IR_MODEL = "MiniMax-H3-Context-IR";
const irSizes: Sizes = {};

/**
 * The name under which generations from a template are counted, priced and admitted; the provider's API has no model
 * there.
 */
export const TEMPLATE_MODEL = "video-agent";

const RULES = {
  "MiniMax-Hailuo-2.3": { ...hailuo, modes: { text: commonSizes, image: commonSizes } },
  "MiniMax-Hailuo-2.3-Fast": { ...hailuo, modes: { image: commonSizes } },
  "MiniMax-Hailuo-02": {
    ...hailuo,
    fields: [...hailuo.fields, "last_frame_image"],
    modes: {
      text: commonSizes,
      image: { "512P": [6, 10], ...commonSizes },
      "first-last-frame": commonSizes,
    },
  },
  "MiniMax-H3": h3(["768P", "2K"], 4, H3_FIELDS),
  "MiniMax-H3-Max": h3(["480P", "768P"], 5, [...H3_FIELDS, "prompt_expansion_mode"]),
  [REGENERATION_MODEL]: {
    side: "v2",
    modes: { regeneration: { "2K": H3_SECONDS } },
    fields: [...H3_FIELDS.filter((field) => field !== "ratio"), "source_task_id", "base_video"],
    maxPromptCharacters: 7000,
    promptAlways: false,
    durations: H3_SECONDS,
    resolutions: ["2K"],
    defaults: { duration: LONGEST_H3_SECONDS, resolution: "2K" },
    wire: { model: "MiniMax-H3", taskType: "regeneration" },
  },
  [CONTEXT_IR_MODEL]: {
    side: "v2",
    modes: { text: irSizes, image: irSizes, "first-last-frame": irSizes, reference: irSizes },
    fields: H3_FIELDS.filter((field) => field !== "resolution" && field !== "aigc_watermark"),
    maxPromptCharacters: 7000,
    promptAlways: true,
    durations: H3_SECONDS,
    resolutions: [],
    wire: { model: "MiniMax-H3", taskType: "h3_context_ir" },
    makes: "prompt",
  },
  "T2V-01": fromText,
  "T2V-01-Director": fromText,
  "I2V-01": fromImage,
  "I2V-01-Director": fromImage,
  "I2V-01-live": fromImage,
  "video-01": video01,
  "S2V-01": {
    ...firstSeries,
    modes: { subject: {} },
    fields: ["prompt", "subject_reference", "enable_prompt_expansion", "aigc_watermark"],
  },
  [TEMPLATE_MODEL]: {
    ...firstSeries,
    side: "agent",
    modes: { template: {} },
    fields: ["template_id", "media_inputs", "text_inputs"],
  },
} as const satisfies Record<string, ModelRule>;

/** A model as requests name it. */
export type ModelName = keyof typeof RULES;
/** Every known model. Source: the provider's model tables. */
export const MODELS: Readonly<Record<ModelName, ModelRule>> = RULES;
/** The names of all models, in the order of the documentation. */
export const MODEL_NAMES = Object.keys(MODELS) as readonly ModelName[];

/** Of a request that names none, for models that have a choice. */
export const DEFAULT_RESOLUTION: Resolution = "768P";
/** Seconds. */
export const DEFAULT_DURATION = 6;

/** What the provider's API calls a model, and the tasks of it. */
export function wireOf(model: string): { readonly model: string; readonly taskType: string } {
  const rule = Object.hasOwn(MODELS, model) ? MODELS[model as ModelName] : undefined;
  return rule?.wire ?? { model, taskType: "generation" };
}

/** Whether what is stored of it is a text and no video. */
export function makesPrompt(model: string): boolean {
  return Object.hasOwn(MODELS, model) && MODELS[model as ModelName].makes === "prompt";
}

/** The models of one generation of the API. */
export function modelsOf(side: ApiSide): readonly ModelName[] {
  return MODEL_NAMES.filter((name) => MODELS[name].side === side);
}
