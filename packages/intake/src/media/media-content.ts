import { type InputFacts, type InputType, mediaKindOf } from "@hailuo-queue/contracts";
import { heifSize, jpegSize, type PictureSize, pngSize, webpSize } from "./picture-size.ts";

/** As many tell the type. */
export const TYPE_BYTES = 12;

/** By its first bytes; undefined for what is of no kind that the provider takes. */
export function typeOfContent(head: Buffer): InputType | undefined {
  const text = (start: number, end: number): string => head.toString("latin1", start, end);
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "jpg";
  if (text(0, 8) === "\u0089PNG\r\n\u001a\n") return "png";
  if (text(0, 4) === "RIFF") return RIFF_FORMS[text(8, 12)];
  if (text(4, 8) === "ftyp") return typeOfBrand(text(8, 12));
  // Older QuickTime files begin with what they hold.
  if (head.length >= 8 && ["moov", "mdat", "wide", "free", "skip", "pnot"].includes(text(4, 8))) return "mov";
  return text(0, 3) === "ID3" || isMp3Frame(head) ? "mp3" : undefined;
}

const RIFF_FORMS: Readonly<Record<string, InputType>> = { WEBP: "webp", WAVE: "wav" };

const BRANDS: Readonly<Record<string, InputType>> = {
  heic: "heic",
  heix: "heic",
  hevc: "heic",
  hevx: "heic",
  heim: "heic",
  heis: "heic",
  mif1: "heif",
  msf1: "heif",
  "qt  ": "mov",
};
/** MP4 has many brands; these are other things in the same wrapping. */
const OTHER_BRANDS = /^(?:avif|avis|M4A |M4B |M4P |jp2 |jpm |jpx |crx |JP)/;

function typeOfBrand(brand: string): InputType | undefined {
  return BRANDS[brand] ?? (OTHER_BRANDS.test(brand) || !/^[\x20-\x7e]{4}$/.test(brand) ? undefined : "mp4");
}

/**
 * The header of a frame of MPEG audio, layer III: eleven bits of ones, then version, layer, bit rate and sampling rate.
 */
function isMp3Frame([first, second = 0, third = 0]: Buffer): boolean {
  const isSynced = first === 0xff && (second & 0xe0) === 0xe0;
  const isLayer3 = (second & 0x06) === 0x02 && (second & 0x18) !== 0x08;
  return isSynced && isLayer3 && third >> 4 !== 0x0f && (third & 0x0c) !== 0x0c;
}

const SIZES: Partial<Readonly<Record<InputType, (head: Buffer) => PictureSize | undefined>>> = {
  jpg: jpegSize,
  png: pngSize,
  webp: webpSize,
  heic: heifSize,
  heif: heifSize,
};

/**
 * What content is, by its beginning and its length. Undefined for a picture that does not say its size, and for every
 * other kind.
 */
export function judgeContent(head: Buffer, bytes: number): InputFacts | undefined {
  const type = typeOfContent(head);
  if (type === undefined) return undefined;
  const kind = mediaKindOf(type);
  if (kind !== "image") return { kind, type, bytes } as InputFacts;
  const size = SIZES[type]?.(head);
  return size === undefined || size.width === 0 || size.height === 0
    ? undefined
    : ({ kind, type, bytes, ...size } as InputFacts);
}
