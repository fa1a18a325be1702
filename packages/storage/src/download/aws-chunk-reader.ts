import { Transform, type TransformCallback } from "node:stream";

/**
 * The size of a chunk in hexadecimal, perhaps its signature, and a line's end: what an upload to S3 is framed in. Some
 * stores keep the frames.
 */
export const FIRST_AWS_CHUNK = /^[0-9a-f]{1,8}(;chunk-|\r\n)/i;
const CHUNK_LINE = /^([0-9a-f]{1,8})(;[\w=-]{0,200})?$/i;
/** A signature of 64 characters with its name, and room. */
const MAX_LINE_BYTES = 250;

/** What was packed came without its end. */
export class CutOffError extends Error {}

/**
 * Takes the frames of `aws-chunked` off. What follows the last chunk (checksums) is dropped. Fails for a frame that is
 * broken or missing.
 */
export function createAwsChunkReader(): Transform {
  let line = "";
  /** Of the current chunk, then of the line's end behind it. */
  let left = 0;
  let lineEnd = 0;
  let over = false;

  const readByte = (byte: number): Error | undefined => {
    if (lineEnd > 0) {
      lineEnd -= 1;
      return byte === (lineEnd === 1 ? 0x0d : 0x0a)
        ? undefined
        : new Error("a chunk of aws-chunked does not end where it should");
    }
    line += String.fromCharCode(byte);
    if (!line.endsWith("\r\n"))
      return line.length > MAX_LINE_BYTES ? new Error("a chunk of aws-chunked has no size") : undefined;
    const size = CHUNK_LINE.exec(line.slice(0, -2))?.[1];
    if (size === undefined) return new Error("a chunk of aws-chunked has no size");
    line = "";
    left = Number.parseInt(size, 16);
    over = left === 0;
    return undefined;
  };

  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      let offset = 0;
      while (offset < chunk.length && !over) {
        if (left > 0) {
          const part = chunk.subarray(offset, offset + left);
          this.push(part);
          offset += part.length;
          left -= part.length;
          if (left === 0) lineEnd = 2;
          continue;
        }
        const fault = readByte(chunk[offset] ?? 0);
        if (fault !== undefined) return done(fault);
        offset += 1;
      }
      done();
    },
    flush(done) {
      done(over ? null : new CutOffError("aws-chunked was cut off before its last chunk"));
    },
  });
}
