import type { GenerationRequest } from "./generation-request.ts";
import { mediaOf } from "./generation-request.ts";

/** Kinds of inputs. */
export const MEDIA_KINDS = ["image", "video", "audio"] as const;
/** See MEDIA_KINDS. */
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** Kinds of images that the provider takes, with their content types. */
export const IMAGE_TYPES = {
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  heic: "image/heic",
  heif: "image/heif",
} as const;
/** An image by its file extension. */
export type ImageType = keyof typeof IMAGE_TYPES;

/** Videos and sounds that its newer API takes as references. */
export const VIDEO_TYPES = { mp4: "video/mp4", mov: "video/quicktime" } as const;
/** A video by its file extension. */
export type VideoType = keyof typeof VIDEO_TYPES;
/** Recordings that inputs may be, with their content types. */
export const AUDIO_TYPES = { mp3: "audio/mpeg", wav: "audio/wav" } as const;
/** A recording by its file extension. */
export type AudioType = keyof typeof AUDIO_TYPES;

/** What an input may be, by its file extension. */
export type InputType = ImageType | VideoType | AudioType;

/** What an input turned out to be, by its content. */
export type InputFacts =
  | {
      readonly kind: "image";
      readonly type: ImageType;
      readonly bytes: number;
      /** Pixels, as they are stored: a rotation by EXIF changes nothing that is asked here. */
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: "video"; readonly type: VideoType; readonly bytes: number }
  | { readonly kind: "audio"; readonly type: AudioType; readonly bytes: number };

/**
 * Media that stand in our storage and are named by the hash of their bytes, so that a request can name them and any
 * worker can read them.
 */
export interface StoredInput {
  /** How requests name it: `input://sha256-<hex>.png`. */
  readonly reference: string;
  /** Hex. */
  readonly sha256: string;
  readonly kind: MediaKind;
  readonly type: InputType;
  readonly contentType: string;
  /** Where earlier versions put it, which kept no books of inputs; see {@link InputBooks} for where it stands now. */
  readonly formerObjectKey: string;
}

const SCHEME = "input://";
const CONTENT_TYPES: Readonly<Record<InputType, string>> = { ...IMAGE_TYPES, ...VIDEO_TYPES, ...AUDIO_TYPES };
const NAME = new RegExp(`^${SCHEME}(sha256-([0-9a-f]{64})\\.(${Object.keys(CONTENT_TYPES).join("|")}))$`);

/** The name of an input by its content: `input://sha256-….png`. */
export function storedInput(sha256: string, type: InputType): StoredInput {
  return readStoredInput(`${SCHEME}sha256-${sha256}.${type}`);
}

/** @throws for what {@link isStoredInput} denies. */
export function readStoredInput(reference: string): StoredInput {
  const [, name = "", sha256 = "", ending = ""] = NAME.exec(reference) ?? [];
  if (name === "") throw new Error(`${JSON.stringify(reference.slice(0, 100))} names no stored input`);
  const type = ending as InputType;
  return {
    reference,
    sha256,
    kind: mediaKindOf(type),
    type,
    contentType: CONTENT_TYPES[type],
    formerObjectKey: `inputs/${name}`,
  };
}

/** Whether a reference names an input instead of a URL. */
export function isStoredInput(reference: string): boolean {
  return NAME.test(reference);
}

/** The kind of a type: `png` is an image. */
export function mediaKindOf(type: InputType): MediaKind {
  if (Object.hasOwn(IMAGE_TYPES, type)) return "image";
  return Object.hasOwn(VIDEO_TYPES, type) ? "video" : "audio";
}

/** Each of the stored inputs that a request names, once. */
export function storedInputsOf(request: Omit<GenerationRequest, "model">): readonly string[] {
  return [...new Set(mediaOf(request).filter(isStoredInput))];
}

/** The request with another URL in place of each stored input; the very same object where it names none. */
export function replaceStoredInputs(request: GenerationRequest, urls: ReadonlyMap<string, string>): GenerationRequest {
  return urls.size === 0 ? request : (replaceIn(request, urls) as GenerationRequest);
}

function replaceIn(value: unknown, urls: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return urls.get(value) ?? value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => replaceIn(item, urls));
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, replaceIn(part, urls)]));
}
