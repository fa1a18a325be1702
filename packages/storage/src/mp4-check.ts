import { DownloadError } from "@hailuo-queue/contracts";

/**
 * Walks a video's top-level boxes while its bytes pass by: `ftyp` first, boxes that tile the file exactly to its end, a
 * `moov`, and an `mdat` with something in it. Constant memory. Throws DownloadError (`not_a_video`).
 */
export interface Mp4Check {
  /** To be called before the chunk is passed on. */
  push(chunk: Uint8Array): void;
  /** To be called before the end is passed on, so that a store which commits at the end commits nothing. */
  end(): void;
}

const SHORT_HEADER = 8;
const LONG_HEADER = 16;
/** Size fields with a meaning of their own: to the end of the file; a 64-bit size follows. */
const TO_THE_END = 0;
const LONG_SIZE = 1;

/** `contentType` is only quoted in the sentence about something that is no video. */
export function createMp4Check(contentType?: string): Mp4Check {
  const header = Buffer.alloc(LONG_HEADER);
  let held = 0;
  let position = 0;
  /** Payload bytes of the current box that are still to come; Infinity for a box that goes to the end. */
  let left = 0;
  let box = { type: "", start: 0 };
  let mediaBytes = 0;
  const seen = new Set<string>();

  const openBox = (): void => {
    const start = position - held;
    const type = header.toString("latin1", 4, SHORT_HEADER);
    const shortSize = header.readUInt32BE(0);
    const long = shortSize === LONG_SIZE;
    const size = long ? Number(header.readBigUInt64BE(SHORT_HEADER)) : shortSize;
    const toTheEnd = shortSize === TO_THE_END;
    if (!toTheEnd && (size < held || !Number.isSafeInteger(size)))
      throw notVideo(`its box "${type}" at byte ${start} has an impossible size`);
    left = toTheEnd ? Number.POSITIVE_INFINITY : size - held;
    box = { type, start };
    seen.add(type);
    held = 0;
  };

  return {
    push(chunk) {
      let offset = 0;
      while (offset < chunk.length) {
        if (left > 0) {
          const passed = Math.min(left, chunk.length - offset);
          if (box.type === "mdat") mediaBytes += passed;
          left -= passed;
          position += passed;
          offset += passed;
          continue;
        }
        header[held] = chunk[offset] ?? 0;
        held += 1;
        position += 1;
        offset += 1;
        if (held === SHORT_HEADER) {
          checkType(header, seen.size === 0, position - held, contentType);
          if (header.readUInt32BE(0) !== LONG_SIZE) openBox();
        } else if (held === LONG_HEADER) openBox();
      }
    },
    end() {
      if (position === 0) throw notVideo("it is empty");
      if (seen.size === 0) throw notVideo(`it has ${position} bytes`);
      if (held > 0) throw notVideo(`it is cut off within a box header at byte ${position}`);
      if (left > 0 && left !== Number.POSITIVE_INFINITY) {
        throw notVideo(`it is truncated at byte ${position}: its box "${box.type}" from byte ${box.start} goes on for ${left} bytes more`);
      }
      if (!seen.has("moov")) throw notVideo("it is an MP4 without a moov box");
      if (mediaBytes === 0) throw notVideo("it is an MP4 without media data");
    },
  };
}

/** Throws unless the eight bytes can begin a box, and `ftyp` the first. */
function checkType(header: Buffer, first: boolean, start: number, contentType: string | undefined): void {
  const type = header.toString("latin1", 4, SHORT_HEADER);
  if (first && type !== "ftyp") throw notVideo(looksLike(header.subarray(0, SHORT_HEADER), contentType));
  if (!/^[\x20-\x7e\xa9]{4}$/.test(type)) throw notVideo(`it has something that is not a box at byte ${start}`);
}

function looksLike(start: Buffer, contentType: string | undefined): string {
  const said = contentType === undefined ? "" : ` (content-type ${contentType.slice(0, 60)})`;
  const text = start.toString("latin1").trimStart().toLowerCase();
  if (text.startsWith("<!doc") || text.startsWith("<html")) return `it looks like an HTML page${said}`;
  if (text.startsWith("<")) return `it looks like an XML document${said}`;
  if (text.startsWith("{") || text.startsWith("[")) return `it looks like JSON${said}`;
  return `it does not begin as an MP4 does${said}`;
}

function notVideo(reason: string): DownloadError {
  return new DownloadError("not_a_video", `What came from the download link is not a whole MP4 video: ${reason}.`);
}
