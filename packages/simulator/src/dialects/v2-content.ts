import type { References, VideoRequest } from "../video-request.ts";

type Media = Pick<VideoRequest, "prompt" | "firstFrame" | "lastFrame" | "references" | "baseVideo">;
export type ReadContent =
  | { readonly ok: true; readonly media: Media }
  | { readonly ok: false; readonly message: string };

type Item = Readonly<Record<string, unknown>>;
type Role = "first_frame" | "last_frame" | "reference_image" | "reference_video" | "reference_audio" | "base_video";

const ROLES: Readonly<Record<string, readonly Role[]>> = {
  image_url: ["first_frame", "last_frame", "reference_image"],
  video_url: ["reference_video", "base_video"],
  audio_url: ["reference_audio"],
};
const MEDIA = /^(https?:\/\/\S+|mm_file:\/\/\d+|data:(image|video|audio)\/[a-z0-9.+-]+;base64,\S+)$/i;

/** Reads the items of `content`: each with its payload where its type says, and a role that fits its type. */
export function readContent(content: unknown): ReadContent {
  if (!Array.isArray(content))
    return refuse("invalid params, binding: expr_path=content, cause=missing required parameter");
  const texts: string[] = [];
  const urls: Record<Role, string[]> = {
    first_frame: [],
    last_frame: [],
    reference_image: [],
    reference_video: [],
    reference_audio: [],
    base_video: [],
  };
  const items = content as readonly unknown[];
  for (const [at, value] of items.entries()) {
    const item = isObject(value) ? value : {};
    const type = item["type"];
    if (type === "text") {
      if (typeof item["text"] === "string") texts.push(item["text"]);
      else return refuse(`invalid params, content[${at}].text is required`);
      continue;
    }
    const read = readMedia(item, type, `content[${at}]`, items);
    if ("message" in read) return refuse(read.message);
    urls[read.role].push(read.url);
  }
  return texts.length > 1
    ? refuse("invalid params, content has more than one text item")
    : collect(texts[0] ?? "", urls);
}

function readMedia(
  item: Item,
  type: unknown,
  path: string,
  items: readonly unknown[],
): { role: Role; url: string } | { message: string } {
  const roles = typeof type === "string" ? ROLES[type] : undefined;
  if (roles === undefined) return { message: `invalid params, ${path}.type ${JSON.stringify(type)} is not supported` };
  const payload = item[String(type)];
  const url = isObject(payload) ? payload["url"] : undefined;
  if (typeof url !== "string" || !MEDIA.test(url.slice(0, 4096))) {
    return {
      message: `invalid params, ${path}.${String(type)}.url is required: a public URL, mm_file:// or a data URI`,
    };
  }
  const role = item["role"] ?? (type === "image_url" && isOnlyImage(items) ? "first_frame" : undefined);
  const known = roles.find((each) => each === role);
  return known === undefined
    ? { message: `invalid params, ${path}.role ${JSON.stringify(role)} is not supported` }
    : { role: known, url };
}

/** A single image without a role is the first frame. */
function isOnlyImage(items: readonly unknown[]): boolean {
  return items.filter((item) => isObject(item) && item["type"] === "image_url").length === 1;
}

function collect(prompt: string, urls: Readonly<Record<Role, readonly string[]>>): ReadContent {
  const { first_frame, last_frame, reference_image: images, reference_video: videos, reference_audio: audio } = urls;
  if (first_frame.length > 1 || last_frame.length > 1)
    return refuse("invalid params, at most one first_frame and one last_frame");
  if (urls.base_video.length > 1) return refuse("invalid params, at most one base_video");
  const references: References = { images, videos, audio };
  return {
    ok: true,
    media: {
      prompt,
      ...(first_frame[0] !== undefined && { firstFrame: first_frame[0] }),
      ...(last_frame[0] !== undefined && { lastFrame: last_frame[0] }),
      ...(urls.base_video[0] !== undefined && { baseVideo: urls.base_video[0] }),
      ...(images.length + videos.length + audio.length > 0 && { references }),
    },
  };
}

function refuse(message: string): ReadContent {
  return { ok: false, message };
}

function isObject(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
