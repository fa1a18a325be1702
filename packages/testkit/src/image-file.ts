/** Images that say their size as real ones do, and show nothing. */
export interface ImageFileOptions {
  readonly width: number;
  readonly height: number;
  /** Length of the file; default as short as it can be. */
  readonly bytes?: number;
}

type Kind = "png" | "jpg" | "webp" | "heic" | "avif" | "gif";

/** Makes the bytes of a small image of this kind and size in pixels, padded to at least `bytes`. */
export function imageFile(kind: Kind, { width, height, bytes = 0 }: ImageFileOptions): Buffer {
  const content = MAKERS[kind](width, height);
  return content.length >= bytes ? content : Buffer.concat([content, Buffer.alloc(bytes - content.length, kind)]);
}

const MAKERS: Readonly<Record<Kind, (width: number, height: number) => Buffer>> = {
  png: (width, height) =>
    Buffer.concat([
      hex("89504e470d0a1a0a0000000d49484452"),
      big32(width),
      big32(height),
      hex("0802000000"),
      Buffer.alloc(4),
    ]),
  // SOI, an APP0 segment, SOF0.
  jpg: (width, height) =>
    Buffer.concat([
      hex("ffd8ffe000104a46494600010100000100010000ffc0001108"),
      big16(height),
      big16(width),
      Buffer.alloc(12),
      hex("ffd9"),
    ]),
  webp: (width, height) =>
    Buffer.concat([
      text("RIFF"),
      hex("16000000"),
      text("WEBPVP8X"),
      hex("0a000000"),
      Buffer.alloc(4),
      little24(width - 1),
      little24(height - 1),
    ]),
  heic: (width, height) => heif("heic", width, height),
  avif: (width, height) => heif("avif", width, height),
  gif: (width, height) => Buffer.concat([text("GIF89a"), little16(width), little16(height), Buffer.alloc(4)]),
};

function heif(brand: string, width: number, height: number): Buffer {
  const size = box("ispe", Buffer.concat([Buffer.alloc(4), big32(width), big32(height)]));
  const meta = box("meta", Buffer.concat([Buffer.alloc(4), box("iprp", box("ipco", size))]));
  return Buffer.concat([box("ftyp", Buffer.concat([text(brand), Buffer.alloc(4), text(brand)])), meta]);
}

function box(name: string, content: Buffer): Buffer {
  return Buffer.concat([big32(content.length + 8), text(name), content]);
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, "hex");
}

function text(words: string): Buffer {
  return Buffer.from(words, "latin1");
}

function big32(value: number): Buffer {
  return hex(value.toString(16).padStart(8, "0"));
}

function big16(value: number): Buffer {
  return hex(value.toString(16).padStart(4, "0"));
}

function little24(value: number): Buffer {
  return hex(value.toString(16).padStart(6, "0")).reverse();
}

function little16(value: number): Buffer {
  return big16(value).reverse();
}
