import { createHash } from "node:crypto";
import {
  type GenerationRequest,
  type InputImages,
  InvalidInputError,
  type ObjectStore,
  readStoredInput,
  replaceStoredInputs,
  storedInputsOf,
} from "@hailuo-queue/contracts";

export interface InputImagesOptions {
  readonly store: ObjectStore;
  /** What is kept of images that were read, as they are sent: one image often belongs to many lines. Default 64 MiB. */
  readonly cacheBytes?: number;
}

/** An image that is about to be stored. */
export interface NewInputImage {
  readonly reference: string;
  readonly bytes: number;
  /** Its content, from the beginning. */
  read(): AsyncIterable<Uint8Array>;
}

const DEFAULT_CACHE_BYTES = 64 * 1024 * 1024;

/**
 * Puts an image under the hash of its content, unless it stands there. False when it was there. Throws InvalidInputError
 * (`input_image_changed`) when the content is not what its reference says; nothing is stored then.
 */
export async function storeInputImage(store: ObjectStore, image: NewInputImage): Promise<boolean> {
  const { objectKey, contentType, sha256 } = readStoredInput(image.reference);
  if ((await store.head(objectKey))?.bytes === image.bytes) return false;
  await store.put(objectKey, checked(image, sha256), { contentType });
  return true;
}

async function* checked(image: NewInputImage, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of image.read()) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== sha256)
    throw new InvalidInputError("input_image_changed", "the file was changed while it was read; run the command again");
}

/** Reads stored inputs back, each as it is needed; what was read last is kept. */
export function createInputImages({ store, cacheBytes = DEFAULT_CACHE_BYTES }: InputImagesOptions): InputImages {
  /** In the order of their last use. */
  const kept = new Map<string, string>();
  const reading = new Map<string, Promise<string>>();
  let keptBytes = 0;

  function keep(reference: string, url: string): void {
    kept.set(reference, url);
    keptBytes += url.length;
    for (const [oldest, { length }] of kept) {
      if (keptBytes <= cacheBytes) return;
      kept.delete(oldest);
      keptBytes -= length;
    }
  }

  async function dataUrlOf(reference: string): Promise<string> {
    const known = kept.get(reference);
    if (known !== undefined) {
      kept.delete(reference);
      kept.set(reference, known);
      return known;
    }
    const underWay = reading.get(reference);
    if (underWay !== undefined) return await underWay;
    const work = readDataUrl(store, reference);
    reading.set(reference, work);
    try {
      const url = await work;
      keep(reference, url);
      return url;
    } finally {
      reading.delete(reference);
    }
  }

  return {
    async fill(request: GenerationRequest) {
      const urls = new Map<string, string>();
      for (const reference of storedInputsOf(request)) urls.set(reference, await dataUrlOf(reference));
      return replaceStoredInputs(request, urls);
    },
  };
}

async function readDataUrl(store: ObjectStore, reference: string): Promise<string> {
  const { objectKey, contentType, sha256 } = readStoredInput(reference);
  const where = store.uri(objectKey);
  const body = await store.get(objectKey);
  const advice =
    "submit the same prompts again, with the storage that the workers have in HAILUO_OUT, then retry it with --rebuy (nothing was bought)";
  if (body === undefined) throw new InvalidInputError("input_image_missing", `There is no image at ${where}; ${advice}.`);
  const chunks: Uint8Array[] = [];
  const hash = createHash("sha256");
  for await (const chunk of body) {
    chunks.push(chunk);
    hash.update(chunk);
  }
  if (hash.digest("hex") !== sha256)
    throw new InvalidInputError(
      "input_image_changed",
      `What stands at ${where} is not the image that was submitted; delete it, ${advice}.`,
    );
  return `data:${contentType};base64,${Buffer.concat(chunks).toString("base64")}`;
}
