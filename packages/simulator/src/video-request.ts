/** A create request after its dialect's field names are gone. */
export interface VideoRequest {
  /** Of a template: "". */
  readonly model: string;
  readonly prompt: string;
  readonly firstFrame?: string;
  readonly lastFrame?: string;
  readonly subject?: string;
  readonly fastPretreatment?: boolean;
  /** Undefined: not sent. */
  readonly duration?: number;
  /** Undefined: not sent. */
  readonly resolution?: string;
  readonly ratio?: string;
  readonly expansionMode?: string;
  readonly references?: References;
  readonly template?: Template;
  /** What v2 is asked for in place of a video from a request: a video again, larger, or a prompt. */
  readonly kind?: "regeneration" | "h3_context_ir";
  /** Of a video again: the task that made it, or the video itself. */
  readonly sourceTaskId?: string;
  readonly baseVideo?: string;
}

/** URLs of what a video is made after, each kind in its order. */
export interface References {
  readonly images: readonly string[];
  readonly videos: readonly string[];
  readonly audio: readonly string[];
}

export interface Template {
  readonly id: string;
  readonly media: readonly string[];
  readonly texts: readonly string[];
}

/** With the provider's defaults for what was not sent. The 01-series has one size. */
export function sizeOf({ model, duration = 6, resolution }: VideoRequest): { duration: number; resolution: string } {
  return { duration, resolution: resolution ?? (/-01|^video-01/.test(model) ? "720P" : "768P") };
}

export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
