import { isUtf8 } from "node:buffer";
import { describeInvalidUtf8 } from "./invalid-utf8.ts";

/** A request carries at most 2,000 characters of prompt and perhaps a small data URL; a longer line is some other file. */
export const MAX_LINE_BYTES = 1_048_576;

/** A line without its ending, or why it cannot be read. `text` of a line that is not UTF-8 has U+FFFD in place of the bad bytes. */
export type InputLine =
  | { readonly number: number; readonly text: string; readonly fault?: undefined }
  | { readonly number: number; readonly text: string; readonly fault: string };

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Splits bytes into lines with bounded memory: LF or CRLF, a UTF-8 BOM dropped, a line above the limit refused without being kept. */
export async function* splitLines(source: AsyncIterable<Uint8Array>, limitBytes = MAX_LINE_BYTES): AsyncGenerator<InputLine> {
  let pieces: Uint8Array[] = [];
  let lineBytes = 0;
  let number = 0;
  const keep = (piece: Uint8Array): void => {
    lineBytes += piece.length;
    if (lineBytes <= limitBytes) pieces.push(piece);
    else pieces = [];
  };
  const finish = (): InputLine => {
    number += 1;
    const line = lineBytes > limitBytes ? tooLong(number, lineBytes, limitBytes) : readLine(number, Buffer.concat(pieces));
    pieces = [];
    lineBytes = 0;
    return line;
  };

  for await (const chunk of source) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, at));
      from = at + 1;
      yield finish();
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  }
  if (lineBytes > 0) yield finish();
}

function readLine(number: number, bytes: Buffer): InputLine {
  const start = number === 1 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  const content = bytes.subarray(start, Math.max(start, end));
  const text = content.toString("utf8");
  return isUtf8(content) ? { number, text } : { number, text, fault: describeInvalidUtf8(bytes, number === 1) };
}

function tooLong(number: number, bytes: number, limit: number): InputLine {
  const fault = `has ${megabytes(bytes)}, allowed are ${megabytes(limit)} a line; is this a file of prompts, one a line?`;
  return { number, text: "", fault };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1).replace(/\.0$/, "")} MiB`;
}
