/**
 * The fields of a request, in the order in which a complete one holds them. The order is part of what tells two
 * requests apart (idempotency), so new fields go to the end.
 */
export const REQUEST_FIELDS = [
  "model",
  "prompt",
  "image_url",
  "last_frame_image",
  "duration",
  "resolution",
  "enable_prompt_expansion",
  "fast_pretreatment",
  "aigc_watermark",
  "subject_reference",
  "ratio",
  "reference_images",
  "reference_videos",
  "reference_audio",
  "prompt_expansion_mode",
  "template_id",
  "media_inputs",
  "text_inputs",
  "source_task_id",
  "base_video",
] as const;

/** See REQUEST_FIELDS. */
export type RequestField = (typeof REQUEST_FIELDS)[number];
