import { invalid } from "../read-request.ts";

type Item = Readonly<Record<string, unknown>>;

/** By the type of an item: the roles that it may have, and the field of ours that each fills. */
const ROLES = {
  image_url: { first_frame: "image_url", last_frame: "last_frame_image", reference_image: "reference_images" },
  video_url: { reference_video: "reference_videos" },
  audio_url: { reference_audio: "reference_audio" },
} as const;
/** The same where a video is made again. */
const ROLES_OF_REMAKES = { ...ROLES, video_url: { ...ROLES.video_url, base_video: "base_video" } } as const;
type Roles = typeof ROLES | typeof ROLES_OF_REMAKES;
/** Of which a request has one at most. */
const SINGLE: readonly string[] = ["image_url", "last_frame_image", "base_video"];

/** One text, and by fields of ours what else the items hold. */
export type Content = Readonly<Record<string, string | readonly string[]>>;

/**
 * Reads `content`: one text, and media with their roles; `remakes`: a video to be made again is among them. What the
 * media are is judged later. Throws a Problem that names the item.
 */
export function readContent(content: unknown, { remakes = false }: { readonly remakes?: boolean } = {}): Content {
  const rolesHere: Roles = remakes ? ROLES_OF_REMAKES : ROLES;
  if (!Array.isArray(content)) throw invalid("content must be a list of items");
  const items = content as readonly unknown[];
  const fields: Record<string, string> = {};
  const references: Record<string, string[]> = {};
  for (const [at, value] of items.entries()) {
    const place = `content[${at}]`;
    const item = isObject(value) ? value : {};
    if (item["type"] === "text") {
      if (typeof item["text"] !== "string") throw invalid(`${place}.text must be a text`);
      if (fields["prompt"] !== undefined) throw invalid("content may have one text only");
      fields["prompt"] = item["text"];
      continue;
    }
    const { field, url } = readMedia(item, place, { items, rolesHere });
    if (!SINGLE.includes(field)) (references[field] ??= []).push(url);
    else if (fields[field] === undefined) fields[field] = url;
    else
      throw invalid(
        `content may have one first_frame and one last_frame${remakes ? " and one base_video" : ""} at most`,
      );
  }
  return { ...fields, ...references };
}

function readMedia(
  item: Item,
  place: string,
  { items, rolesHere }: { readonly items: readonly unknown[]; readonly rolesHere: Roles },
): { readonly field: string; readonly url: string } {
  const type = String(item["type"]);
  if (!Object.hasOwn(rolesHere, type))
    throw invalid(`${place}.type must be text, ${Object.keys(rolesHere).join(", ")}`);
  const roles: Readonly<Record<string, string>> = rolesHere[type as keyof Roles];
  const payload = item[type];
  const url = isObject(payload) ? payload["url"] : undefined;
  if (typeof url !== "string" || url.trim() === "")
    throw invalid(`${place}.${type}.url is required: an http(s) URL, a data URL or mm_file://ID`);
  const role = item["role"] ?? (type === "image_url" && isOnlyImage(items) ? "first_frame" : undefined);
  if (typeof role !== "string" || !Object.hasOwn(roles, role))
    throw invalid(`${place}.role must be ${Object.keys(roles).join(", ")}`);
  return { field: roles[role] ?? "", url: url.trim() };
}

/** A single image without a role is the first frame. */
function isOnlyImage(items: readonly unknown[]): boolean {
  return items.filter((item) => isObject(item) && item["type"] === "image_url").length === 1;
}

function isObject(value: unknown): value is Item {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
