import { type GenerationRecord, type GenerationState, makesPrompt, wireOf, optional } from "@hailuo-queue/contracts";
import type { MadeContent } from "../../videos/content-of.ts";
import { failureCodeOf, reasonOf } from "../show-task.ts";

/** The provider's words for the states of a task. */
export const V2_STATUSES = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export type V2Status = (typeof V2_STATUSES)[number];

const STATUS: Readonly<Record<GenerationState, V2Status>> = {
  queued: "queued",
  // Its POST is under way: what is called queued can be cancelled for free.
  creating: "running",
  generating: "running",
  overdue: "running",
  downloading: "running",
  cancelling: "running",
  // Whether it was bought is for its user to find out; a failure here would make the caller buy it again.
  submission_unknown: "running",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
};

export function v2StatusOf({ state }: Pick<GenerationRecord, "state">): V2Status {
  return STATUS[state];
}

/** As a query and a list tell of a task. */
export function showV2Task(record: GenerationRecord, name: string, content: MadeContent | undefined): object {
  const { request, createdAt, updatedAt } = record;
  const status = v2StatusOf(record);
  const { model, taskType } = wireOf(request.model);
  return {
    id: name,
    model,
    status,
    ...(status === "failed" && { error: { code: String(failureCodeOf(record)), message: reasonOf(record) } }),
    created_at: Math.floor(createdAt / 1000),
    updated_at: Math.floor(updatedAt / 1000),
    ...optional({ content, resolution: request.resolution, duration: request.duration }),
    ratio: request.ratio ?? "adaptive",
    usage: status === "succeeded" ? usageOf(record) : {},
    task_type: taskType,
    modality: makesPrompt(request.model) ? "text" : "video",
  };
}

/**
 * As the provider told it; of what was made before that was kept, what the request says: seconds of reference videos are
 * measured by the provider alone.
 */
function usageOf({ request, usage }: GenerationRecord): object {
  if (usage?.tokens !== undefined) {
    const { input, output } = usage.tokens;
    return { total_tokens: input + output, prompt_tokens: input, completion_tokens: output };
  }
  if (usage !== undefined) {
    const { outputSeconds, inputSeconds, inputImages } = usage;
    return {
      output_seconds: outputSeconds,
      input_seconds: inputSeconds,
      total_seconds: outputSeconds + inputSeconds,
      input_image_count: inputImages,
    };
  }
  if (makesPrompt(request.model)) return {};
  const { duration, image_url, last_frame_image, reference_images = [], reference_videos = [] } = request;
  const frames = [image_url, last_frame_image].filter((frame) => frame !== undefined);
  return {
    output_seconds: duration,
    ...(reference_videos.length === 0 && { input_seconds: 0, total_seconds: duration }),
    input_image_count: frames.length + reference_images.length,
  };
}
