import { IMAGE_TYPES, type ImageType } from "../stored-input.ts";
import type { ApiSurface } from "../models.ts";
import { inMegabytes, type MediaRule, V1_IMAGE, V2_IMAGE } from "./media-reference.ts";

/** What an image file turned out to be. */
export interface ImageFacts {
  readonly type: ImageType;
  readonly bytes: number;
  /** Pixels, as they are stored: a rotation by EXIF changes nothing that is asked here. */
  readonly width: number;
  readonly height: number;
}

interface ImageLimits {
  readonly media: MediaRule;
  readonly types: readonly ImageType[];
  readonly typeWords: string;
  /** Of the short side, in pixels. */
  readonly leastSide: number;
  readonly mostSide: number;
}

/** Width by height, of every API. */
const NARROWEST = 2 / 5;
const WIDEST = 5 / 2;

const V1_LIMITS: ImageLimits = {
  media: V1_IMAGE,
  types: ["jpg", "png", "webp"],
  typeWords: "JPEG, PNG or WebP",
  leastSide: 301,
  mostSide: Number.POSITIVE_INFINITY,
};
const V2_LIMITS: ImageLimits = {
  media: V2_IMAGE,
  types: Object.keys(IMAGE_TYPES) as ImageType[],
  typeWords: "JPEG, PNG, WebP, HEIC or HEIF",
  leastSide: 256,
  mostSide: 5760,
};

/** Bytes above which no API takes an image, so that such a file need not be read. */
export const MOST_IMAGE_BYTES = 30 * 1024 * 1024;

/** Why the API does not take this image, as the end of a sentence that begins with the field; undefined when it does. */
export function imageFault(image: ImageFacts, surface: ApiSurface): string | undefined {
  const limits = surface === "v2" ? V2_LIMITS : V1_LIMITS;
  return typeFault(image, limits) ?? imageSizeFault(image.bytes, surface) ?? sideFault(image, limits) ?? ratioFault(image);
}

/** The same for a file of which only its size is known. */
export function imageSizeFault(bytes: number, surface: ApiSurface): string | undefined {
  const { limitMb, inclusive } = (surface === "v2" ? V2_LIMITS : V1_LIMITS).media;
  const limit = limitMb * 1024 * 1024;
  if (inclusive ? bytes <= limit : bytes < limit) return undefined;
  return `has ${inMegabytes(bytes)} MB; an image must have ${inclusive ? "at most" : "less than"} ${limitMb} MB`;
}

function typeFault({ type }: ImageFacts, { types, typeWords }: ImageLimits): string | undefined {
  return types.includes(type) ? undefined : `is ${type.toUpperCase()}; an image must be ${typeWords}`;
}

function sideFault({ width, height }: ImageFacts, { leastSide, mostSide }: ImageLimits): string | undefined {
  if (Math.min(width, height) < leastSide) return `has ${width} x ${height} pixels; the short side must have at least ${leastSide}`;
  if (Math.max(width, height) > mostSide) return `has ${width} x ${height} pixels; the long side may have at most ${mostSide}`;
  return undefined;
}

function ratioFault({ width, height }: ImageFacts): string | undefined {
  const ratio = width / height;
  if (ratio >= NARROWEST && ratio <= WIDEST) return undefined;
  return `has ${width} x ${height} pixels; its shape must lie between 2:5 and 5:2`;
}
