import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import {
  type GenerationRequest,
  type InputBooks,
  type ObjectStore,
  readStoredInput,
  storedInput,
  UnavailableError,
} from "@hailuo-queue/contracts";
import { createMemoryInputBooks, createMemoryObjectStore } from "@hailuo-queue/testkit";
import { createInputReader } from "./input-reader.ts";

interface Image {
  readonly reference: string;
  readonly content: string;
  readonly objectKey: string;
}

/** As its content and tenant name it in these tests. */
function image(content: string, tenant = "alpha"): Image {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { reference: storedInput(sha256, "png").reference, content, objectKey: `inputs/${tenant}/${sha256}.png` };
}

/** Stores them as inputs of a tenant. */
async function keep(store: ObjectStore, books: InputBooks, images: readonly Image[], tenant = "alpha"): Promise<void> {
  for (const { reference, content, objectKey } of images) {
    await store.put(objectKey, chunksOf(content), { contentType: "image/png" });
    const facts = { kind: "image", type: "png", bytes: content.length, width: 800, height: 600 } as const;
    await books.keep(tenant, { sha256: readStoredInput(reference).sha256, facts, objectKey });
  }
}

async function* chunksOf(content: string): AsyncGenerator<Uint8Array> {
  for (const piece of content.match(/.{1,3}/gs) ?? []) yield Buffer.from(piece);
}

function wanting(...references: readonly string[]): GenerationRequest {
  return { model: "MiniMax-H3", prompt: "A cat", reference_images: references };
}

function urlOf(content: string): string {
  return `data:image/png;base64,${Buffer.from(content).toString("base64")}`;
}

/** Counts reads, each of which waits for its turn. */
function counted(store: ObjectStore) {
  const reads: string[] = [];
  const get: ObjectStore["get"] = (key) => {
    reads.push(key);
    return store.get(key);
  };
  return { reads, store: { ...store, get } };
}

test("an input comes back as it was stored, in every place of the request that names it", async () => {
  const [store, books] = [createMemoryObjectStore(), createMemoryInputBooks()];
  const [one, two] = [image("first picture"), image("second")];
  await keep(store, books, [one, two]);
  const inputs = createInputReader({ store, books });
  const request = wanting(one.reference, "https://example.com/a.png", two.reference, one.reference);
  expect(await inputs.fill(request, "alpha")).toEqual(
    wanting(urlOf("first picture"), "https://example.com/a.png", urlOf("second"), urlOf("first picture")),
  );
  const plain = wanting("https://example.com/a.png");
  expect(await inputs.fill(plain, "alpha")).toBe(plain);
});

test("videos and sounds are sent under their own types", async () => {
  const [store, books] = [createMemoryObjectStore(), createMemoryInputBooks()];
  const sha256 = createHash("sha256").update("film").digest("hex");
  await store.put("inputs/film", chunksOf("film"), { contentType: "video/mp4" });
  await books.keep("alpha", { sha256, facts: { kind: "video", type: "mp4", bytes: 4 }, objectKey: "inputs/film" });
  const request: GenerationRequest = { model: "MiniMax-H3", reference_videos: [storedInput(sha256, "mp4").reference] };
  expect(await createInputReader({ store, books }).fill(request, "alpha")).toEqual({
    model: "MiniMax-H3",
    reference_videos: [`data:video/mp4;base64,${Buffer.from("film").toString("base64")}`],
  });
});

test("each tenant's own object is read, and what an earlier version stored under its content still is", async () => {
  const [store, books] = [createMemoryObjectStore(), createMemoryInputBooks()];
  const cat = image("a cat");
  await keep(store, books, [cat]);
  const inputs = createInputReader({ store, books });
  await inputs.fill(wanting(cat.reference), "alpha");
  await expect(inputs.fill(wanting(cat.reference), "beta")).rejects.toMatchObject({ code: "input_image_missing" });
  await store.put(readStoredInput(cat.reference).formerObjectKey, chunksOf("a cat"), { contentType: "image/png" });
  expect(await inputs.fill(wanting(cat.reference), "beta")).toEqual(wanting(urlOf("a cat")));
});

test("content that is not what its reference says is not sent", async () => {
  const [store, books] = [createMemoryObjectStore(), createMemoryInputBooks()];
  const cat = image("a cat");
  await keep(store, books, [cat]);
  await store.delete(cat.objectKey);
  const inputs = createInputReader({ store, books });
  await expect(inputs.fill(wanting(cat.reference), "alpha")).rejects.toMatchObject({ code: "input_image_missing" });
  await store.put(cat.objectKey, chunksOf("a dog"), { contentType: "image/png" });
  await expect(inputs.fill(wanting(cat.reference), "alpha")).rejects.toMatchObject({ code: "input_image_changed" });
  // Nothing of a failure is kept.
  await store.put(cat.objectKey, chunksOf("a cat"), { contentType: "image/png" });
  expect(await inputs.fill(wanting(cat.reference), "alpha")).toEqual(wanting(urlOf("a cat")));
});

test("an image of many lines is read once, also by creates at the same time; what is kept has a bound", async () => {
  const [memory, books] = [createMemoryObjectStore(), createMemoryInputBooks()];
  const images = ["a", "b", "c"].map((letter) => image(letter.repeat(300)));
  await keep(memory, books, images);
  const { reads, store } = counted(memory);
  const inputs = createInputReader({ store, books, cacheBytes: 1000 });
  const [a, b, c] = images.map(({ reference }) => reference) as [string, string, string];
  await Promise.all(Array.from({ length: 50 }, () => inputs.fill(wanting(a), "alpha")));
  await inputs.fill(wanting(b), "alpha");
  await inputs.fill(wanting(a), "alpha");
  expect(reads).toHaveLength(2);
  // Two of 422 characters have room; b was not used for longer.
  await inputs.fill(wanting(c), "alpha");
  await inputs.fill(wanting(a), "alpha");
  expect(reads).toHaveLength(3);
  await inputs.fill(wanting(b), "alpha");
  expect(reads).toHaveLength(4);
});

test("a storage that is away is said to be so, and asked again the next time", async () => {
  const [memory, books] = [createMemoryObjectStore(), createMemoryInputBooks()];
  const cat = image("a cat");
  await keep(memory, books, [cat]);
  let away = true;
  const get: ObjectStore["get"] = async (key) => {
    if (away) throw new UnavailableError("storage_refused", "The bucket is away.");
    return memory.get(key);
  };
  const inputs = createInputReader({ store: { ...memory, get }, books });
  await expect(inputs.fill(wanting(cat.reference), "alpha")).rejects.toThrow(UnavailableError);
  away = false;
  expect(await inputs.fill(wanting(cat.reference), "alpha")).toEqual(wanting(urlOf("a cat")));
});
