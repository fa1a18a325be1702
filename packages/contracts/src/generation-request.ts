import type { GenerationMode, ModelName, Resolution } from "./models.ts";

/**
 * One wanted video, in the field names of the provider's documented API where it has them; complete: every default is
 * filled in, and a field that its model does not take is not there.
 */
export interface GenerationRequest {
  readonly model: ModelName;
  readonly prompt?: string;
  /** First frame: an http(s) URL or a data URL; for v2 also `mm_file://ID`. */
  readonly image_url?: string;
  /** Last frame. */
  readonly last_frame_image?: string;
  /** Seconds; default 6. Not there for models with one length. */
  readonly duration?: number;
  /** Default 768P, which is also what the provider takes when none is sent. Not there for models with one size. */
  readonly resolution?: Resolution;
  /** Whether the provider may rewrite the prompt; default true. v1 only. */
  readonly enable_prompt_expansion?: boolean;
  /** Shortens the rewriting; default false. The Hailuo models only. */
  readonly fast_pretreatment?: boolean;
  /** Marks the video as made by AI; default false. */
  readonly aigc_watermark?: boolean;
  /** S2V-01 only: one character by one picture. */
  readonly subject_reference?: readonly [SubjectReference];
  /** v2 only; default 16:9 from text alone, else adaptive: as the picture. */
  readonly ratio?: Ratio;
  /** v2 only: what the video should hold, at most 9, 3 and 3 and 12 together; not beside frames. */
  readonly reference_images?: readonly string[];
  readonly reference_videos?: readonly string[];
  /** Not alone. */
  readonly reference_audio?: readonly string[];
  /** MiniMax-H3-Max only; default balanced, at the provider. */
  readonly prompt_expansion_mode?: PromptExpansionMode;
  /** A template of the provider, which takes the place of a model's choice; see VIDEO_TEMPLATES. */
  readonly template_id?: string;
  readonly media_inputs?: readonly TemplateInput[];
  readonly text_inputs?: readonly TemplateInput[];
  /** MiniMax-H3-Regeneration: a finished 768P task of MiniMax-H3 of the same account and of the last seven days. */
  readonly source_task_id?: string;
  /** The same from its video, unchanged, beside the prompt and the media that it was made from. */
  readonly base_video?: string;
}

/** A picture of one character (S2V-01). */
export interface SubjectReference {
  readonly type: "character";
  readonly image: readonly [string];
}

/** One input of a provider's template. */
export interface TemplateInput {
  readonly value: string;
}

/** Aspect ratios that the H3 models accept. Source: the provider's v2 API. */
export const RATIOS = ["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"] as const;
/** See RATIOS. */
export type Ratio = (typeof RATIOS)[number];

/** How far MiniMax-H3-Max may rewrite a prompt. Source: the provider's v2 API. */
export const PROMPT_EXPANSION_MODES = ["disabled", "balanced", "quality"] as const;
/** See PROMPT_EXPANSION_MODES. */
export type PromptExpansionMode = (typeof PROMPT_EXPANSION_MODES)[number];

/** One reason why a request was refused: which field, what it was, what is allowed. */
export interface RequestFault {
  readonly field: string;
  readonly value: unknown;
  readonly message: string;
}

type MadeFrom =
  | "image_url"
  | "last_frame_image"
  | "subject_reference"
  | "reference_images"
  | "reference_videos"
  | "reference_audio"
  | "source_task_id"
  | "base_video"
  | "template_id";

/** What a request makes its video from, by the fields that it sets. */
export function modeOf(request: Pick<GenerationRequest, MadeFrom>): GenerationMode {
  if (request.template_id !== undefined) return "template";
  if (request.source_task_id !== undefined || request.base_video !== undefined) return "regeneration";
  return mediaModeOf(request);
}

/** The same whatever else a request names: by its frames and references. */
export function mediaModeOf(
  request: Pick<GenerationRequest, MadeFrom>,
): Exclude<GenerationMode, "template" | "regeneration"> {
  if (request.last_frame_image !== undefined) return "first-last-frame";
  if (request.image_url !== undefined) return "image";
  if (request.subject_reference !== undefined) return "subject";
  return [request.reference_images, request.reference_videos, request.reference_audio].some(
    (media) => media !== undefined,
  )
    ? "reference"
    : "text";
}

/** Every picture, video and sound that a request holds, as a URL: a data URL may have megabytes. */
export function mediaOf(request: Omit<GenerationRequest, "model">): readonly string[] {
  const {
    image_url,
    last_frame_image,
    subject_reference,
    reference_images = [],
    reference_videos = [],
    reference_audio = [],
  } = request;
  const { base_video } = request;
  const inputs = (request.media_inputs ?? []).map(({ value }) => value);
  const single = [image_url, last_frame_image, subject_reference?.[0].image[0], base_video].filter(
    (url) => url !== undefined,
  );
  return [...single, ...reference_images, ...reference_videos, ...reference_audio, ...inputs];
}

/**
 * Length as the provider counts it: Unicode code points. The documented limit is "2000 characters"; the provider's own
 * over-length refusals count one per code point (an emoji outside the basic plane is one, not the two UTF-16 units of
 * JavaScript's `length`), which is also how its Python and Go tools count.
 */
export function countCharacters(text: string): number {
  let pairs = 0;
  for (let at = 0; at + 1 < text.length; at += 1) {
    if ((text.charCodeAt(at) & 0xfc00) !== 0xd800 || (text.charCodeAt(at + 1) & 0xfc00) !== 0xdc00) continue;
    pairs += 1;
    at += 1;
  }
  return text.length - pairs;
}
