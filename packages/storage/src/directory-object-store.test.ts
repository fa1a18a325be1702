import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { chunksOf, objectStoreConformance, patternBytes } from "@hailuo-queue/testkit/conformance";
import { createDirectoryObjectStore } from "./directory-object-store.ts";

async function scratch(): Promise<{ root: string; [Symbol.asyncDispose](): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), "hailuo-directory-"));
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

async function filesUnder(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

objectStoreConformance("the directory store", async () => {
  const { root, [Symbol.asyncDispose]: remove } = await scratch();
  const store = createDirectoryObjectStore(join(root, "made", "on demand"));
  return {
    store,
    leftovers: async () => (await filesUnder(root)).filter((name) => name.endsWith(".part") || name.startsWith(".hailuo-check")),
    close: remove,
  };
});

test("an object is not there under its name before it is whole", async () => {
  await using place = await scratch();
  const store = createDirectoryObjectStore(place.root);
  const seen: string[][] = [];
  const body = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from("half");
    seen.push([...(await filesUnder(place.root))]);
    yield Buffer.from("whole");
  };
  await store.put("clip.mp4", body(), { contentType: "video/mp4" });
  expect(seen).toEqual([[expect.stringMatching(/^clip\.mp4\.[0-9a-f]{12}\.part$/)]]);
  expect(await filesUnder(place.root)).toEqual(["clip.mp4"]);
});

test("a failed put removes nothing but its own part file", async () => {
  await using place = await scratch();
  await writeFile(join(place.root, "clip.mp4.0123456789ab.part"), "somebody else's");
  await mkdir(join(place.root, "empty"));
  const store = createDirectoryObjectStore(place.root);
  const body = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from("half");
    throw new Error("broke");
  };
  await expect(store.put("clip.mp4", body(), { contentType: "video/mp4" })).rejects.toThrow("broke");
  expect((await readdir(place.root)).toSorted()).toEqual(["clip.mp4.0123456789ab.part", "empty"]);
});

test("a name of 255 bytes, the longest that a file system takes, is stored", async () => {
  await using place = await scratch();
  const store = createDirectoryObjectStore(place.root);
  const key = `${"海".repeat(83)}ab.mp4`;
  expect(Buffer.byteLength(key)).toBe(255);
  await store.put(key, chunksOf(patternBytes(10)), { contentType: "video/mp4" });
  expect((await store.head(key))?.bytes).toBe(10);
});

test("what the file system refuses comes out as a sentence with the directory and the cure", async () => {
  await using place = await scratch();
  const store = createDirectoryObjectStore(place.root);
  const put = (key: string): Promise<unknown> => store.put(key, chunksOf(patternBytes(10)), { contentType: "video/mp4" });
  await put("file");
  await expect(put("file/below.mp4")).rejects.toMatchObject({ name: "UnavailableError", code: "storage_refused" });
  await expect(put("file/below.mp4")).rejects.toThrow(/a file stands where a folder is needed/);
  await expect(put(`${"n".repeat(300)}.mp4`)).rejects.toThrow(/longer than the file system allows/);
  await mkdir(join(place.root, "folder.mp4"));
  await expect(put("folder.mp4")).rejects.toThrow(/a folder stands where the file should go/);
  expect(await store.head("folder.mp4")).toBeUndefined();
  expect(await filesUnder(place.root)).toEqual(["file"]);
});

test("a directory that cannot be used fails the check with a sentence that names it", async () => {
  await using place = await scratch();
  await writeFile(join(place.root, "taken"), "a file");
  const taken = createDirectoryObjectStore(join(place.root, "taken"));
  await expect(taken.check()).rejects.toThrow(/taken cannot be written: a file stands where a folder is needed/);
  const odd = createDirectoryObjectStore("/proc/hailuo/out");
  await expect(odd.check()).rejects.toThrow(/\/proc\/hailuo\/out cannot be written: folders cannot be made there/);
});
