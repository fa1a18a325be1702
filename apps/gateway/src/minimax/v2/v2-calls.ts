import { CONTEXT_IR_MODEL, type ModelName, modelsOf, REGENERATION_MODEL, wireOf } from "@hailuo-queue/contracts";

/** One of the calls of v2 that make something. */
export interface V2Call {
  readonly path: string;
  /** The provider names the first that is missing before it judges anything. */
  readonly required: readonly string[];
  /** Its models, by the provider's names. */
  readonly models: Readonly<Record<string, ModelName>>;
  /** Fields beside model, content and callback_url. */
  readonly takes: readonly string[];
  /** Why fields are left out that are known elsewhere in v2. */
  readonly ignores: Readonly<Record<string, string>>;
  /** Whether content may hold a video to be made again. */
  readonly remakes?: boolean;
}

/** Videos. */
export const GENERATION: V2Call = {
  path: "/v2/video_generation",
  required: ["model", "content", "resolution", "duration"],
  models: Object.fromEntries(
    modelsOf("v2")
      .filter((model) => wireOf(model).taskType === "generation")
      .map((model) => [model, model]),
  ),
  takes: ["resolution", "duration", "ratio", "aigc_watermark", "extra"],
  ignores: {},
};

const SAME = "the video keeps that of its source";

/** A finished video again, larger: by its task, or by itself with what it was made from. */
export const REGENERATION: V2Call = {
  path: "/v2/video_regeneration",
  required: ["model", "resolution"],
  models: { [wireOf(REGENERATION_MODEL).model]: REGENERATION_MODEL },
  takes: ["resolution", "aigc_watermark", "source_task_id"],
  // A length that a caller names must not set the price: what is not known is priced as the longest.
  ignores: { ratio: SAME, duration: SAME },
  remakes: true,
};

const NO_VIDEO = "this call makes a prompt and no video";

/** A prompt for a video, out of a prompt and its media. */
export const CONTEXT_IR: V2Call = {
  path: "/v2/h3_context_ir",
  required: ["model", "content", "duration"],
  models: { [wireOf(CONTEXT_IR_MODEL).model]: CONTEXT_IR_MODEL },
  takes: ["duration", "ratio"],
  ignores: { resolution: NO_VIDEO, aigc_watermark: NO_VIDEO, extra: NO_VIDEO },
};
