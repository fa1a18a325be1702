import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { mountImage } from "./__fixtures__/mounted-image.ts";
import { createDirectoryObjectStore } from "./directory-object-store.ts";
import { foldedName, windowsNameFault } from "./file-names.ts";
import { objectKeyFault } from "./object-key.ts";
import { folderFault } from "./own-folders.ts";

const VIDEO = { contentType: "video/mp4" };
const bytes = (text: string) =>
  async function* bytesOf(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  };

/** One image for each kind, for all tests of the file; undefined where nothing can be mounted. */
const fat = await mountImage("fat");
const ntfs = await mountImage("ntfs");
afterAllUnmount();

const onFat = fat === undefined ? test.skip : test;
const onNtfs = ntfs === undefined ? test.skip : test;

onFat("where case is ignored, a batch does not write into the folder of another", async () => {
  const root = join(fat?.root ?? "", "videos");
  const store = createDirectoryObjectStore(root);
  await store.put("Spring/cat.mp4", bytes("the first")(), VIDEO);
  await expect(
    createDirectoryObjectStore(root).put("spring/cat.mp4", bytes("the second")(), VIDEO),
  ).rejects.toMatchObject({
    code: "storage_refused",
    message: expect.stringContaining('it has the folder "Spring", and takes "spring" for the same'),
  });
  expect(await readFile(join(root, "Spring", "cat.mp4"), "utf8")).toBe("the first");
  expect(await readdir(root)).toEqual(["Spring"]);
});

onFat("the batch itself goes on there, in other processes too", async () => {
  const root = join(fat?.root ?? "", "again");
  await createDirectoryObjectStore(root).put("Autumn/a.mp4", bytes("a")(), VIDEO);
  await createDirectoryObjectStore(root).put("Autumn/b.mp4", bytes("b")(), VIDEO);
  expect((await readdir(join(root, "Autumn"))).toSorted()).toEqual(["a.mp4", "b.mp4"]);
});

onNtfs("where case is lost, a batch finds its own folder again", async () => {
  const root = join(ntfs?.root ?? "", "videos");
  await createDirectoryObjectStore(root).put("Spring/cat.mp4", bytes("one")(), VIDEO);
  await createDirectoryObjectStore(root).put("Spring/dog.mp4", bytes("two")(), VIDEO);
  expect((await readdir(join(root, "Spring"))).toSorted()).toEqual(["cat.mp4", "dog.mp4"]);
});

onNtfs("what we call impossible on Windows is refused by its rules, and nothing else that a key may have", async () => {
  const root = join(ntfs?.root ?? "", "names");
  const store = createDirectoryObjectStore(root);
  const names = ["con", "NUL.mp4", "a.", "Lpt1", "aux.x.y", "console", "con-1", "a b", "x~y", "=1+1@2", "雨夜"];
  for (const name of names) {
    const stored = store.put(name, bytes("x")(), VIDEO).then(
      () => true,
      () => false,
    );
    expect([name, await stored]).toEqual([name, windowsNameFault(name) === undefined]);
  }
});

onNtfs("whatever a name has that is possible on Windows, by our rules, is taken there", async () => {
  const store = createDirectoryObjectStore(join(ntfs?.root ?? "", "any"));
  const name = fc
    .string({
      unit: fc.constantFrom("a", "B", ".", " ", "con", "nul", "é", "e\u0301", ":", "?", "~", "雨", "$", "1"),
      maxLength: 6,
    })
    .filter((each) => objectKeyFault(each) === undefined && windowsNameFault(each) === undefined);
  await fc.assert(
    fc.asyncProperty(name, async (each) => {
      await store.put(each, bytes("x")(), VIDEO);
      expect(await store.head(each)).toEqual({ bytes: 1 });
    }),
    { numRuns: 60 },
  );
});

test("a folder that Windows keeps for a device is refused there, before anything is written", async () => {
  expect(await folderFault("/nowhere", "nul/a", "win32")).toContain("for a device");
  expect(await folderFault("/nowhere", "spring./a", "win32")).toContain("ends with a dot");
  expect(await folderFault("/nowhere", "spring/a", "win32")).toBeUndefined();
  expect(await folderFault("/nowhere", "nul", "linux")).toBeUndefined();
});

test("names that are one in other case or another form of Unicode fold to one, whatever they are", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 20 }), (name) => {
      expect(foldedName(name.normalize("NFD"))).toBe(foldedName(name.normalize("NFC")));
      expect(foldedName(foldedName(name))).toBe(foldedName(name));
    }),
  );
});

function afterAllUnmount(): void {
  afterAll(async () => {
    await fat?.[Symbol.asyncDispose]();
    await ntfs?.[Symbol.asyncDispose]();
  });
}
