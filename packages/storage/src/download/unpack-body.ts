import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { DownloadError, errorMessage } from "@hailuo-queue/contracts";
import { DOWNLOAD_LIMITS } from "../limits.ts";
import { beginsAsVideo } from "../mp4/mp4-check.ts";
import { createPumpedBody, type PumpedBody, type TakeChunk } from "../pumped-body.ts";
import { createAwsChunkReader, CutOffError, FIRST_AWS_CHUNK } from "./aws-chunk-reader.ts";

/** Enough to know each packing, and a box of MP4, by its first bytes. */
const SNIFFED_BYTES = 20;

/**
 * Takes a video out of what it was packed in. The bytes decide: servers name codings that they did not apply
 * (`aws-chunked`, `utf-8`, `binary`), and apply others without a word. Only Brotli, which has no mark of its own, and
 * deflate are believed to `encoding`, and only for what does not begin as an MP4. A video that is not packed passes as
 * it is.
 * @throws DownloadError for a packing that is broken (`not_a_video`) or cut off (`interrupted`: it is fetched again).
 */
export function unpackBody(body: PumpedBody, encoding: string | undefined, packings = 0): PumpedBody {
  return createPumpedBody(async (take, signal) => {
    let start: Buffer | undefined = Buffer.alloc(0);
    let inner: Unpacking | undefined;
    let takeRest = take;
    const decide = (sniffed: Buffer): Promise<void> | void => {
      start = undefined;
      const unpacker = packings < DOWNLOAD_LIMITS.maxPackings ? unpackerFor(sniffed, encoding) : undefined;
      if (unpacker !== undefined) {
        inner = unpackThrough(unpacker, { take, encoding, packings: packings + 1, signal });
        takeRest = inner.write;
      }
      return sniffed.length === 0 ? undefined : takeRest(sniffed);
    };
    const takeOne: TakeChunk = (chunk) => {
      if (start === undefined) return takeRest(chunk);
      if (start.length === 0 && chunk.length >= SNIFFED_BYTES)
        return decide(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
      start = Buffer.concat([start, chunk]);
      return start.length < SNIFFED_BYTES ? undefined : decide(start);
    };
    try {
      await body.pump(takeOne, signal);
      if (start !== undefined) await decide(start);
      await inner?.end();
    } finally {
      inner?.close();
    }
  });
}

interface Unpacking {
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<void>;
  close(): void;
}

interface Inside {
  readonly take: TakeChunk;
  readonly encoding: string | undefined;
  readonly packings: number;
  readonly signal: AbortSignal;
}

/** What comes out is looked at again: it may be packed once more. */
function unpackThrough(unpacker: Transform, { take, encoding, packings, signal }: Inside): Unpacking {
  const unpacked = createPumpedBody(async (takeOne) => {
    for await (const chunk of unpacker as AsyncIterable<Buffer>) await takeOne(chunk);
  });
  let taken = false;
  const takeOut: TakeChunk = async (chunk) => {
    try {
      await take(chunk);
    } catch (error) {
      taken = true;
      throw error;
    }
  };
  const reading = unpackBody(unpacked, encoding, packings)
    .pump(takeOut, signal)
    .catch((error: unknown) => {
      unpacker.destroy();
      throw taken || error instanceof DownloadError ? error : brokenPacking(error);
    });
  reading.catch(() => undefined);
  return {
    async write(chunk) {
      const written = new Promise<void>((resolve, reject) => {
        unpacker.write(chunk, (error) => (error === null || error === undefined ? resolve() : reject(error)));
      });
      // When it fails, the reader's error says why.
      await Promise.race([written.catch(() => reading), reading]);
    },
    async end() {
      unpacker.end();
      await reading;
    },
    close: () => void unpacker.destroy(),
  };
}

function unpackerFor(start: Buffer, encoding = ""): Transform | undefined {
  if (beginsAsVideo(start)) return undefined;
  if (start[0] === 0x1f && start[1] === 0x8b) return zlib.createGunzip();
  if (start.subarray(0, 4).equals(ZSTD_MAGIC)) return createZstd?.();
  if (FIRST_AWS_CHUNK.test(start.toString("latin1"))) return createAwsChunkReader();
  if (/\bbr\b/i.test(encoding)) return zlib.createBrotliDecompress();
  if (/\bdeflate\b/i.test(encoding)) return hasZlibHeader(start) ? zlib.createInflate() : zlib.createInflateRaw();
  return undefined;
}

const ZSTD_MAGIC = Buffer.from("28b52ffd", "hex");
/** From Node 22.15 on. Without it the body is judged as it is, and refused. */
const createZstd = (zlib as { readonly createZstdDecompress?: () => Transform }).createZstdDecompress;

function hasZlibHeader(start: Buffer): boolean {
  return start.length >= 2 && (start[0] ?? 0) % 16 === 8 && start.readUInt16BE(0) % 31 === 0;
}

function brokenPacking(cause: unknown): DownloadError {
  if (isCutOff(cause)) {
    return new DownloadError(
      "interrupted",
      `The download broke off: what came is packed, and its end is missing (${errorMessage(cause)}).`,
      {
        cause,
      },
    );
  }
  return new DownloadError(
    "not_a_video",
    `What came from the download link is packed, and cannot be unpacked: ${errorMessage(cause)}.`,
    {
      cause,
    },
  );
}

/** What zlib says of a stream without an end, in all its kinds, and the reader of aws-chunked. */
function isCutOff(error: unknown): boolean {
  if (error instanceof CutOffError) return true;
  return typeof error === "object" && error !== null && "code" in error && CUT_OFF_CODES.includes(String(error.code));
}

const CUT_OFF_CODES: readonly string[] = ["Z_BUF_ERROR", "ERR_STREAM_PREMATURE_CLOSE", "ZSTD_error_srcSize_wrong"];
