import type { RequestField } from "../request-fields.ts";

/** Fields of a request that hold media. */
const MEDIA_FIELDS: readonly RequestField[] = [
  "image_url",
  "last_frame_image",
  "subject_reference",
  "reference_images",
  "reference_videos",
  "reference_audio",
  "media_inputs",
  "base_video",
];
/** The longest way to a picture: `subject_reference.0.image.0`. */
const DEEPEST = 4;

/** A text of a request that may be a picture, video or recording. */
export interface MediaText {
  /** `subject_reference.0.image.0`. */
  readonly field: string;
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The texts in those fields of a request that is not yet judged. */
export function mediaTexts(value: unknown): readonly MediaText[] {
  const found: MediaText[] = [];
  replaceMediaTexts(value, (text, field) => {
    found.push({ field, text });
    return text;
  });
  return found;
}

/** The request with other texts there; the very same where nothing changes. */
export function replaceMediaTexts<Value>(value: Value, replace: (text: string, field: string) => string): Value {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const fields = value as unknown as Fields;
  const changed: Record<string, unknown> = {};
  for (const field of MEDIA_FIELDS) {
    if (!Object.hasOwn(fields, field)) continue;
    const replaced = replaceIn(fields[field], [field], replace);
    if (replaced !== fields[field]) changed[field] = replaced;
  }
  return Object.keys(changed).length === 0 ? value : { ...value, ...changed };
}

function replaceIn(part: unknown, place: readonly string[], replace: (text: string, field: string) => string): unknown {
  if (typeof part === "string") return place.at(-1) === "type" ? part : replace(part, place.join("."));
  if (typeof part !== "object" || part === null || place.length > DEEPEST) return part;
  const entries = Object.entries(part);
  const replaced = entries.map(([name, inner]): [string, unknown] => [
    name,
    replaceIn(inner, [...place, name], replace),
  ]);
  if (replaced.every(([, inner], at) => inner === entries[at]?.[1])) return part;
  return Array.isArray(part) ? replaced.map(([, inner]) => inner) : Object.fromEntries(replaced);
}
