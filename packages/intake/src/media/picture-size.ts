/** In pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * What a picture says of its size, by the beginning of its file; undefined where it says none. Files are made by
 * strangers: each is looked through once, from its beginning, in a few milliseconds.
 */
export function pngSize(bytes: Buffer): PictureSize | undefined {
  if (bytes.length < 24) return undefined;
  // Apple's optimized files have a chunk of their own in front.
  const header = bytes.toString("latin1", 12, 16) === "CgBI" ? 28 : 12;
  if (bytes.length < header + 12 || bytes.toString("latin1", header, header + 4) !== "IHDR") return undefined;
  return { width: bytes.readUInt32BE(header + 4), height: bytes.readUInt32BE(header + 8) };
}

/** Segments, each with its length, up to the first that begins a frame. */
export function jpegSize(bytes: Buffer): PictureSize | undefined {
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] as number;
    // Fill bytes, and markers without a length.
    if (marker === 0xff) at += 1;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else if (isFrame(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    // The picture's data, or its end, before any frame.
    else if (marker === 0xda || marker === 0xd9) return undefined;
    else {
      const length = bytes.readUInt16BE(at + 2);
      if (length < 2) return undefined;
      at += 2 + length;
    }
  }
  return undefined;
}

/** SOF0 to SOF15, without DHT, JPG and DAC, which stand between. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The size of a WebP of any of its three forms; undefined where it cannot be read. */
export function webpSize(bytes: Buffer): PictureSize | undefined {
  if (bytes.length < 30) return undefined;
  const coding = bytes.toString("latin1", 12, 16);
  if (coding === "VP8X") return { width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
  if (coding === "VP8L") {
    if (bytes[20] !== 0x2f) return undefined;
    const bits = bytes.readUInt32LE(21);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (coding !== "VP8 " || bytes.readUIntBE(23, 3) !== 0x9d012a) return undefined;
  return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
}

/** The largest of those in the file: the others are thumbnails, or tiles of it. */
export function heifSize(bytes: Buffer): PictureSize | undefined {
  const meta = findBox(bytes, { start: 0, end: bytes.length }, "meta");
  // A full box: its version and flags come first.
  const properties = meta && findBox(bytes, { start: meta.start + 4, end: meta.end }, "iprp");
  const container = properties && findBox(bytes, properties, "ipco");
  if (container === undefined) return undefined;
  let largest: PictureSize | undefined;
  for (const { name, start, end } of boxesIn(bytes, container)) {
    if (name !== "ispe" || end - start < 12) continue;
    const size = { width: bytes.readUInt32BE(start + 4), height: bytes.readUInt32BE(start + 8) };
    if (largest === undefined || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function findBox(bytes: Buffer, span: Span, wanted: string): Span | undefined {
  for (const box of boxesIn(bytes, span)) if (box.name === wanted) return box;
  return undefined;
}

/** A file of any use has some hundreds. */
const MOST_BOXES = 10_000;

function* boxesIn(bytes: Buffer, { start, end }: Span): Generator<Span & { readonly name: string }> {
  let at = start;
  for (let count = 0; count < MOST_BOXES && at + 8 <= Math.min(end, bytes.length); count += 1) {
    const { header, size } = boxSize(bytes, at, end);
    if (size < header) return;
    const stop = Math.min(at + size, end, bytes.length);
    yield { name: bytes.toString("latin1", at + 4, at + 8), start: Math.min(at + header, stop), end: stop };
    at += size;
  }
}

/** 0: up to the end; 1: the size stands behind the name, in 64 bits. */
function boxSize(bytes: Buffer, at: number, end: number): { readonly header: number; readonly size: number } {
  const size = bytes.readUInt32BE(at);
  if (size === 0) return { header: 8, size: end - at };
  if (size !== 1) return { header: 8, size };
  return at + 16 > bytes.length ? { header: 16, size: 0 } : { header: 16, size: Number(bytes.readBigUInt64BE(at + 8)) };
}
