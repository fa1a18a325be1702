import { expect, test } from "@jest/globals";
import { createMp4Check } from "./mp4-check.ts";
import { FTYP, MOOV, mp4Box, mp4LongBox, mp4OpenBox, smallMp4 } from "./test-mp4.ts";

const MEDIA = Buffer.alloc(500, 7);

/** Checks a file that comes in chunks of this size. */
function check(file: Uint8Array, chunkBytes: number, contentType?: string): void {
  const running = createMp4Check(contentType);
  for (let offset = 0; offset < file.length; offset += chunkBytes) running.push(file.subarray(offset, offset + chunkBytes));
  running.end();
}

test.each([
  ["moov before mdat", smallMp4()],
  ["mdat before moov", Buffer.concat([FTYP, mp4Box("mdat", MEDIA), MOOV])],
  ["free boxes and two mdat", Buffer.concat([FTYP, mp4Box("free"), mp4Box("mdat"), MOOV, mp4Box("mdat", MEDIA), mp4Box("free", MEDIA)])],
  ["a 64-bit size", Buffer.concat([FTYP, MOOV, mp4LongBox("mdat", MEDIA)])],
  ["a last box without a size", Buffer.concat([FTYP, MOOV, mp4OpenBox("mdat", MEDIA)])],
])("an MP4 with %s passes, whatever the chunks", (_name, file) => {
  for (const chunkBytes of [1, 3, 7, 8, 9, 64, file.length]) expect(() => check(file, chunkBytes)).not.toThrow();
});

test.each([
  ["nothing", Buffer.alloc(0), /it is empty/],
  ["five bytes", Buffer.from("short"), /it has 5 bytes/],
  ["an HTML page", Buffer.from("\n<!DOCTYPE html><title>403</title>"), /looks like an HTML page \(content-type text\/html\)/],
  ["an XML error", Buffer.from('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), /looks like an XML document/],
  ["JSON", Buffer.from('{"base_resp":{"status_code":1004}}'), /looks like JSON/],
  ["a PNG", Buffer.from("\x89PNG\r\n\x1a\n and more", "latin1"), /does not begin as an MP4 does/],
  ["an MP4 that lost its first box", Buffer.concat([MOOV, mp4Box("mdat", MEDIA)]), /does not begin as an MP4 does/],
  ["no moov", Buffer.concat([FTYP, mp4Box("mdat", MEDIA)]), /without a moov box/],
  ["no mdat", Buffer.concat([FTYP, MOOV]), /without media data/],
  ["an empty mdat", Buffer.concat([FTYP, MOOV, mp4Box("mdat")]), /without media data/],
  ["a box of size 3", Buffer.concat([FTYP, Buffer.from("00000003", "hex"), Buffer.from("moov")]), /impossible size/],
  ["rubbish behind it", Buffer.concat([smallMp4(), Buffer.alloc(20)]), /not a box at byte \d+/],
  ["four bytes behind it", Buffer.concat([smallMp4(), Buffer.from([0, 0, 0, 8])]), /cut off within a box header at byte \d+/],
])("%s is refused with what it looks like, whatever the chunks", (_name, file, reason) => {
  for (const chunkBytes of [1, 8, Math.max(file.length, 1)]) {
    expect(() => check(file, chunkBytes, "text/html")).toThrow(reason);
    expect(() => check(file, chunkBytes, "text/html")).toThrow(expect.objectContaining({ fault: "not_a_video" }));
  }
});

test("an MP4 that was cut anywhere is refused", () => {
  const whole = smallMp4(100);
  for (let length = 0; length < whole.length; length += 1) expect(() => check(whole.subarray(0, length), 16)).toThrow(/not a whole MP4/);
});

test("where it was truncated is told", () => {
  const whole = smallMp4(1000);
  expect(() => check(whole.subarray(0, whole.length - 10), 64)).toThrow(
    new RegExp(`truncated at byte ${whole.length - 10}: its box "mdat" from byte ${FTYP.length + MOOV.length} goes on for 10 bytes more`),
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
