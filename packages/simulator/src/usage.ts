import type { VideoRequest } from "./video-request.ts";

/** Nothing is fetched here: every video that is sent along is taken to have so many seconds, and every sound. */
const REFERENCE_VIDEO_SECONDS = 3;
const REFERENCE_AUDIO_SECONDS = 4;

/** What v2 measures of a video that was made. */
export interface Usage {
  readonly total_seconds: number;
  readonly input_seconds: number;
  readonly output_seconds: number;
  readonly input_image_count: number;
  readonly input_audio_seconds?: number;
}

/** What a prompt that is written takes: some of each. */
export const TEXT_USAGE = { total_tokens: 3400, prompt_tokens: 2400, completion_tokens: 1000 } as const;

export function usageOf({ duration = 0, firstFrame, lastFrame, references }: VideoRequest): Usage {
  const input = (references?.videos.length ?? 0) * REFERENCE_VIDEO_SECONDS;
  const frames = [firstFrame, lastFrame].filter((frame) => frame !== undefined);
  const audio = (references?.audio.length ?? 0) * REFERENCE_AUDIO_SECONDS;
  return {
    total_seconds: input + duration,
    input_seconds: input,
    output_seconds: duration,
    input_image_count: frames.length + (references?.images.length ?? 0),
    ...(audio > 0 && { input_audio_seconds: audio }),
  };
}
