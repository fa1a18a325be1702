import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { type GenerationRequest, type ObjectStore, readStoredInput, storedInput, UnavailableError } from "@hailuo-queue/contracts";
import { createMemoryObjectStore } from "@hailuo-queue/testkit";
import { createInputImages, storeInputImage } from "./input-images.ts";

function image(content: string) {
  const { reference } = storedInput(createHash("sha256").update(content).digest("hex"), "png");
  return { reference, bytes: content.length, read: () => chunksOf(content) };
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

test("an image comes back as it was stored, in every place of the request that names it", async () => {
  const store = createMemoryObjectStore();
  const [one, two] = [image("first picture"), image("second")];
  expect(await storeInputImage(store, one)).toBe(true);
  expect(await storeInputImage(store, two)).toBe(true);
  expect(await storeInputImage(store, one)).toBe(false);
  const inputs = createInputImages({ store });
  const request = wanting(one.reference, "https://example.com/a.png", two.reference, one.reference);
  expect(await inputs.fill(request)).toEqual(
    wanting(urlOf("first picture"), "https://example.com/a.png", urlOf("second"), urlOf("first picture")),
  );
  const plain = wanting("https://example.com/a.png");
  expect(await inputs.fill(plain)).toBe(plain);
});

test("content that is not what its reference says is neither stored nor sent", async () => {
  const store = createMemoryObjectStore();
  const cat = image("a cat");
  await expect(storeInputImage(store, { ...cat, read: () => chunksOf("a dog") })).rejects.toMatchObject({ code: "input_image_changed" });
  expect(store.keys()).toEqual([]);
  const inputs = createInputImages({ store });
  await expect(inputs.fill(wanting(cat.reference))).rejects.toMatchObject({ code: "input_image_missing" });
  await store.put(readStoredInput(cat.reference).objectKey, chunksOf("a dog"), { contentType: "image/png" });
  await expect(inputs.fill(wanting(cat.reference))).rejects.toMatchObject({ code: "input_image_changed" });
  // Nothing of a failure is kept.
  await store.put(readStoredInput(cat.reference).objectKey, chunksOf("a cat"), { contentType: "image/png" });
  expect(await inputs.fill(wanting(cat.reference))).toEqual(wanting(urlOf("a cat")));
});

test("an image of many lines is read once, also by creates at the same time; what is kept has a bound", async () => {
  const memory = createMemoryObjectStore();
  const images = ["a".repeat(300), "b".repeat(300), "c".repeat(300)].map(image);
  for (const each of images) await storeInputImage(memory, each);
  const { reads, store } = counted(memory);
  const inputs = createInputImages({ store, cacheBytes: 1000 });
  const [a, b, c] = images.map(({ reference }) => reference) as [string, string, string];
  await Promise.all(Array.from({ length: 50 }, () => inputs.fill(wanting(a))));
  await inputs.fill(wanting(b));
  await inputs.fill(wanting(a));
  expect(reads).toHaveLength(2);
  // Two of 422 characters have room; b was not used for longer.
  await inputs.fill(wanting(c));
  await inputs.fill(wanting(a));
  expect(reads).toHaveLength(3);
  await inputs.fill(wanting(b));
  expect(reads).toHaveLength(4);
});

test("a storage that is away is said to be so, and asked again the next time", async () => {
  const memory = createMemoryObjectStore();
  const cat = image("a cat");
  await storeInputImage(memory, cat);
  let away = true;
  const get: ObjectStore["get"] = async (key) => {
    if (away) throw new UnavailableError("storage_refused", "The bucket is away.");
    return memory.get(key);
  };
  const inputs = createInputImages({ store: { ...memory, get } });
  await expect(inputs.fill(wanting(cat.reference))).rejects.toThrow(UnavailableError);
  away = false;
  expect(await inputs.fill(wanting(cat.reference))).toEqual(wanting(urlOf("a cat")));
});
