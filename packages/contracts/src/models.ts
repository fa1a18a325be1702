/** What each model accepts. Source: the provider's model tables (v1 API); sizes are upper case on the wire. */

export const RESOLUTIONS = ["512P", "768P", "1080P"] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Seconds of video. */
export const DURATIONS = [6, 10] as const;
export type DurationSeconds = (typeof DURATIONS)[number];

/** How the picture starts: from text alone, from a first frame, or between a first and a last frame. */
export const MODES = ["text", "image", "first-last-frame"] as const;
export type GenerationMode = (typeof MODES)[number];

export interface ModelRule {
  /** Per mode, which durations each resolution allows. A mode or resolution that is missing is not offered. */
  readonly modes: Partial<Record<GenerationMode, Partial<Record<Resolution, readonly DurationSeconds[]>>>>;
}

const commonSizes = { "768P": [6, 10], "1080P": [6] } as const;

export const MODELS = {
  "MiniMax-Hailuo-2.3": { modes: { text: commonSizes, image: commonSizes } },
  "MiniMax-Hailuo-2.3-Fast": { modes: { image: commonSizes } },
  "MiniMax-Hailuo-02": {
    modes: {
      text: commonSizes,
      image: { "512P": [6, 10], ...commonSizes },
      "first-last-frame": commonSizes,
    },
  },
} as const satisfies Record<string, ModelRule>;

export type ModelName = keyof typeof MODELS;
export const MODEL_NAMES = Object.keys(MODELS) as readonly ModelName[];

export const DEFAULT_RESOLUTION: Resolution = "768P";
export const DEFAULT_DURATION: DurationSeconds = 6;
/** The provider's limit, in characters. */
export const MAX_PROMPT_CHARACTERS = 2000;
/** An image has to be smaller than this ("20 MB"); it counts as bytes of the picture, not of its base64 text. */
export const IMAGE_BYTES_LIMIT = 20 * 1024 * 1024;
