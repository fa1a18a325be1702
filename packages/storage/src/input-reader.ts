import { createHash } from "node:crypto";
import {
  type GenerationRequest,
  type InputBooks,
  type InputReader,
  InvalidInputError,
  type ObjectStore,
  readStoredInput,
  replaceStoredInputs,
  storedInputsOf,
} from "@hailuo-queue/contracts";

/** Where inputs are kept, and how much of them is cached. */
export interface InputReaderOptions {
  readonly store: ObjectStore;
  readonly books: Pick<InputBooks, "find">;
  /** What is kept of inputs that were read, as they are sent: one image often belongs to many lines. Default 64 MiB. */
  readonly cacheBytes?: number;
}

const DEFAULT_CACHE_BYTES = 64 * 1024 * 1024;

/** Reads stored inputs back, each as it is needed; what was read last is kept. */
export function createInputReader({ store, books, cacheBytes = DEFAULT_CACHE_BYTES }: InputReaderOptions): InputReader {
  /** By their objects, in the order of their last use. */
  const kept = new Map<string, string>();
  const reading = new Map<string, Promise<string>>();
  let keptBytes = 0;

  function keep(objectKey: string, url: string): void {
    kept.set(objectKey, url);
    keptBytes += url.length;
    for (const [oldest, { length }] of kept) {
      if (keptBytes <= cacheBytes) return;
      kept.delete(oldest);
      keptBytes -= length;
    }
  }

  async function dataUrlOf(reference: string, objectKey: string): Promise<string> {
    const cached = kept.get(objectKey);
    if (cached !== undefined) {
      kept.delete(objectKey);
      kept.set(objectKey, cached);
      return cached;
    }
    const underWay = reading.get(objectKey);
    if (underWay !== undefined) return await underWay;
    const work = readDataUrl(store, reference, objectKey);
    reading.set(objectKey, work);
    try {
      const url = await work;
      keep(objectKey, url);
      return url;
    } finally {
      reading.delete(objectKey);
    }
  }

  return {
    async fill(request: GenerationRequest, tenant: string) {
      const references = storedInputsOf(request);
      if (references.length === 0) return request;
      const inputs = references.map(readStoredInput);
      const kept = await books.find(
        tenant,
        inputs.map(({ sha256 }) => sha256),
      );
      const urls = new Map<string, string>();
      for (const [at, { reference, formerObjectKey }] of inputs.entries())
        urls.set(reference, await dataUrlOf(reference, kept[at]?.objectKey ?? formerObjectKey));
      return replaceStoredInputs(request, urls);
    },
  };
}

async function readDataUrl(store: ObjectStore, reference: string, objectKey: string): Promise<string> {
  const { contentType, sha256 } = readStoredInput(reference);
  const where = store.uri(objectKey);
  const body = await store.get(objectKey);
  const advice =
    "submit the same prompts again, with the storage that the workers have in " +
    "HAILUO_OUT, then retry it with --rebuy (nothing was bought)";
  if (body === undefined)
    throw new InvalidInputError("input_image_missing", `There is no input at ${where}; ${advice}.`);
  const chunks: Uint8Array[] = [];
  const hash = createHash("sha256");
  for await (const chunk of body) {
    chunks.push(chunk);
    hash.update(chunk);
  }
  if (hash.digest("hex") !== sha256)
    throw new InvalidInputError(
      "input_image_changed",
      `The object at ${where} is not the input that was submitted; delete it, ${advice}.`,
    );
  return `data:${contentType};base64,${Buffer.concat(chunks).toString("base64")}`;
}
