import { MEDIA_KINDS, type MediaKind } from "./stored-input.ts";

/**
 * Stands in a request for media that came as base64 and were not kept, so that the fault is told at its very field once
 * the text around it is parsed. It holds all that there is to tell: whoever writes one by hand gets its sentence.
 */
export type RefusedMedia =
  /** No picture, video or sound of a kind that is taken. */
  { readonly reason: "unknown" } | { readonly reason: "too_large"; readonly kind: MediaKind; readonly bytes: number };

const NAME = new RegExp(`^input://refused-(?:unknown|(${MEDIA_KINDS.join("|")})-(\\d{1,12}))$`);

/** The name that takes the place of media that were not kept, so that its field can be refused later. */
export function refusedMediaName(refused: RefusedMedia): string {
  return refused.reason === "unknown" ? "input://refused-unknown" : `input://refused-${refused.kind}-${refused.bytes}`;
}

/** Undefined for every other text. */
export function readRefusedMedia(text: string): RefusedMedia | undefined {
  const [name, kind, bytes] = NAME.exec(text) ?? [];
  if (name === undefined) return undefined;
  return kind === undefined
    ? { reason: "unknown" }
    : { reason: "too_large", kind: kind as MediaKind, bytes: Number(bytes) };
}
