import type { GenerationRequest } from "./generation-request.ts";
import { mediaOf } from "./generation-request.ts";

/** Kinds of images that the provider takes, with their content types. */
export const IMAGE_TYPES = {
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  heic: "image/heic",
  heif: "image/heif",
} as const;
export type ImageType = keyof typeof IMAGE_TYPES;

/** An image that was put into our storage under the hash of its bytes, so that a request can name it and any worker can read it. */
export interface StoredInput {
  /** How requests name it: `input://sha256-<hex>.png`. */
  readonly reference: string;
  /** Hex. */
  readonly sha256: string;
  readonly contentType: string;
  /** Its place in storage. */
  readonly objectKey: string;
}

const SCHEME = "input://";
const NAME = /^input:\/\/(sha256-([0-9a-f]{64})\.(jpg|png|webp|heic|heif))$/;

export function storedInput(sha256: string, type: ImageType): StoredInput {
  return readStoredInput(`${SCHEME}sha256-${sha256}.${type}`);
}

/** Throws for what {@link isStoredInput} denies. */
export function readStoredInput(reference: string): StoredInput {
  const [, name = "", sha256 = "", type = ""] = NAME.exec(reference) ?? [];
  if (name === "") throw new Error(`${JSON.stringify(reference.slice(0, 100))} names no stored input`);
  return { reference, sha256, contentType: IMAGE_TYPES[type as ImageType], objectKey: `inputs/${name}` };
}

export function isStoredInput(reference: string): boolean {
  return NAME.test(reference);
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
