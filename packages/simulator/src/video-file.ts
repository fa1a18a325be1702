import { createCipheriv, createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { clipOf, withoutPicture } from "./clips.ts";
import type { Task } from "./tasks.ts";
import { sizeOf, type VideoRequest } from "./video-request.ts";

/**
 * The padding repeats a pattern of this length: a prime, so that no part size of an uploader lines up with it and a
 * swapped part shows.
 */
const PATTERN_BYTES = 1_048_583;
let pattern: Buffer | undefined;

/** The key stream of a cipher: always the same bytes, and a thousand times faster to make than by draws. */
function paddingPattern(): Buffer {
  pattern ??= createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(PATTERN_BYTES));
  return pattern;
}

const UINT32_MAX = 0xffff_ffff;
/** Of a video for which no size is wanted. */
const SMALLEST_BYTES = 32_800;

/** In what a video may be another one than was bought. */
export type OddVideo = "otherSize" | "short" | "noPicture";

/**
 * One task's video: a playable clip of the size and length that it asked for, and behind it an MP4 `free` box, which
 * players skip, with the task's id and padding. So each task's bytes are its own, and a file of any size is made up
 * while it is sent.
 */
export interface VideoFile {
  readonly length: number;
  readonly etag: string;
  /** The bytes from `start` to before `end`, in pieces of at most about 1 MiB. */
  pieces(start: number, end: number): Generator<Buffer>;
}

/** A wanted size below the smallest possible file gives the smallest. */
export function videoFileFor(
  { id, videoBytes, request }: Pick<Task, "id" | "videoBytes" | "request">,
  odd?: OddVideo,
): VideoFile {
  const mark = Buffer.from(`task=${id};`, "ascii");
  const clip = clipFor(request, odd);
  const length = Math.max(videoBytes, SMALLEST_BYTES);
  const head = Buffer.concat([clip, boxHeader(length - clip.length), mark]);
  function* pieces(start: number, end: number): Generator<Buffer> {
    let position = start;
    while (position < end) {
      const piece =
        position < head.length
          ? head.subarray(position)
          : paddingPattern().subarray((position - head.length) % PATTERN_BYTES);
      const taken = piece.subarray(0, end - position);
      yield taken;
      position += taken.length;
    }
  }
  return {
    length: Math.max(length, head.length),
    etag: `"${createHash("md5")
      .update(`${id}/${length}/${odd ?? ""}`)
      .digest("hex")}"`,
    pieces,
  };
}

function clipFor(request: VideoRequest, odd: OddVideo | undefined): Buffer {
  const { resolution, duration } = sizeOf(request);
  if (odd === "otherSize") return clipOf(resolution === "480P" ? "720P" : "480P", duration);
  if (odd === "short") return clipOf(resolution, duration / 2);
  return odd === "noPicture" ? withoutPicture(clipOf(resolution, duration)) : clipOf(resolution, duration);
}

/** Reads the whole file once; yields to the event loop between pieces. */
export async function sha256Of(file: VideoFile): Promise<string> {
  const hash = createHash("sha256");
  for (const piece of file.pieces(0, file.length)) {
    hash.update(piece);
    if (file.length > PATTERN_BYTES) await nextTurn();
  }
  return hash.digest("hex");
}

/** From 4 GiB on, the size stands in 64 bits behind the name. */
function boxHeader(boxBytes: number): Buffer {
  if (boxBytes <= UINT32_MAX) {
    const header = Buffer.alloc(8, "\0\0\0\0free", "latin1");
    header.writeUInt32BE(boxBytes, 0);
    return header;
  }
  const header = Buffer.alloc(16, "\0\0\0\u0001free", "latin1");
  header.writeBigUInt64BE(BigInt(boxBytes), 8);
  return header;
}
