import { DownloadError } from "@hailuo-queue/contracts";
import { MP4_LIMITS } from "../limits.ts";

/** What a whole MP4 turned out to be. */
export interface Mp4Findings {
  /** Its first moov box, for `readVideoFacts`; undefined when it is larger than real ones are. */
  readonly moov: Buffer | undefined;
  /** Bytes behind the last box that are no box: padding, or what somebody appended. Players pass over them. */
  readonly strayBytes: number;
}

/**
 * Walks a video's top-level boxes while its bytes pass by: one that a file may begin with, a `moov`, and an `mdat` with
 * something in it, each of them whole. Holds the `moov` and no other bytes.
 * @throws DownloadError (`not_a_video`).
 */
export interface Mp4Check {
  /** To be called before the chunk is passed on. */
  push(chunk: Uint8Array): void;
  /** To be called before the end is passed on, so that a store which commits at the end commits nothing. */
  end(): Mp4Findings;
}

const SHORT_HEADER = 8;
const LONG_HEADER = 16;
/** Size fields with a meaning of their own: to the end of the file; a 64-bit size follows. */
const TO_THE_END = 0;
const LONG_SIZE = 1;
const BOX_TYPE = /^[\x20-\x7e\xa9]{4}$/;
/**
 * With which a file may begin: older QuickTime has no `ftyp`, and padding that every player passes over may stand in
 * front.
 */
const FIRST_BOXES: ReadonlySet<string> = new Set(["ftyp", "moov", "mdat", "pnot", "free", "skip", "wide"]);

/**
 * In the moov of every QuickTime file, and of no MP4: an MP4 that lost its `ftyp` has all its frames at other places
 * than it says.
 */
const QUICKTIME_MARK = "mhlr";

/** Whether these first bytes are those of an MP4 or QuickTime file. */
export function beginsAsVideo(start: Buffer): boolean {
  return FIRST_BOXES.has(start.toString("latin1", 4, SHORT_HEADER));
}
/** What stands beside each other in files; a header with another name may be stray text. */
const TOP_LEVEL = new Set(
  "ftyp styp moov moof mdat imda free skip wide uuid meta meco mfra sidx ssix prft pdin emsg udta pnot jumb c2pa junk".split(
    " ",
  ),
);

/** `contentType` is only quoted in the sentence about something that is no video. */
export function createMp4Check(contentType?: string): Mp4Check {
  const header = Buffer.alloc(LONG_HEADER);
  let held = 0;
  let position = 0;
  /** Payload bytes of the current box that are still to come; Infinity for a box that goes to the end. */
  let left = 0;
  let box = { type: "", start: 0 };
  let mediaBytes = 0;
  let moovBytes = 0;
  /** Where the boxes ended and something else began. */
  let strayFrom: number | undefined;
  const seen = new Set<string>();
  const moov = createMoovHolder();

  /** All that a player needs is there. */
  const isWhole = (): boolean => seen.has("moov") && mediaBytes > 0;

  const openBox = (): void => {
    const start = position - held;
    const type = header.toString("latin1", 4, SHORT_HEADER);
    const shortSize = header.readUInt32BE(0);
    const long = shortSize === LONG_SIZE;
    const size = long ? Number(header.readBigUInt64BE(SHORT_HEADER)) : shortSize;
    const toTheEnd = shortSize === TO_THE_END;
    if (!toTheEnd && (size < held || !Number.isSafeInteger(size))) {
      if (isWhole()) strayFrom = start;
      else throw notVideo(`its box "${type}" at byte ${start} has an impossible size`);
      return;
    }
    left = toTheEnd ? Number.POSITIVE_INFINITY : size - held;
    box = { type, start };
    seen.add(type);
    if (type === "moov") moov.begin(header.subarray(0, held), left);
    held = 0;
  };
  const takeHeaderByte = (byte: number): void => {
    header[held] = byte;
    held += 1;
    position += 1;
    if (held === SHORT_HEADER) {
      const type = header.toString("latin1", 4, SHORT_HEADER);
      if (seen.size === 0 && !FIRST_BOXES.has(type))
        throw notVideo(looksLike(header.subarray(0, SHORT_HEADER), contentType));
      if (!BOX_TYPE.test(type)) {
        if (!isWhole()) throw notVideo(`it has something that is not a box at byte ${position - held}`);
        strayFrom = position - held;
      } else if (header.readUInt32BE(0) !== LONG_SIZE) openBox();
    } else if (held === LONG_HEADER) openBox();
  };

  return {
    push(chunk) {
      let offset = 0;
      while (offset < chunk.length) {
        if (strayFrom !== undefined) {
          position += chunk.length - offset;
          return;
        }
        if (left > 0) {
          const passed = Math.min(left, chunk.length - offset);
          if (box.type === "mdat") mediaBytes += passed;
          else if (box.type === "moov") {
            moovBytes += passed;
            moov.take(chunk.subarray(offset, offset + passed));
          }
          left -= passed;
          position += passed;
          offset += passed;
          continue;
        }
        takeHeaderByte(chunk[offset] ?? 0);
        offset += 1;
      }
    },
    end() {
      if (position === 0) throw notVideo("it is empty");
      if (seen.size === 0) throw notVideo(`it has ${position} bytes`);
      // The next fragment of a video may have been cut off; any other one is whole by now.
      const padding = header.subarray(0, held).every((byte) => byte === 0);
      if (held > 0 && strayFrom === undefined && isWhole() && (padding || !seen.has("moof")))
        strayFrom = position - held;
      if (held > 0 && strayFrom === undefined) throw notVideo(`it is cut off within a box header at byte ${position}`);
      if (left > 0 && left !== Number.POSITIVE_INFINITY) {
        if (TOP_LEVEL.has(box.type) || !isWhole()) {
          throw notVideo(
            `it is truncated at byte ${position}: its box "${box.type}" from byte ` +
              `${box.start} goes on for ${left} bytes more`,
          );
        }
        strayFrom = box.start;
      }
      if (!seen.has("moov")) throw notVideo("it is an MP4 without a moov box");
      if (moovBytes === 0) throw notVideo("it is an MP4 with an empty moov box");
      if (mediaBytes === 0) throw notVideo("it is an MP4 without media data");
      const wholeMoov = moov.bytes();
      if (!seen.has("ftyp") && wholeMoov?.includes(QUICKTIME_MARK) === false)
        throw notVideo(
          "it does not begin as an MP4 does: its first box (ftyp) is missing, " +
            "without which its frames are not where it says",
        );
      return { moov: wholeMoov, strayBytes: strayFrom === undefined ? 0 : position - strayFrom };
    },
  };
}

interface MoovHolder {
  begin(header: Uint8Array, payloadBytes: number): void;
  take(part: Uint8Array): void;
  bytes(): Buffer | undefined;
}

/** Keeps the bytes of the first moov box, if it is not larger than real ones are. */
function createMoovHolder(): MoovHolder {
  let bytes: Buffer | undefined;
  let filled = 0;
  let begun = false;
  return {
    begin(header, payloadBytes) {
      if (begun) return;
      begun = true;
      if (payloadBytes > MP4_LIMITS.maxMoovBytes) return;
      bytes = Buffer.alloc(SHORT_HEADER + payloadBytes);
      bytes.set(header.subarray(4, SHORT_HEADER), 4);
      bytes.writeUInt32BE(bytes.length, 0);
      filled = SHORT_HEADER;
    },
    take(part) {
      if (bytes === undefined || filled === bytes.length) return;
      bytes.set(part, filled);
      filled += part.length;
    },
    bytes: () => bytes,
  };
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
