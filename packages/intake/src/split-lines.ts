import { isUtf8 } from "node:buffer";
import { InvalidInputError, LINE_LIMITS } from "@hailuo-queue/contracts";
import { giveWay } from "@hailuo-queue/turns";
import { createByteStore } from "./byte-store.ts";
import { describeInvalidUtf8 } from "./invalid-utf8.ts";

/**
 * A line without its ending, or why it cannot be read. `text` of a line that is not UTF-8 has U+FFFD in place of the
 * bad bytes.
 */
export interface InputLine {
  /** From 1. Empty lines are counted and left out. */
  readonly number: number;
  readonly text: string;
  /** How many it had in the input. */
  readonly bytes: number;
  readonly fault?: string;
}

export interface SplitOptions {
  /** The longest line of any format. */
  readonly limitBytes?: number;
  /** Blank ones, too; more throw InvalidInputError (`too_many_lines`). Default: any number. */
  readonly maxLines?: number;
}

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A blank line costs some tens of nanoseconds. */
const LINES_BETWEEN_LOOKS = 256;

/**
 * Splits bytes into lines with bounded memory: LF or CRLF, a UTF-8 BOM dropped, a line above the limit refused without
 * being kept.
 */
export async function* splitLines(
  source: AsyncIterable<Uint8Array>,
  { limitBytes = LINE_LIMITS.jsonlBytes, maxLines = Infinity }: SplitOptions = {},
): AsyncGenerator<InputLine> {
  /** What has come of a line whose end is still to come. */
  const begun = createByteStore(limitBytes);
  let number = 0;
  const nextNumber = (): number => {
    number += 1;
    if (number > maxLines)
      throw new InvalidInputError(
        "too_many_lines",
        `More than ${maxLines} lines came, blank ones too; send the rest in another upload.`,
      );
    return number;
  };
  const readBegun = (): InputLine => {
    const bytes = begun.bytes;
    const content = begun.take();
    return content === undefined ? tooLong(number, bytes, limitBytes) : readLine(number, content);
  };

  for await (const chunk of source) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      nextNumber();
      if (begun.bytes > 0) {
        begun.add(chunk.subarray(from, end));
        yield readBegun();
      } else if (end - from > limitBytes) yield tooLong(number, end - from, limitBytes);
      else if (!isBlank(chunk, from, end)) yield readLine(number, chunk.subarray(from, end));
      from = end + 1;
      const rest = number % LINES_BETWEEN_LOOKS === 0 ? giveWay() : undefined;
      if (rest !== undefined) await rest;
    }
    if (from < chunk.length) begun.add(chunk.subarray(from));
  }
  if (begun.bytes === 0) return;
  nextNumber();
  yield readBegun();
}

function isBlank(bytes: Uint8Array, from: number, end: number): boolean {
  return end === from || (end === from + 1 && bytes[from] === CARRIAGE_RETURN);
}

function readLine(number: number, bytes: Uint8Array): InputLine {
  // Files that were put together have the mark within.
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(start, Math.max(start, end));
  const line = { number, text: content.toString("utf8"), bytes: bytes.length };
  return isUtf8(content) ? line : { ...line, fault: describeInvalidUtf8(content, number === 1) };
}

/** For a line that is longer than its format allows. */
export function tooLong(number: number, bytes: number, limit: number): InputLine & { readonly fault: string } {
  const fault =
    `has ${sizeWords(bytes)}, allowed are ${sizeWords(limit)} a line; ` + "is this a file of prompts, one a line?";
  return { number, text: "", bytes, fault };
}

function sizeWords(bytes: number): string {
  return bytes < 1_048_576
    ? `${Math.ceil(bytes / 1024)} KiB`
    : `${(bytes / 1_048_576).toFixed(1).replace(/\.0$/, "")} MiB`;
}
