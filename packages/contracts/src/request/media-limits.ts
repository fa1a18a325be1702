import type { ApiSide } from "../models.ts";
import type { RefusedMedia } from "../refused-media.ts";
import { IMAGE_TYPES, type ImageType, type InputFacts, type MediaKind } from "../stored-input.ts";
import { inMegabytes, type MediaRule, V1_IMAGE, V2_AUDIO, V2_IMAGE, V2_VIDEO } from "./media-reference.ts";

/** What an image file turned out to be. */
export type ImageFacts = Extract<InputFacts, { readonly kind: "image" }>;

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

/**
 * Where the v1 API's page and its live answers of 2026 differ: the page wants a short side above 300 pixels and takes
 * shapes from 2:5 to 5:2, live a picture of 300 passed and one outside 1:2 to 2:1 did not. What both refuse is refused
 * here, what one of them refuses is warned of.
 */
const DOUBTFUL_SIDE = 300;
const SURE_NARROWEST = 1 / 2;
const SURE_WIDEST = 2;

const V1_LIMITS: ImageLimits = {
  media: V1_IMAGE,
  types: ["jpg", "png", "webp"],
  typeWords: "JPEG, PNG or WebP",
  leastSide: 300,
  mostSide: Number.POSITIVE_INFINITY,
};
const V2_LIMITS: ImageLimits = {
  media: V2_IMAGE,
  types: Object.keys(IMAGE_TYPES) as ImageType[],
  typeWords: "JPEG, PNG, WebP, HEIC or HEIF",
  leastSide: 256,
  mostSide: 5760,
};

const MB = 1024 * 1024;

/**
 * Why the API does not take these media, as the end of a sentence that begins with the field; undefined when it does.
 */
export function mediaFault(facts: InputFacts, side: ApiSide): string | undefined {
  return facts.kind === "image" ? imageFault(facts, side) : mediaSizeFault(facts.kind, facts.bytes, side);
}

/**
 * Why the API may refuse these media, in the same form; undefined where it surely takes them, or {@link mediaFault}
 * refuses them.
 */
export function mediaDoubt(facts: InputFacts, side: ApiSide): string | undefined {
  if (facts.kind !== "image" || side === "v2" || mediaFault(facts, side) !== undefined) return undefined;
  const { width, height } = facts;
  const has = `has ${width} x ${height} pixels`;
  if (Math.min(width, height) === DOUBTFUL_SIDE)
    return (
      `${has}; MiniMax's page asks for a short side of more than ` +
      `${DOUBTFUL_SIDE}, so it may be refused: make it a little larger`
    );
  const ratio = width / height;
  if (ratio >= SURE_NARROWEST && ratio <= SURE_WIDEST) return undefined;
  return `${has}; MiniMax's API was seen to refuse shapes outside 1:2 to 2:1, so it may be refused: crop it`;
}

/** The same for what was not kept. */
export function refusedMediaFault(refused: RefusedMedia, wanted: MediaKind, side: ApiSide): string {
  if (refused.reason === "unknown") return unknownContent(wanted);
  if (refused.kind !== wanted) return wrongKind(refused.kind, wanted);
  return mediaSizeFault(refused.kind, refused.bytes, side) ?? `has ${inMegabytes(refused.bytes)} MB`;
}

/** The fault of content whose type is none of those that are allowed. */
export function unknownContent(wanted: MediaKind): string {
  return `is no ${CONTENTS[wanted]}, by its content`;
}

const CONTENTS: Readonly<Record<MediaKind, string>> = {
  image: "JPEG, PNG, WebP, HEIC or HEIF image",
  video: "MP4 or MOV video",
  audio: "MP3 or WAV recording",
};

export function wrongKind(kind: MediaKind, wanted: MediaKind): string {
  return `is ${WITH_ARTICLE[kind]}; it must be ${WITH_ARTICLE[wanted]}`;
}

const WITH_ARTICLE: Readonly<Record<MediaKind, string>> = {
  image: "an image",
  video: "a video",
  audio: "an audio recording",
};

function imageFault(image: ImageFacts, side: ApiSide): string | undefined {
  const limits = side === "v2" ? V2_LIMITS : V1_LIMITS;
  return (
    typeFault(image, limits) ??
    mediaSizeFault("image", image.bytes, side) ??
    sideFault(image, limits) ??
    ratioFault(image)
  );
}

/** The same for a file of which only its size is known. */
export function mediaSizeFault(kind: MediaKind, bytes: number, side: ApiSide): string | undefined {
  const { limitMb, inclusive } = RULES[kind](side);
  const limit = limitMb * MB;
  if (inclusive ? bytes <= limit : bytes < limit) return undefined;
  return (
    `has ${inMegabytes(bytes)} MB; ${WITH_ARTICLE[kind]} must have ` +
    `${inclusive ? "at most" : "less than"} ${limitMb} MB`
  );
}

const RULES: Readonly<Record<MediaKind, (side: ApiSide) => MediaRule>> = {
  image: (side) => (side === "v2" ? V2_IMAGE : V1_IMAGE),
  video: () => V2_VIDEO,
  audio: () => V2_AUDIO,
};

function typeFault({ type }: ImageFacts, { types, typeWords }: ImageLimits): string | undefined {
  return types.includes(type) ? undefined : `is ${type.toUpperCase()}; an image must be ${typeWords}`;
}

function sideFault({ width, height }: ImageFacts, { leastSide, mostSide }: ImageLimits): string | undefined {
  if (Math.min(width, height) < leastSide)
    return `has ${width} x ${height} pixels; the short side must have at least ${leastSide}`;
  if (Math.max(width, height) > mostSide)
    return `has ${width} x ${height} pixels; the long side may have at most ${mostSide}`;
  return undefined;
}

function ratioFault({ width, height }: ImageFacts): string | undefined {
  const ratio = width / height;
  if (ratio >= NARROWEST && ratio <= WIDEST) return undefined;
  return `has ${width} x ${height} pixels; its shape must lie between 2:5 and 5:2`;
}
