import type { GenerationRecord } from "@hailuo-queue/contracts";

/** What finished videos are, in the provider's words. */
export const VIDEO_PURPOSE = "video_generation";

/** One of the provider's files. */
export interface ProviderFile {
  readonly file_id: number;
  readonly bytes: number;
  /** Unix seconds. */
  readonly created_at: number;
  readonly filename: string;
  readonly purpose: string;
}

/** A finished task's video as one of the provider's files; it has the number of its task. */
export function showVideoFile(record: GenerationRecord, number: string): ProviderFile {
  return {
    file_id: Number(number),
    bytes: record.video?.bytes ?? 0,
    created_at: Math.floor((record.endedAt ?? record.updatedAt) / 1000),
    filename: "output_aigc.mp4",
    purpose: VIDEO_PURPOSE,
  };
}
