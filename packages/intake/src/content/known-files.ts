/** Files of other programs, by the bytes that they begin with. */
const BEGINNINGS: readonly (readonly [readonly number[] | string, string])[] = [
  ["%PDF", "a PDF"],
  ["\u0089PNG", "a PNG picture"],
  ["GIF8", "a GIF picture"],
  [[0xff, 0xd8, 0xff], "a JPEG picture"],
  ["RIFF", "a picture, recording or video (RIFF)"],
  ["OggS", "a recording (Ogg)"],
  ["ID3", "a recording (MP3)"],
  ["PAR1", "a Parquet table; write it as CSV or JSON lines"],
  ["ARROW1", "an Arrow table; write it as CSV or JSON lines"],
  ["SQLite format 3", "an SQLite database; write the table as CSV"],
  ["BZh", "packed with bzip2; unpack it, or pack it with gzip"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "packed with xz; unpack it, or pack it with gzip"],
  [[0x28, 0xb5, 0x2f, 0xfd], "packed with zstd; unpack it, or pack it with gzip"],
  ["7z\u00bc\u00af", "a 7z archive; unpack it"],
  ["Rar!", "a RAR archive; unpack it"],
  [[0x7f, 0x45, 0x4c, 0x46], "a program"],
  [
    [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    "an old Excel or Word file (.xls, .doc), or one with a password; save it as .xlsx or CSV without one",
  ],
  [[0x80, 0x02], "a Python pickle; write it as JSON lines"],
  [[0x80, 0x04], "a Python pickle; write it as JSON lines"],
  [[0x93, 0x4e, 0x55, 0x4d], "a NumPy file; write it as CSV"],
  [[0xff, 0xfe, 0x00, 0x00], "text in UTF-32; save it as UTF-8"],
  [[0x00, 0x00, 0xfe, 0xff], "text in UTF-32; save it as UTF-8"],
  ["bplist00", "a property list"],
  ["{\\rtf", "an RTF document; save it as plain text"],
];

/** What a file of another kind is, as the end of a sentence; undefined for what may be a list of prompts. */
export function knownFile(head: Uint8Array): string | undefined {
  if (ascii(head, 4, 8) === "ftyp") return "a video or picture (MP4, HEIC)";
  if (ascii(head, 257, 262) === "ustar") return "a tar archive; unpack it";
  return BEGINNINGS.find(([bytes]) => beginsWith(head, bytes))?.[1];
}

function beginsWith(head: Uint8Array, bytes: readonly number[] | string): boolean {
  return typeof bytes === "string"
    ? Buffer.from(head.subarray(0, bytes.length)).toString("latin1") === bytes
    : bytes.every((byte, at) => head[at] === byte);
}

function ascii(head: Uint8Array, from: number, to: number): string {
  return Buffer.from(head.subarray(from, to)).toString("latin1");
}

/** Whether bytes that are no known file are no text either. */
export function isBinary(head: Uint8Array): boolean {
  let controls = 0;
  for (const byte of head) if (byte < 0x20 && !TEXT_CONTROLS.includes(byte)) controls += 1;
  return controls > 8 && controls > head.length / 100;
}

/** Tab, line ends, form feed, escape. */
const TEXT_CONTROLS: readonly number[] = [0x09, 0x0a, 0x0c, 0x0d, 0x1b];
