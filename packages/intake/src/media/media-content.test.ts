import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { imageFile } from "@hailuo-queue/testkit";
import { judgeContent, typeOfContent } from "./media-content.ts";

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(" ", ""), "hex");
const text = (words: string): Buffer => Buffer.from(words, "latin1");
const ftyp = (brand: string): Buffer => Buffer.concat([hex("00000018"), text(`ftyp${brand}`), Buffer.alloc(12)]);

test.each(["png", "jpg", "webp", "heic"] as const)("a %s says its size", (kind) => {
  const content = imageFile(kind, { width: 1366, height: 768, bytes: 5000 });
  expect(judgeContent(content, content.length)).toEqual({
    kind: "image",
    type: kind,
    bytes: 5000,
    width: 1366,
    height: 768,
  });
});

test.each([
  ["an MP4", ftyp("isom"), "mp4"],
  ["an MP4 of a phone", ftyp("mp42"), "mp4"],
  ["a MOV", ftyp("qt  "), "mov"],
  ["an old MOV", Buffer.concat([hex("00000008"), text("wide"), hex("00000000"), text("mdat")]), "mov"],
  ["an MP3 with tags", text("ID3\u0004\u0000\u0000\u0000\u0000\u0000\u0000"), "mp3"],
  ["an MP3 without", hex("fffb9064000000"), "mp3"],
  ["a WAV", Buffer.concat([text("RIFF"), hex("24000000"), text("WAVEfmt ")]), "wav"],
] as const)("%s is known by its first bytes", (_name, content, type) => {
  expect(judgeContent(content, 77)).toMatchObject({ type, bytes: 77 });
});

test.each([
  ["a GIF", imageFile("gif", { width: 500, height: 500 })],
  ["an AVIF", imageFile("avif", { width: 500, height: 500 })],
  ["an M4A", ftyp("M4A ")],
  ["a PDF", text("%PDF-1.7 something")],
  ["HTML", text("<!doctype html><html>")],
  ["SVG", text('<svg xmlns="http://www.w3.org/2000/svg">')],
  ["AAC", hex("fff15080000000")],
  ["a PNG without a header", text("\u0089PNG\r\n\u001a\nsomething else that is longer")],
  ["a JPEG without a frame", hex("ffd8ffe00004abcdffd9000000000000")],
  ["nothing", Buffer.alloc(0)],
])("%s is none", (_name, content) => {
  expect(judgeContent(content, content.length)).toBeUndefined();
});

test("a JPEG is measured behind fill bytes, thumbnails in its tags and huge tags", () => {
  const thumbnail = imageFile("jpg", { width: 160, height: 120 });
  const tags = Buffer.concat([
    hex("ffe1"),
    hex((thumbnail.length + 8).toString(16).padStart(4, "0")),
    text("Exif\0\0"),
    thumbnail,
  ]);
  const huge = Array.from({ length: 40 }, () => Buffer.concat([hex("ffe1ffff"), Buffer.alloc(65_533, 0xff)]));
  const frame = imageFile("jpg", { width: 4000, height: 3000 }).subarray(2);
  const content = Buffer.concat([hex("ffd8"), tags, ...huge, hex("ffff"), frame]);
  expect(judgeContent(content, content.length)).toMatchObject({ type: "jpg", width: 4000, height: 3000 });
});

test("the three codings of WebP say their sizes", () => {
  const wrapped = (coding: string, rest: string): Buffer =>
    Buffer.concat([
      text("RIFF"),
      hex("00010000"),
      text("WEBP"),
      text(coding),
      hex("00010000"),
      hex(rest),
      Buffer.alloc(20),
    ]);
  expect(judgeContent(wrapped("VP8 ", "000000 9d012a 5605 0003"), 100)).toMatchObject({ width: 1366, height: 768 });
  // 14 bits of width less one, 14 of height less one.
  expect(judgeContent(wrapped("VP8L", "2f 55c5bf00"), 100)).toMatchObject({ width: 1366, height: 768 });
  expect(judgeContent(wrapped("VP8 ", "000000 000000 5605 0003"), 100)).toBeUndefined();
});

test("a HEIC is as large as the largest picture in it", () => {
  const box = (name: string, ...content: readonly Buffer[]): Buffer => {
    const all = Buffer.concat(content);
    return Buffer.concat([hex((all.length + 8).toString(16).padStart(8, "0")), text(name), all]);
  };
  const size = (width: number, height: number): Buffer =>
    box("ispe", Buffer.alloc(4), hex(width.toString(16).padStart(8, "0")), hex(height.toString(16).padStart(8, "0")));
  const sizes = [size(320, 240), size(4032, 3024), size(512, 512)];
  const content = Buffer.concat([ftyp("heic"), box("meta", Buffer.alloc(4), box("iprp", box("ipco", ...sizes)))]);
  expect(judgeContent(content, 1)).toMatchObject({ width: 4032, height: 3024 });
});

test("any bytes behind the beginning of any kind are judged without an error", () => {
  const beginnings = [
    ...(["png", "jpg", "webp", "heic"] as const).map((kind) => imageFile(kind, { width: 1, height: 1 })),
    ftyp("heic"),
    ftyp("isom"),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...beginnings),
      fc.nat(40),
      fc.uint8Array({ maxLength: 200 }),
      (beginning, kept, rest) => {
        const content = Buffer.concat([beginning.subarray(0, kept), rest]);
        const facts = judgeContent(content, content.length);
        if (facts !== undefined) expect(facts.type).toBe(typeOfContent(content));
      },
    ),
    { numRuns: 3000 },
  );
});

/** What would make a careless reader look through the same bytes again and again. */
test.each([
  ["JPEG of empty segments", Buffer.concat([hex("ffd8ff"), Buffer.alloc(4_000_000, hex("ffe00002"))])],
  ["JPEG of fill bytes", Buffer.concat([hex("ffd8ff"), Buffer.alloc(4_000_000, 0xff)])],
  ["HEIC of empty boxes", Buffer.concat([ftyp("heic"), Buffer.alloc(4_000_000, hex("0000000869737065"))])],
  ["HEIC of boxes without a size", Buffer.concat([ftyp("heic"), Buffer.alloc(4_000_000)])],
])("%s of 4 MB is none, after one look", (_name, content) => {
  expect(judgeContent(content, content.length)).toBeUndefined();
});
