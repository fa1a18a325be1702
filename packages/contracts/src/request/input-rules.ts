import type { RequestFault } from "../generation-request.ts";
import type { ApiSide } from "../models.ts";
import { readRefusedMedia } from "../refused-media.ts";
import { type InputFacts, isStoredInput, type MediaKind, readStoredInput } from "../stored-input.ts";
import { mediaTexts } from "./media-fields.ts";
import { mediaDoubt, mediaFault, refusedMediaFault, wrongKind } from "./media-limits.ts";

/**
 * What is known of an input that a request names; undefined where there is none of that name. `later`: whoever asks
 * does not know, and another judges it before anything is enqueued.
 */
export type LookUpInput = (reference: string) => InputFacts | "later" | undefined;

/** The end of a sentence that begins with the field. */
export const MISSING_INPUT =
  "names an input that is not there: nothing was uploaded under this name, or it has expired; " +
  "upload it again (POST /api/v1/inputs, or `hailuo submit` with the file)";

/** What is wrong with the inputs that a request names, and with media that were to become one, each at its field. */
export function inputFaults(given: object, side: ApiSide, lookUp: LookUpInput | undefined): RequestFault[] {
  return mediaTexts(given).flatMap(({ field, text }): RequestFault[] => {
    const wanted = kindFor(field);
    const refused = readRefusedMedia(text);
    const message =
      refused === undefined
        ? isStoredInput(text) && faultOf(text, wanted, side, lookUp)
        : refusedMediaFault(refused, wanted, side);
    return typeof message === "string" ? [{ field, value: text, message }] : [];
  });
}

/** What is doubtful about inputs that {@link inputFaults} has nothing against. */
export function inputDoubts(given: object, side: ApiSide, lookUp: LookUpInput | undefined): RequestFault[] {
  if (lookUp === undefined) return [];
  return mediaTexts(given).flatMap(({ field, text }): RequestFault[] => {
    const facts = isStoredInput(text) ? lookUp(text) : undefined;
    const message = typeof facts === "object" ? mediaDoubt(facts, side) : undefined;
    return message === undefined ? [] : [{ field, value: text, message }];
  });
}

function faultOf(
  reference: string,
  wanted: MediaKind,
  side: ApiSide,
  lookUp: LookUpInput | undefined,
): string | undefined {
  const { kind, type } = readStoredInput(reference);
  if (lookUp === undefined) return "names a stored input, which cannot be looked up here; give an http(s) URL";
  if (kind !== wanted) return wrongKind(kind, wanted);
  const facts = lookUp(reference);
  if (facts === "later") return undefined;
  // One content has one name.
  if (facts === undefined || facts.type !== type) return MISSING_INPUT;
  return mediaFault(facts, side);
}

function kindFor(field: string): MediaKind {
  if (field.startsWith("reference_videos") || field === "base_video") return "video";
  return field.startsWith("reference_audio") ? "audio" : "image";
}
