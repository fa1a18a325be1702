import { codePoints, sizeOf, type VideoRequest } from "./video-request.ts";

type Mode = "text-to-video" | "image-to-video" | "first-and-last-frame" | "subject-reference";
type Sizes = Readonly<Record<string, readonly number[]>>;

/** "fixed": the model takes neither duration nor resolution and makes 720P, 6 s. */
type ModelRules = Partial<Record<Mode, Sizes | "fixed">>;

const HAILUO_SIZES: Sizes = { "768P": [6, 10], "1080P": [6] };

/** What the three Hailuo models take. Source: the provider's tables of models, late 2025 to 2026. */
const HAILUO: Readonly<Record<string, ModelRules>> = {
  "MiniMax-Hailuo-2.3": { "text-to-video": HAILUO_SIZES, "image-to-video": HAILUO_SIZES },
  "MiniMax-Hailuo-2.3-Fast": { "image-to-video": HAILUO_SIZES },
  "MiniMax-Hailuo-02": {
    "text-to-video": HAILUO_SIZES,
    "image-to-video": { "512P": [6, 10], ...HAILUO_SIZES },
    "first-and-last-frame": HAILUO_SIZES,
  },
};

const OLDER: Readonly<Record<string, ModelRules>> = {
  "T2V-01": { "text-to-video": "fixed" },
  "T2V-01-Director": { "text-to-video": "fixed" },
  "I2V-01": { "image-to-video": "fixed" },
  "I2V-01-Director": { "image-to-video": "fixed" },
  "I2V-01-live": { "image-to-video": "fixed" },
  "video-01": { "text-to-video": "fixed", "image-to-video": "fixed" },
  "S2V-01": { "subject-reference": "fixed" },
};

export const MODEL_SETS = { hailuo: HAILUO, all: { ...HAILUO, ...OLDER } } as const;
export type ModelSet = keyof typeof MODEL_SETS;

export const MAX_PROMPT_CODE_POINTS = 2000;
const IMAGE = /^(https?:\/\/\S+|data:image\/[a-z+.-]+;base64,\S+)$/i;

/** Why the provider would not take the request, in its manner; undefined when it would. */
export function v1FaultOf(request: VideoRequest, models: ModelSet, promptRequired: boolean): string | undefined {
  const rules = (MODEL_SETS[models] as Readonly<Record<string, ModelRules>>)[request.model];
  if (rules === undefined) return `invalid params, model ${JSON.stringify(request.model)} is not supported`;
  const mode = modeOf(request);
  if (request.prompt === "" && (promptRequired || mode === "text-to-video")) return "invalid params, prompt is empty";
  const length = codePoints(request.prompt);
  if (length > MAX_PROMPT_CODE_POINTS)
    return `invalid params, prompt has ${length} characters, the limit is ${MAX_PROMPT_CODE_POINTS}`;
  for (const image of [request.firstFrame, request.lastFrame, request.subject]) {
    if (image !== undefined && !IMAGE.test(image.slice(0, 4096)))
      return "invalid params, an image is neither a URL nor a data URL";
  }
  if (request.fastPretreatment !== undefined && !(request.model in HAILUO)) {
    return `invalid params, model ${request.model} does not support fast_pretreatment`;
  }
  const sizes = rules[mode];
  if (sizes === undefined) return `invalid params, model ${request.model} does not support ${mode} mode`;
  if (sizes === "fixed") {
    const sent = request.duration !== undefined || request.resolution !== undefined;
    return sent ? `invalid params, model ${request.model} takes neither duration nor resolution` : undefined;
  }
  const { duration, resolution } = sizeOf(request);
  const durations = sizes[resolution];
  if (durations === undefined)
    return `invalid params, model ${request.model} does not support resolution ${resolution} in ${mode} mode`;
  if (!durations.includes(duration))
    return `invalid params, model ${request.model} does not support duration ${duration} at ${resolution}`;
  return undefined;
}

/** The mode follows from which images are there, not from a field. */
function modeOf(request: VideoRequest): Mode {
  if (request.subject !== undefined) return "subject-reference";
  if (request.lastFrame !== undefined) return "first-and-last-frame";
  return request.firstFrame === undefined ? "text-to-video" : "image-to-video";
}
