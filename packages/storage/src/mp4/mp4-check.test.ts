import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { MP4_LIMITS } from "../limits.ts";
import { pruneMoov } from "./prune-moov.ts";
import { readVideoFacts } from "./read-video-facts.ts";
import { createMp4Check, type Mp4Findings } from "./mp4-check.ts";
import { FTYP, MOOV, mp4Box, mp4LongBox, mp4OpenBox, smallMp4 } from "../test-mp4.ts";

const MEDIA = Buffer.alloc(500, 7);
const FRAGMENTS = Buffer.concat([FTYP, MOOV, mp4Box("moof", MEDIA), mp4Box("mdat", MEDIA)]);

/** Checks a file that comes in chunks of this size. */
function check(file: Uint8Array, chunkBytes: number, contentType?: string): Mp4Findings {
  const running = createMp4Check(contentType);
  for (let offset = 0; offset < file.length; offset += chunkBytes)
    running.push(file.subarray(offset, offset + chunkBytes));
  return running.end();
}

test.each([
  ["moov before mdat", smallMp4()],
  ["mdat before moov", Buffer.concat([FTYP, mp4Box("mdat", MEDIA), MOOV])],
  [
    "free boxes and two mdat",
    Buffer.concat([FTYP, mp4Box("free"), mp4Box("mdat"), MOOV, mp4Box("mdat", MEDIA), mp4Box("free", MEDIA)]),
  ],
  ["padding before its first box", Buffer.concat([mp4Box("free", MEDIA), mp4Box("wide"), smallMp4()])],
  ["a 64-bit size", Buffer.concat([FTYP, MOOV, mp4LongBox("mdat", MEDIA)])],
  ["a last box without a size", Buffer.concat([FTYP, MOOV, mp4OpenBox("mdat", MEDIA)])],
])("an MP4 with %s passes, whatever the chunks", (_name, file) => {
  for (const chunkBytes of [1, 3, 7, 8, 9, 64, file.length]) expect(() => check(file, chunkBytes)).not.toThrow();
});

const QUICKTIME_MOOV = mp4Box("moov", mp4Box("hdlr", Buffer.from("\0\0\0\0mhlrvide\0\0\0\0", "latin1")));
test.each([
  ["its moov first", Buffer.concat([QUICKTIME_MOOV, mp4Box("mdat", MEDIA)])],
  ["its media first", Buffer.concat([mp4Box("mdat", MEDIA), QUICKTIME_MOOV])],
  ["its media behind a wide box", Buffer.concat([mp4Box("wide"), mp4Box("mdat", MEDIA), QUICKTIME_MOOV])],
  ["a preview first", Buffer.concat([mp4Box("pnot", MEDIA), mp4Box("mdat", MEDIA), QUICKTIME_MOOV])],
])("QuickTime, which may have no ftyp, passes with %s", (_name, file) => {
  for (const chunkBytes of [1, 8, 9, file.length]) expect(() => check(file, chunkBytes)).not.toThrow();
});

test.each([
  ["nothing", Buffer.alloc(0), /it is empty/],
  ["five bytes", Buffer.from("short"), /it has 5 bytes/],
  [
    "an HTML page",
    Buffer.from("\n<!DOCTYPE html><title>403</title>"),
    /looks like an HTML page \(content-type text\/html\)/,
  ],
  [
    "an XML error",
    Buffer.from('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'),
    /looks like an XML document/,
  ],
  ["JSON", Buffer.from('{"base_resp":{"status_code":1004}}'), /looks like JSON/],
  ["a PNG", Buffer.from("\x89PNG\r\n\x1a\n and more", "latin1"), /does not begin as an MP4 does/],
  ["an MP4 that lost its first box", Buffer.concat([MOOV, mp4Box("mdat", MEDIA)]), /does not begin as an MP4 does/],
  ["no moov", Buffer.concat([FTYP, mp4Box("mdat", MEDIA)]), /without a moov box/],
  ["an empty moov", Buffer.concat([FTYP, mp4Box("mdat", MEDIA), mp4Box("moov")]), /empty moov box/],
  [
    "an empty moov without a size",
    Buffer.concat([FTYP, mp4Box("mdat", MEDIA), mp4OpenBox("moov", Buffer.alloc(0))]),
    /empty moov box/,
  ],
  ["padding alone", Buffer.concat([mp4Box("free", MEDIA), mp4Box("mdat", MEDIA)]), /without a moov box/],
  ["a box of another file first", Buffer.concat([mp4Box("RIFF", MEDIA), smallMp4()]), /does not begin as an MP4 does/],
  ["no mdat", Buffer.concat([FTYP, MOOV]), /without media data/],
  ["an empty mdat", Buffer.concat([FTYP, MOOV, mp4Box("mdat")]), /without media data/],
  ["a box of size 3", Buffer.concat([FTYP, Buffer.from("00000003", "hex"), Buffer.from("moov")]), /impossible size/],
  [
    "rubbish before its media",
    Buffer.concat([FTYP, MOOV, Buffer.alloc(20), mp4Box("mdat", MEDIA)]),
    /not a box at byte \d+/,
  ],
  [
    "a last box that is cut off",
    Buffer.concat([smallMp4(), mp4Box("free", MEDIA).subarray(0, 300)]),
    /"free" .* goes on for 208 bytes/,
  ],
  [
    "a next fragment that is cut off",
    Buffer.concat([FRAGMENTS, mp4Box("moof").subarray(0, 6)]),
    /cut off within a box header/,
  ],
])("%s is refused with what it looks like, whatever the chunks", (_name, file, reason) => {
  for (const chunkBytes of [1, 8, Math.max(file.length, 1)]) {
    expect(() => check(file, chunkBytes, "text/html")).toThrow(reason);
    expect(() => check(file, chunkBytes, "text/html")).toThrow(expect.objectContaining({ fault: "not_a_video" }));
  }
});

test.each([
  ["zeros", Buffer.alloc(512)],
  ["three bytes", Buffer.alloc(3)],
  ["four bytes that could begin a box", Buffer.from([0, 0, 0, 8])],
  ["text", Buffer.from("\r\n--boundary--\r\n")],
  ["a box of no size that anything has", Buffer.from("00000003616263640000000000000000", "hex")],
  ["rubbish", Buffer.from("ff9c3a0180ff00ee41d2", "hex")],
])("%s behind the last box is passed over and counted, whatever the chunks", (_name, stray) => {
  const file = Buffer.concat([smallMp4(), stray]);
  for (const chunkBytes of [1, 3, 8, 16, 64, file.length])
    expect(check(file, chunkBytes).strayBytes).toBe(stray.length);
  expect(check(smallMp4(), 64).strayBytes).toBe(0);
});

test.each([
  [
    "h3-768p-5s.mp4",
    {
      picture: { widthPx: 1344, heightPx: 768, codec: "avc1.640032" },
      sound: { codec: "mp4a.40.2" },
      durationMs: 5208,
    },
  ],
  ["hailuo-768p-6s.mp4", { picture: { widthPx: 1366, heightPx: 768, codec: "avc1.640032" }, durationMs: 5875 }],
  [
    "upright-hevc-1s.mp4",
    { picture: { widthPx: 768, heightPx: 1344, codec: expect.stringMatching(/^hvc1\./) }, durationMs: 1000 },
  ],
  ["fragments.mp4", { picture: { widthPx: 1344, heightPx: 768, codec: "avc1.640032" }, sound: { codec: "mp4a.40.2" } }],
  ["sound-only.mp4", { sound: { codec: "mp4a.40.2" }, durationMs: 1032 }],
])("what %s is, its boxes tell, whatever the chunks", async (name, facts) => {
  const file = readFileSync(new URL(`../__fixtures__/${name}`, import.meta.url));
  for (const chunkBytes of [1, 7, 1000, file.length]) {
    const { moov, strayBytes } = check(file, chunkBytes);
    expect([await readVideoFacts(moov), strayBytes]).toEqual([facts, 0]);
  }
});

/** Each would hold the loop, or fill the memory, of a reader that believes it. */
const HOSTILE_MOOVS: readonly (readonly [string, Buffer])[] = [
  [
    "claims four billion samples in every table",
    track([countedTable("stts"), countedTable("ctts"), countedTable("stsz"), countedTable("stsc")]),
  ],
  ["claims four billion codecs", track([countedTable("stsd")])],
  ["has a tree of 2,000 levels", nested(2000, "trak")],
  [
    "has a codec of 2,000 levels",
    track([mp4Box("stsd", Buffer.concat([Buffer.from("0000000000000001", "hex"), nested(2000, "avc1")]))]),
  ],
  ["has 60,000 tracks", Buffer.concat(Array.from({ length: 60_000 }, () => mp4Box("trak")))],
  [
    "has 20,000 codecs",
    track([
      mp4Box("stsd", Buffer.concat([Buffer.alloc(8, 255), ...Array.from({ length: 20_000 }, () => mp4Box("zzzz"))])),
    ]),
  ],
  ["is larger than real ones are", Buffer.concat([mp4Box("free", Buffer.alloc(600_000)), track([])])],
];

test.each(HOSTILE_MOOVS)("a moov that %s is walked with little work, and tells nothing", async (_name, payload) => {
  const moov = mp4Box("moov", payload);
  const pruned = pruneMoov(moov, MP4_LIMITS.maxHeaderBytes);
  expect(pruned?.length ?? 0).toBeLessThanOrEqual(MP4_LIMITS.maxHeaderBytes);
  for (const table of ["stts", "ctts", "stsz", "stsc", "trun"]) expect(pruned?.includes(table) ?? false).toBe(false);
  const facts = await readVideoFacts(check(Buffer.concat([FTYP, moov, mp4Box("mdat", MEDIA)]), 65_536).moov);
  expect(facts?.picture?.widthPx ?? 0).toBe(0);
});

test("whatever bytes a moov holds, it is read to its end", async () => {
  const real = readFileSync(new URL("../__fixtures__/h3-768p-5s.mp4", import.meta.url));
  const property = fc.asyncProperty(
    fc.array(fc.tuple(fc.nat({ max: 3000 }), fc.nat({ max: 255 })), { maxLength: 20 }),
    async (changes) => {
      const file = Buffer.from(real);
      // Behind the ftyp and the moov's own header.
      for (const [index, byte] of changes) file[40 + index] = byte;
      await readVideoFacts(check(file, 4096).moov);
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

test("an MP4 that was cut anywhere is refused", () => {
  const whole = smallMp4(100);
  for (let length = 0; length < whole.length; length += 1)
    expect(() => check(whole.subarray(0, length), 16)).toThrow(/not a whole MP4/);
});

test("where it was truncated is told", () => {
  const whole = smallMp4(1000);
  expect(() => check(whole.subarray(0, whole.length - 10), 64)).toThrow(
    new RegExp(
      `truncated at byte ${whole.length - 10}: its box "mdat" from byte ${FTYP.length + MOOV.length} goes on for 10 bytes more`,
    ),
  );
});

test("an 8 GiB box is walked without holding it", () => {
  const running = createMp4Check();
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1, 0);
  header.write("mdat", 4, "latin1");
  header.writeBigUInt64BE(8n * 1024n ** 3n, 8);
  running.push(Buffer.concat([FTYP, MOOV, header]));
  const chunk = Buffer.alloc(64 * 1024 * 1024);
  let left = 8 * 1024 ** 3 - 16;
  for (; left > 0; left -= chunk.length) running.push(chunk.subarray(0, Math.min(left, chunk.length)));
  expect(() => running.end()).not.toThrow();
});

function nested(levels: number, type: string): Buffer {
  let box = mp4Box(type);
  for (let level = 0; level < levels; level += 1) box = mp4Box(type, box);
  return box;
}

/** Version, flags and a count of entries, of which one is there. */
function countedTable(type: string): Buffer {
  return mp4Box(type, Buffer.from("00000000ffffffff0000000affffffff", "hex"));
}

function track(tables: readonly Buffer[]): Buffer {
  const handler = mp4Box("hdlr", Buffer.from("\0\0\0\0\0\0\0\0vide\0\0\0\0\0\0\0\0\0\0\0\0\0", "latin1"));
  const header = mp4Box("mdhd", Buffer.alloc(24));
  const media = mp4Box("mdia", Buffer.concat([header, handler, mp4Box("minf", mp4Box("stbl", Buffer.concat(tables)))]));
  return Buffer.concat([mp4Box("mvhd", Buffer.alloc(100)), mp4Box("trak", media)]);
}
