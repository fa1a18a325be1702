import { z } from "zod";
import { readRefusedMedia } from "../refused-media.ts";
import { isStoredInput, type MediaKind } from "../stored-input.ts";

const MB = 1024 * 1024;

/** What a picture, video or sound may be given as. The sizes count bytes of the media, not of their base64 text. */
export interface MediaRule {
  readonly kind: MediaKind;
  readonly limitMb: number;
  /** Whether media of just that size are still taken. */
  readonly inclusive: boolean;
  /** Whether a file that was uploaded to the provider may be named. */
  readonly uploads: boolean;
}

/** Of MiniMax's page on the v1 API: less than 20 MB. */
export const V1_IMAGE: MediaRule = { kind: "image", limitMb: 20, inclusive: false, uploads: false };
/** Of MiniMax's page on the v2 API: at most 30 MB. */
export const V2_IMAGE: MediaRule = { kind: "image", limitMb: 30, inclusive: true, uploads: true };
/** Of MiniMax's page on the v2 API: at most 50 MB. */
export const V2_VIDEO: MediaRule = { kind: "video", limitMb: 50, inclusive: true, uploads: true };
/** Of MiniMax's page on the v2 API: at most 15 MB. */
export const V2_AUDIO: MediaRule = { kind: "audio", limitMb: 15, inclusive: true, uploads: true };

/**
 * An http(s) URL, a data URL of the kind and below the size, or the provider's own name for an uploaded file. The name
 * of a stored input passes, and what stands for media that were refused: input-rules.ts judges them.
 */
export function mediaReference({ kind, limitMb, inclusive, uploads }: MediaRule): z.ZodType<string> {
  const fits = (bytes: number): boolean => (inclusive ? bytes <= limitMb * MB : bytes < limitMb * MB);
  const wanted =
    `must be an http(s) URL${uploads ? "," : " or"} a data:${kind}/…;base64 ` +
    `URL${uploads ? " or mm_file://ID" : ""}`;
  const isTaken = (value: string): boolean =>
    /^https?:\/\/\S+$/i.test(value) ||
    headOf(value, kind) !== undefined ||
    (uploads && /^mm_file:\/\/\w+$/.test(value)) ||
    isStoredInput(value) ||
    readRefusedMedia(value) !== undefined;
  return z
    .string(wanted)
    .refine(isTaken, { abort: true, error: ({ input }) => `${wanted}${pathHint(String(input), kind)}` })
    .refine((value) => fits(bytesOf(value, kind)), {
      error: ({ input }) =>
        `holds ${kind === "audio" ? "audio" : `${kind === "image" ? "an" : "a"} ${kind}`} of ${inMegabytes(bytesOf(String(input), kind))} MB; it must have ${inclusive ? "at most" : "less than"} ${limitMb} MB: make it smaller, or give its http(s) URL`,
    });
}

/** Whether a reference is the path of a file: it has no scheme. A single letter and a colon is a drive. */
export function isFilePath(reference: string): boolean {
  return (
    reference.trim() !== "" &&
    (/^file:\/\//i.test(reference) || !/^[a-z][a-z0-9+.-]+:/i.test(reference)) &&
    !/[\0\r\n]/.test(reference)
  );
}

function pathHint(reference: string, kind: MediaRule["kind"]): string {
  if (!isFilePath(reference)) return "";
  return kind === "image"
    ? "; a file is read by the hailuo command alone, where the prompts are; " +
        "over HTTP upload it first (POST /api/v1/inputs)"
    : `; a${kind === "audio" ? "n audio" : " video"} file is not read from disk; ` +
        "over HTTP upload it first (POST /api/v1/inputs)";
}

function headOf(reference: string, kind: MediaRule["kind"]): string | undefined {
  return new RegExp(`^data:${kind}/[a-z0-9.+-]+;base64,`, "i").exec(reference.slice(0, 100))?.[0];
}

/** What the base64 text of a data URL stands for; 0 for other URLs. */
function bytesOf(reference: string, kind: MediaRule["kind"]): number {
  const head = headOf(reference, kind);
  if (head === undefined) return 0;
  const padding = reference.endsWith("==") ? 2 : Number(reference.endsWith("="));
  return Math.floor(((reference.length - head.length) * 3) / 4) - padding;
}

/** Rounded up, so that an image that is refused never seems to be small enough. */
export function inMegabytes(bytes: number): number {
  return Math.ceil((bytes / MB) * 10) / 10;
}
