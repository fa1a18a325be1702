import { isAscii } from "node:buffer";
import { SNIFF_LIMITS } from "@hailuo-queue/contracts";
import { giveWay } from "@hailuo-queue/turns";
import {
  decideByteEncoding,
  decideWideEncoding,
  ENCODING_WORDS,
  holdsUtf8,
  type TextEncoding,
} from "./decide-encoding.ts";
import { peek } from "./peek.ts";
import { UnreadableInputError } from "./unreadable-input-error.ts";

const [NEWLINE, CARRIAGE_RETURN] = [0x0a, 0x0d];
/** Decoded at once, some microseconds. */
const SLICE_BYTES = 16 * 1024;
const STRETCH_BYTES = 64 * 1024;

/**
 * Text in UTF-8 whatever it came in, with LF or CRLF at the end of lines. `tell` hears of the encoding before the first
 * byte that needs it. What is UTF-8 passes as it is, with its damage.
 * @throws UnreadableInputError where the encoding is in doubt.
 */
export function decodeText(
  source: AsyncIterable<Uint8Array>,
  given: TextEncoding | undefined,
  tell: (encoding: TextEncoding) => void,
): AsyncGenerator<Uint8Array> {
  return withLineEnds(toUtf8(source, given, tell));
}

async function* toUtf8(
  source: AsyncIterable<Uint8Array>,
  given: TextEncoding | undefined,
  tell: (encoding: TextEncoding) => void,
): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(source, SNIFF_LIMITS.bytes);
  const wide = given ?? decideWideEncoding(head);
  if (wide !== undefined) {
    tell(wide);
    yield* wide === "utf-8" ? all : transcode(all, wide);
    return;
  }
  const chunks = all[Symbol.asyncIterator]();
  const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }) };
  try {
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      if (isAscii(next.value)) {
        yield next.value;
        continue;
      }
      const sample = await peek(before(next.value, rest), SNIFF_LIMITS.bytes);
      const decided = decideByteEncoding(sample.head);
      if ("fault" in decided) throw new UnreadableInputError(decided.fault);
      tell(decided.encoding);
      yield* decided.encoding === "utf-8"
        ? sample.all
        : transcode(decided.encoding === "windows-1252" ? unmixed(sample.all) : sample.all, decided.encoding);
      return;
    }
  } finally {
    chunks.return?.()?.catch(() => undefined);
  }
}

async function* before(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/** Where an early line in another encoding hides that the rest is UTF-8. */
async function* unmixed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      const slice = chunk.subarray(at, at + SLICE_BYTES);
      if (!isAscii(slice) && holdsUtf8(slice))
        throw new UnreadableInputError(
          "is text in Windows-1252 (Latin-1) and in UTF-8; save all of it as UTF-8",
          undefined,
          {
            isMixed: true,
          },
        );
      yield slice;
    }
  }
}

async function* transcode(source: AsyncIterable<Uint8Array>, encoding: TextEncoding): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes?: Uint8Array): Buffer => {
    try {
      return Buffer.from(bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }));
    } catch {
      throw new UnreadableInputError(
        `begins as text in ${ENCODING_WORDS[encoding]} and goes on as something else; save it as UTF-8`,
      );
    }
  };
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
      const text = decode(chunk.subarray(at, at + SLICE_BYTES));
      if (text.length > 0) yield text;
      const pause = giveWay();
      if (pause !== undefined) await pause;
    }
  }
  const end = decode();
  if (end.length > 0) yield end;
}

/**
 * A CR alone ends a line, too, as older Macs and some of Excel's exports have it; it becomes LF, so that nothing moves.
 */
async function* withLineEnds(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isHeld = false;
  for await (const stretch of inStretches(source)) {
    const bytes: Uint8Array = isHeld ? Buffer.concat([Uint8Array.of(CARRIAGE_RETURN), stretch]) : stretch;
    // Whether an LF follows shows with the next stretch.
    isHeld = bytes.at(-1) === CARRIAGE_RETURN;
    const ready = isHeld ? bytes.subarray(0, -1) : bytes;
    if (ready.length > 0) yield mendLineEnds(ready);
  }
  if (isHeld) yield Uint8Array.of(NEWLINE);
}

/** A chunk may be all of an upload. */
async function* inStretches(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += STRETCH_BYTES) {
      yield chunk.subarray(at, at + STRETCH_BYTES);
      const pause = giveWay();
      if (pause !== undefined) await pause;
    }
  }
}

function mendLineEnds(bytes: Uint8Array): Uint8Array {
  let mended: Uint8Array | undefined;
  for (let at = bytes.indexOf(CARRIAGE_RETURN); at !== -1; at = bytes.indexOf(CARRIAGE_RETURN, at + 1)) {
    if (bytes[at + 1] === NEWLINE) continue;
    mended ??= Uint8Array.from(bytes);
    mended[at] = NEWLINE;
  }
  return mended ?? bytes;
}
