import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import {
  errorMessage,
  type ImageFacts,
  imageFault,
  imageSizeFault,
  type ImageType,
  InvalidInputError,
  MOST_IMAGE_BYTES,
  type ObjectStore,
  storedInput,
} from "@hailuo-queue/contracts";
import type { LocalImages } from "@hailuo-queue/intake";
import { storeInputImage } from "@hailuo-queue/storage";
import { imageSize } from "image-size";
import { describeSystemError } from "./system-error.ts";

/** The image files of one input. Of each it keeps what is needed to know it again, and never its content. */
export interface ImageFiles extends LocalImages {
  /** Puts an image into storage, unless it stands there; several at a time are right. Throws InvalidInputError with its path. */
  store(reference: string, store: ObjectStore): Promise<void>;
}

interface Found {
  readonly reference: string;
  readonly image: ImageFacts;
}

type Looked = Found | { readonly tooLarge: number } | { readonly fault: string };

/** By the names that image-size gives; HEIC files name one of several codings. */
const TYPES: Readonly<Record<string, ImageType>> = {
  jpg: "jpg",
  png: "png",
  webp: "webp",
  heic: "heic",
  heix: "heic",
  hevc: "heic",
  hevx: "heic",
  mif1: "heif",
  msf1: "heif",
};

/** Paths are relative to the directory. A file that many lines name is read once. */
export function createImageFiles(directory: string): ImageFiles {
  const looked = new Map<string, Looked>();
  const pathOf = new Map<string, { readonly path: string; readonly bytes: number }>();

  async function look(path: string): Promise<Looked> {
    const place = resolve(directory, path);
    const known = looked.get(place);
    if (known !== undefined) return known;
    const found = await readImage(place);
    looked.set(place, found);
    if ("reference" in found && !pathOf.has(found.reference)) pathOf.set(found.reference, { path: place, bytes: found.image.bytes });
    return found;
  }

  return {
    async judge(path, surface) {
      const found = await look(path);
      if ("fault" in found) return found;
      if ("tooLarge" in found) return { fault: imageSizeFault(found.tooLarge, surface) ?? "is too large" };
      const fault = imageFault(found.image, surface);
      return fault === undefined ? { reference: found.reference } : { fault };
    },
    bytesOf: (reference) => pathOf.get(reference)?.bytes ?? 0,
    async store(reference, store) {
      const file = pathOf.get(reference);
      if (file === undefined) throw new Error(`unreachable: ${reference} was judged`);
      try {
        await storeInputImage(store, { reference, bytes: file.bytes, read: () => createReadStream(file.path) });
      } catch (error) {
        throw explain(file.path, error);
      }
    },
  };
}

async function readImage(path: string): Promise<Looked> {
  try {
    const entry = await stat(path);
    if (entry.isDirectory()) return { fault: "is a directory" };
    // A pipe or a device may have no end.
    if (!entry.isFile()) return { fault: "is no plain file" };
    if (entry.size > MOST_IMAGE_BYTES) return { tooLarge: entry.size };
    const content = await readFile(path);
    const size = measure(content);
    if (size === undefined) return { fault: "is no JPEG, PNG, WebP, HEIC or HEIF image, by its content" };
    const sha256 = createHash("sha256").update(content).digest("hex");
    return { reference: storedInput(sha256, size.type).reference, image: { ...size, bytes: content.length } };
  } catch (error) {
    return { fault: systemFault(path, error) };
  }
}

function systemFault(path: string, error: unknown): string {
  const reason = describeSystemError(error);
  return reason === "no such file" ? `is not there: no such file as ${path}` : reason;
}

function measure(content: Uint8Array): Omit<ImageFacts, "bytes"> | undefined {
  try {
    const { width, height, type: name = "" } = imageSize(content);
    const type = TYPES[name];
    return type === undefined || width === 0 || height === 0 ? undefined : { type, width, height };
  } catch {
    // It throws for what it does not know, and for what ends too early.
    return undefined;
  }
}

function explain(path: string, error: unknown): unknown {
  if (error instanceof InvalidInputError) return new InvalidInputError(error.code, `${path}: ${error.message}`, { cause: error });
  const { code, path: failed } = error as NodeJS.ErrnoException;
  // The store tells of itself in other words.
  if (code === undefined || failed !== path) return error;
  return new InvalidInputError("unreadable_input", `${path}: ${describeSystemError(error)}`, { cause: errorMessage(error) });
}
