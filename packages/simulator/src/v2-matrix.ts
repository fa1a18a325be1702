import { codePoints, type VideoRequest } from "./video-request.ts";

interface V2Rules {
  readonly resolutions: readonly string[];
  readonly shortest: number;
  readonly longest: number;
  readonly expansionModes: readonly string[];
}

/** Source: the provider's tables of models, autumn 2026. */
const MODELS: Readonly<Record<string, V2Rules>> = {
  "MiniMax-H3": { resolutions: ["768P", "2K"], shortest: 4, longest: 15, expansionModes: [] },
  "MiniMax-H3-Max": {
    resolutions: ["480P", "768P"],
    shortest: 5,
    longest: 15,
    expansionModes: ["disabled", "balanced", "quality"],
  },
};

const RATIOS = ["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"];
const MOST = { prompt: 7000, images: 9, videos: 3, audio: 3, files: 12 } as const;

/**
 * Why the provider would not take the request, in its manner; undefined when it would. It looks at shapes only: bad
 * media fail later.
 */
export function v2FaultOf(request: VideoRequest): string | undefined {
  const rules = MODELS[request.model];
  if (request.baseVideo !== undefined) return "invalid params, role base_video is not supported";
  if (rules === undefined) return `invalid params, model ${request.model} is not supported on /v2/video_generation`;
  return sizeFault(request, rules) ?? promptFault(request) ?? mediaFault(request) ?? ratioFault(request);
}

/** The same of a video again: of MiniMax-H3 alone, and in 2K alone. Whether its source is there, the books tell. */
export function regenerationFaultOf(request: VideoRequest): string | undefined {
  const { model, resolution = "", sourceTaskId, baseVideo } = request;
  if (model !== "MiniMax-H3") return `invalid params, model ${model} is not supported on /v2/video_regeneration`;
  if (resolution !== "2K") return `invalid params, resolution ${resolution} is not supported, it must be 2K`;
  if ((sourceTaskId === undefined) === (baseVideo === undefined))
    return "invalid params, source_task_id and content with one base_video exclude each other, and one is required";
  return sourceTaskId === undefined ? (promptFault(request) ?? mediaFault(request)) : undefined;
}

/** The same of a prompt. */
export function contextIrFaultOf(request: VideoRequest): string | undefined {
  const { model, duration = 0 } = request;
  if (model !== "MiniMax-H3") return `invalid params, model ${model} is not supported on /v2/h3_context_ir`;
  if (duration < 4 || duration > 15) return `invalid params, duration ${duration} must be between 4 and 15`;
  return promptFault(request) ?? mediaFault(request) ?? ratioFault(request);
}

function sizeFault(
  { model, duration = 0, resolution = "", expansionMode }: VideoRequest,
  rules: V2Rules,
): string | undefined {
  if (!rules.resolutions.includes(resolution))
    return `invalid params, model ${model} does not support resolution ${resolution}`;
  if (duration < rules.shortest || duration > rules.longest) {
    return (
      `invalid params, duration ${duration} of model ${model} must be ` +
      `between ${rules.shortest} and ${rules.longest}`
    );
  }
  if (expansionMode === undefined || rules.expansionModes.includes(expansionMode)) return undefined;
  return `invalid params, extra.prompt_expansion_mode ${expansionMode} is not supported by model ${model}`;
}

function promptFault({ prompt }: VideoRequest): string | undefined {
  if (prompt.trim() === "") return "invalid params, content must include a non-empty text item (prompt is required)";
  const length = codePoints(prompt);
  return length > MOST.prompt ? `invalid params, text length ${length} exceeds ${MOST.prompt}` : undefined;
}

function mediaFault({ firstFrame, lastFrame, references }: VideoRequest): string | undefined {
  if (references === undefined) return undefined;
  if (firstFrame !== undefined || lastFrame !== undefined)
    return "invalid params, frame roles and reference roles exclude each other";
  const { images, videos, audio } = references;
  for (const [kind, { length }] of Object.entries({ images, videos, audio })) {
    const most = MOST[kind as "images" | "videos" | "audio"];
    if (length > most) return `invalid params, ${length} reference ${kind}, the limit is ${most}`;
  }
  if (images.length + videos.length + audio.length > MOST.files) return `invalid params, more than ${MOST.files} files`;
  return images.length + videos.length === 0
    ? "invalid params, reference audio needs a reference image or video"
    : undefined;
}

/** With frames it is ignored. */
function ratioFault({ ratio, firstFrame, lastFrame, references }: VideoRequest): string | undefined {
  if (ratio !== undefined && !RATIOS.includes(ratio)) return `invalid params, ratio ${ratio} is not supported`;
  if (firstFrame !== undefined || lastFrame !== undefined || references !== undefined) return undefined;
  if (ratio === undefined) return "invalid params, ratio is required for text to video";
  return ratio === "adaptive" ? "invalid params, ratio adaptive is not supported for text to video" : undefined;
}
