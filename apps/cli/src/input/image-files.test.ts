import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readStoredInput } from "@hailuo-queue/contracts";
import { createInputKeeper } from "@hailuo-queue/intake";
import {
  createMemoryInputBooks,
  createMemoryObjectStore,
  imageFile,
  type ImageFileOptions,
} from "@hailuo-queue/testkit";
import { createCapturedShell } from "../__fixtures__/captured-shell.ts";
import { loadPrompts } from "../commands/load-prompts.ts";
import { createImageFiles } from "./image-files.ts";

const MB = 1024 * 1024;
const FAIR: ImageFileOptions = { width: 1366, height: 768 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hailuo-images-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function faultOf(content: Buffer, side: "v1" | "v2" | "agent" = "v1"): Promise<string | undefined> {
  await writeFile(join(folder, "picture.bin"), content);
  const judged = await createImageFiles(folder).judge("picture.bin", side);
  return "fault" in judged ? judged.fault : undefined;
}

test.each([
  ["png", "png"],
  ["jpg", "jpg"],
  ["webp", "webp"],
  ["heic", "heic"],
] as const)("a %s is known by its content, whatever its name says", async (kind, ending) => {
  await writeFile(join(folder, "wrong-name.gif"), imageFile(kind, FAIR));
  const judged = await createImageFiles(folder).judge("./wrong-name.gif", "v2");
  expect(judged).toEqual({ reference: expect.stringMatching(new RegExp(`^input://sha256-[0-9a-f]{64}\\.${ending}$`)) });
});

test("the limits of the older and the newer API are kept to the pixel and the byte", async () => {
  const png = (width: number, height: number, bytes = 0): Buffer => imageFile("png", { width, height, bytes });
  expect(await faultOf(png(299, 500))).toBe("has 299 x 500 pixels; the short side must have at least 300");
  expect(await faultOf(png(300, 500))).toBeUndefined();
  expect(await faultOf(png(300, 500), "agent")).toBeUndefined();
  expect(await faultOf(png(255, 500), "v2")).toBe("has 255 x 500 pixels; the short side must have at least 256");
  expect(await faultOf(png(256, 500), "v2")).toBeUndefined();
  expect(await faultOf(png(5761, 4000), "v2")).toBe("has 5761 x 4000 pixels; the long side may have at most 5760");
  expect(await faultOf(png(8000, 4000))).toBeUndefined();
  expect(await faultOf(png(1000, 2500))).toBeUndefined();
  expect(await faultOf(png(1000, 2501))).toBe("has 1000 x 2501 pixels; its shape must lie between 2:5 and 5:2");
  expect(await faultOf(png(2501, 1000), "v2")).toBe("has 2501 x 1000 pixels; its shape must lie between 2:5 and 5:2");
  expect(await faultOf(png(800, 600, 20 * MB))).toBe("has 20 MB; an image must have less than 20 MB");
  expect(await faultOf(png(800, 600, 20 * MB - 1))).toBeUndefined();
  expect(await faultOf(png(800, 600, 30 * MB), "v2")).toBeUndefined();
  expect(await faultOf(png(800, 600, 30 * MB + 1), "v2")).toBe("has 30.1 MB; an image must have at most 30 MB");
});

test("HEIC is for the newer API alone, and what is no image at all is said to be none", async () => {
  expect(await faultOf(imageFile("heic", FAIR))).toBe("is HEIC; an image must be JPEG, PNG or WebP");
  const none = "is no JPEG, PNG, WebP, HEIC or HEIF image, by its content";
  for (const kind of ["gif", "avif"] as const) expect(await faultOf(imageFile(kind, FAIR), "v2")).toBe(none);
  expect(await faultOf(Buffer.from("a text"))).toBe(none);
  expect(await faultOf(Buffer.alloc(0))).toBe(none);
  expect(await faultOf(imageFile("png", FAIR).subarray(0, 18))).toBe(none);
  expect(await faultOf(imageFile("png", { width: 0, height: 10 }))).toBe(none);
});

test("a file that is not there, a directory, a device and a broken link are told apart, and none is waited for", async () => {
  await mkdir(join(folder, "album"));
  await symlink(join(folder, "nowhere.png"), join(folder, "link.png"));
  const images = createImageFiles(folder);
  expect(await images.judge("gone.png", "v1")).toEqual({
    fault: `is not there: no such file as ${join(folder, "gone.png")}`,
  });
  expect(await images.judge("album", "v1")).toEqual({ fault: "is a directory" });
  expect(await images.judge("/dev/zero", "v1")).toEqual({ fault: "is no plain file" });
  expect(await images.judge("link.png", "v1")).toEqual({ fault: expect.stringMatching(/^is not there/) });
});

test("one content under two names and in many lines is stored once", async () => {
  await writeFile(join(folder, "one.png"), imageFile("png", FAIR));
  await writeFile(join(folder, "two.png"), imageFile("png", FAIR));
  const lines = Array.from({ length: 2000 }, (_, at) =>
    line({ image_url: at % 2 === 0 ? "one.png" : "./two.png", prompt: `${at}` }),
  );
  const file = await write(lines);
  const prompts = await loadPrompts({ file, json: false }, createCapturedShell());
  expect(prompts).toMatchObject({ count: 2000, imageFiles: 1 });
  const [store, books] = [createMemoryObjectStore(), createMemoryInputBooks()];
  await prompts?.storeImages(createInputKeeper({ store, books }), "alpha");
  const [key = ""] = store.keys();
  expect(store.keys()).toHaveLength(1);
  expect(key).toMatch(/^inputs\/alpha\/[0-9a-f-]{36}\.png$/);
  expect(store.read(key)).toEqual(imageFile("png", FAIR));
  const [kept] = (await books.list("alpha", { limit: 10 })).items;
  expect(kept).toMatchObject({ objectKey: key, facts: { kind: "image", type: "png", ...FAIR } });
  for await (const { request } of prompts?.read() ?? [])
    expect(readStoredInput(request.image_url ?? "").sha256).toBe(kept?.sha256);
  await prompts?.storeImages(createInputKeeper({ store, books }), "alpha");
  expect(store.keys()).toEqual([key]);
});

test("an image that was changed between the look and the storing is not stored, and the path is told", async () => {
  const path = join(folder, "cat.png");
  await writeFile(path, imageFile("png", FAIR));
  const images = createImageFiles(folder);
  const judged = await images.judge("cat.png", "v1");
  await writeFile(path, imageFile("png", { width: 1367, height: 768 }));
  await utimes(path, 0, 0);
  const [store, books] = [createMemoryObjectStore(), createMemoryInputBooks()];
  const keeper = createInputKeeper({ store, books });
  await expect(images.store("reference" in judged ? judged.reference : "", keeper, "alpha")).rejects.toThrow(
    `${path}: the file was changed while it was read; run the command again`,
  );
  expect(store.keys()).toEqual([]);
  expect((await books.list("alpha", { limit: 10 })).items).toEqual([]);
});

test("every fault is told with its line and field, also in lists, and the rest of the line is judged all the same", async () => {
  await writeFile(join(folder, "small.png"), imageFile("png", { width: 100, height: 100 }));
  await writeFile(join(folder, "cat.png"), imageFile("png", FAIR));
  const file = await write([
    line({ image_url: "cat.png" }),
    line({ image_url: "missing.png", duration: 7 }),
    line({ model: "MiniMax-Hailuo-02", image_url: "cat.png", last_frame_image: "small.png" }),
    line({ model: "S2V-01", subject_reference: "small.png" }),
    line({ model: "S2V-01", subject_reference: [{ type: "character", image: ["small.png"] }] }),
    line({ model: "MiniMax-H3", reference_images: ["cat.png", "small.png"] }),
    JSON.stringify({ template_id: "392753057216684038", media_inputs: ["small.png"] }),
    line({ model: "MiniMax-H3", reference_videos: ["film.mp4"] }),
    line({ image_url: "htp://example.com/cat.png" }),
  ]);
  const shell = createCapturedShell();
  expect(await loadPrompts({ file, json: false }, shell)).toBeUndefined();
  const small = '"small.png" has 100 x 100 pixels; the short side must have at least';
  expect(shell.err().trimEnd().split("\n")).toEqual([
    `${file}:2: image_url: "missing.png" is not there: no such file as ${join(folder, "missing.png")}`,
    `${file}:2: duration: is 7, allowed are the numbers 6 and 10 (seconds)`,
    `${file}:3: last_frame_image: ${small} 300`,
    `${file}:4: subject_reference: ${small} 300`,
    `${file}:5: subject_reference.0.image.0: ${small} 300`,
    `${file}:6: reference_images.1: ${small} 256`,
    `${file}:7: media_inputs.0: ${small} 300`,
    expect.stringContaining("; a video file is not read from disk"),
    `${file}:9: image_url: is "htp://example.com/cat.png", must be an http(s) URL or a data:image/…;base64 URL`,
    "9 faults; nothing was enqueued.",
  ]);
});

test("what the provider may refuse all the same is a warning that keeps nothing back", async () => {
  await writeFile(join(folder, "edge.png"), imageFile("png", { width: 300, height: 500 }));
  const file = await write([
    line({ image_url: "edge.png" }),
    line({ model: "MiniMax-H3-Max", reference_images: ["edge.png"] }),
  ]);
  const shell = createCapturedShell();
  expect(await loadPrompts({ file, json: false }, shell)).toMatchObject({ count: 2 });
  expect(shell.err().trimEnd().split("\n")).toEqual([
    expect.stringMatching(/:1: warning: image_url: has 300 x 500 pixels; .* may be refused/),
    expect.stringMatching(/:2: warning: reference_images: may be refused/),
  ]);
  const programs = createCapturedShell();
  await loadPrompts({ file, json: true }, programs);
  expect(programs.json()).toMatchObject([
    { type: "warning", code: "doubtful_input", line: 1, field: "image_url" },
    { type: "warning", line: 2 },
  ]);
  const many = await write(Array.from({ length: 30 }, () => line({ image_url: "edge.png" })));
  const short = createCapturedShell();
  await loadPrompts({ file: many, json: false }, short);
  expect(short.err().trimEnd().split("\n")).toHaveLength(11);
  expect(short.err()).toContain("and 20 more warnings");
});

test("files that together make too large a request are refused by what they weigh when they are sent", async () => {
  const names = ["a.png", "b.png"];
  for (const name of names) await writeFile(join(folder, name), imageFile("png", { ...FAIR, bytes: 25 * MB }));
  const file = await write([line({ model: "MiniMax-H3", reference_images: names })]);
  const shell = createCapturedShell();
  expect(await loadPrompts({ file, json: false }, shell)).toBeUndefined();
  expect(shell.err()).toMatch(
    /:1: reference_images: makes a request of 67 MB with the other files, allowed are 64; give http/,
  );
});

test("data URLs in the lines are judged and kept as files are, however large a line is", async () => {
  const large = imageFile("png", { ...FAIR, bytes: 3 * MB });
  const small = imageFile("png", { width: 100, height: 100, bytes: 2000 });
  const url = (content: Buffer): string => `data:image/png;base64,${content.toString("base64")}`;
  const good = await write([line({ image_url: url(large) }), line({ image_url: url(large), prompt: "again" })]);
  const prompts = await loadPrompts({ file: good, json: false }, createCapturedShell());
  expect(prompts).toMatchObject({ count: 2, imageFiles: 1 });
  const [store, books] = [createMemoryObjectStore(), createMemoryInputBooks()];
  await prompts?.storeImages(createInputKeeper({ store, books }), "alpha");
  expect(store.keys().map((key) => store.read(key)?.equals(large))).toEqual([true]);
  const [kept] = (await books.list("alpha", { limit: 10 })).items;
  for await (const { request } of prompts?.read() ?? [])
    expect(readStoredInput(request.image_url ?? "").sha256).toBe(kept?.sha256);

  const text = Buffer.from("no picture ".repeat(100));
  const bad = await write([
    line({ image_url: url(small) }),
    line({ image_url: url(text) }),
    line({ image_url: url(imageFile("heic", FAIR)) }),
  ]);
  const shell = createCapturedShell();
  expect(await loadPrompts({ file: bad, json: false }, shell)).toBeUndefined();
  expect(shell.err().trimEnd().split("\n")).toEqual([
    `${bad}:1: image_url: has 100 x 100 pixels; the short side must have at least 300`,
    `${bad}:2: image_url: is no JPEG, PNG, WebP, HEIC or HEIF image, by its content`,
    `${bad}:3: image_url: is HEIC; an image must be JPEG, PNG or WebP`,
    "3 faults; nothing was enqueued.",
  ]);
});

test("the name of a stored input cannot be written by hand", async () => {
  const file = await write([line({ image_url: `input://sha256-${"a".repeat(64)}.png` })]);
  const shell = createCapturedShell();
  expect(await loadPrompts({ file, json: false }, shell)).toBeUndefined();
  expect(shell.err()).toMatch(
    /:1: image_url: .* is a name that hailuo itself gives to an image; give the image's path/,
  );
});

function line(fields: object): string {
  return JSON.stringify({ model: "MiniMax-Hailuo-2.3", prompt: "A cat", ...fields });
}

async function write(lines: readonly string[]): Promise<string> {
  const file = join(folder, "prompts.jsonl");
  await writeFile(file, lines.map((each) => `${each}\n`).join(""));
  return file;
}
