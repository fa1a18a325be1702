import type { GenerationRequest } from "@hailuo-queue/contracts";

interface ContentItem {
  readonly type: "text" | "image_url" | "video_url" | "audio_url";
  readonly role?: string;
  readonly [payload: string]: unknown;
}

/** The text first, then pictures, videos and audio, each as an object with its URL and its role. */
export function toContent(request: GenerationRequest): readonly ContentItem[] {
  const {
    prompt = "",
    image_url,
    last_frame_image,
    reference_images = [],
    reference_videos = [],
    reference_audio = [],
    base_video,
  } = request;
  const media = (type: Exclude<ContentItem["type"], "text">, role: string, url: string): ContentItem => ({
    type,
    [type]: { url },
    role,
  });
  return [
    { type: "text", text: prompt },
    ...(image_url === undefined ? [] : [media("image_url", "first_frame", image_url)]),
    ...(last_frame_image === undefined ? [] : [media("image_url", "last_frame", last_frame_image)]),
    ...reference_images.map((url) => media("image_url", "reference_image", url)),
    ...reference_videos.map((url) => media("video_url", "reference_video", url)),
    ...(base_video === undefined ? [] : [media("video_url", "base_video", base_video)]),
    ...reference_audio.map((url) => media("audio_url", "reference_audio", url)),
  ];
}
