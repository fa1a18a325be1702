import { setImmediate as nextTurn } from "node:timers/promises";
import { BACKSLASH, EQUALS, IS_BASE64, readEscape } from "./base64-text.ts";
import { type MediaHead, readBareHead, readDataHead } from "./media-head.ts";

/** Media that came as base64 within a text. */
export interface ArrivingMedia {
  /** `image/png`, as declared; "" where nothing was. Callers declare what is not so: it is judged by content. */
  readonly declared: string;
  /** Decoded, as it arrives. What is not read of it is passed over. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Keeps media and says what stands for them in the text from now on; or says so once their length is known. */
export type KeepMedia = (media: ArrivingMedia) => Promise<string | ((bytes: number) => string)>;

/**
 * Shorter ones stay where they are, since a prompt may speak of one; a picture that the provider takes has more. What
 * stays in a field that holds media is kept after the text was parsed.
 */
export const SHORTEST_MOVED_CHARACTERS = 512;

/** Decoded at once; divisible by 4. */
const DECODED_CHARACTERS = 64 * 1024;
/** After so long others have their turn. */
const TURN_MS = 5;

/**
 * Takes media out of a text while it arrives: data URLs in base64 and bare base64 of pictures, videos and sounds,
 * whatever stands around them (JSON, lines of JSON, cells of CSV). Each is handed on as a stream, and what `keep` says
 * is written in its place, as it is: it must need no escape. All else passes unchanged. Memory is bounded by what one
 * chunk of the source has, wherever its borders lie.
 */
export async function* moveMedia(source: AsyncIterable<Uint8Array>, keep: KeepMedia): AsyncGenerator<Uint8Array> {
  const input = createInput(source);
  let afterDelimiter = true;
  try {
    for (;;) {
      // What `input` holds up to `at` was looked at and is not yet passed on.
      const found = findMedia(input.bytes, input.at, afterDelimiter, input.ended);
      if (found.pass > 0) yield input.take(found.pass);
      afterDelimiter = found.afterDelimiter;
      if (found.head !== undefined) {
        input.take(found.head.start);
        yield Buffer.from(await keepRun(input, found.head, keep), "latin1");
      } else if (!(await input.more())) {
        if (input.bytes.length > input.at) yield input.take(input.bytes.length - input.at);
        return;
      }
    }
  } finally {
    input.close();
  }
}

interface Found {
  /** Bytes, from where the look began, that hold no media. */
  readonly pass: number;
  readonly afterDelimiter: boolean;
  /** Behind those; its `start` counts from there. Undefined: more is needed. */
  readonly head?: MediaHead;
}

const PLAIN = 0;
const DATA = 1;
const ESCAPE = 2;
const DELIMITER = 3;
const BARE = 4;

const CLASS_OF = makeClasses({ dD: DATA, "\\": ESCAPE, '", \t\r\n': DELIMITER, "/iUAS": BARE });

function makeClasses(classes: Readonly<Record<string, number>>): Uint8Array {
  const table = new Uint8Array(256);
  for (const [characters, kind] of Object.entries(classes))
    for (const character of characters) table[character.charCodeAt(0)] = kind;
  return table;
}

/** Looks for the first media in the bytes. Where it cannot tell without more bytes, it stops before. */
function findMedia(bytes: Uint8Array, from: number, startsAfterDelimiter: boolean, ended: boolean): Found {
  let at = from;
  let afterDelimiter = startsAfterDelimiter;
  while (at < bytes.length) {
    const kind = CLASS_OF[bytes[at] as number];
    if (kind === PLAIN) {
      do at += 1;
      while (at < bytes.length && CLASS_OF[bytes[at] as number] === PLAIN);
      afterDelimiter = false;
      continue;
    }
    if (kind === DELIMITER) {
      at += 1;
      afterDelimiter = true;
      continue;
    }
    const head = headAt(bytes, at, kind, afterDelimiter);
    const run = head === "more" || head === "none" ? head : measureRun(bytes, head.start);
    if (run === "more" && !ended) return { pass: at - from, afterDelimiter };
    if (run === "long" && typeof head === "object")
      return { pass: at - from, afterDelimiter: false, head: { ...head, start: head.start - at } };
    // An escape is passed as one: `\\/` is a backslash and a slash.
    const step = kind === ESCAPE ? escapeLength(bytes, at) : 1;
    if (at + step > bytes.length && !ended) return { pass: at - from, afterDelimiter };
    at = Math.min(at + step, bytes.length);
    afterDelimiter = false;
  }
  return { pass: at - from, afterDelimiter };
}

function headAt(
  bytes: Uint8Array,
  at: number,
  kind: number | undefined,
  afterDelimiter: boolean,
): MediaHead | "more" | "none" {
  const data = kind === BARE ? "none" : readDataHead(bytes, at);
  return data === "none" && kind !== DATA && afterDelimiter ? readBareHead(bytes, at) : data;
}

function escapeLength(bytes: Uint8Array, at: number): number {
  const escape = readEscape(bytes, at);
  return typeof escape === "object" ? escape.length : 2;
}

/** Whether so much base64 stands here that it is moved. */
function measureRun(bytes: Uint8Array, start: number): "long" | "more" | "none" {
  let count = 0;
  for (let at = start; count < SHORTEST_MOVED_CHARACTERS;) {
    const byte = bytes[at];
    if (byte === undefined) return "more";
    if (IS_BASE64[byte] === 1) {
      count += 1;
      at += 1;
      continue;
    }
    const escape = byte === BACKSLASH ? readEscape(bytes, at) : "other";
    if (escape === "more") return "more";
    if (escape === "other" || !(isLineBreak(escape.code) || IS_BASE64[escape.code] === 1)) return "none";
    if (!isLineBreak(escape.code)) count += 1;
    at += escape.length;
  }
  return "long";
}

function isLineBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

async function keepRun(input: Input, { declared }: MediaHead, keep: KeepMedia): Promise<string> {
  const run = createRun(input);
  let open = true;
  async function* body(): AsyncGenerator<Uint8Array> {
    for (let part = await run.next(); open && part !== undefined; part = await run.next())
      if (part.length > 0) yield part;
  }
  const kept = await keep({ declared, body: body() });
  // Whoever still holds the body gets nothing any more.
  open = false;
  await run.skip();
  return typeof kept === "string" ? kept : kept(run.bytes());
}

interface Run {
  /** The next decoded bytes; undefined at its end. */
  next(): Promise<Uint8Array | undefined>;
  /** Passes over what is left, undecoded. */
  skip(): Promise<void>;
  /** Length of what was read and passed over. */
  bytes(): number;
}

/** Reads base64 from the input up to the first byte that is none. */
function createRun(input: Input): Run {
  const characters = Buffer.allocUnsafe(DECODED_CHARACTERS);
  let filled = 0;
  let count = 0;
  let padded = false;
  let over = false;
  /** What there is ends in the middle of an escape. */
  let waiting = false;

  /** Moves base64 of what is there to `characters`, as much as has room. */
  function gather(decode: boolean): void {
    const { bytes } = input;
    let at = input.at;
    while (at < bytes.length && !over && !waiting && !(decode && filled === DECODED_CHARACTERS)) {
      const from = at;
      const limit = decode ? Math.min(bytes.length, at + DECODED_CHARACTERS - filled) : bytes.length;
      if (!padded) while (at < limit && IS_BASE64[bytes[at] as number] === 1) at += 1;
      if (decode && at > from) {
        bytes.copy(characters, filled, from, at);
        filled += at - from;
      }
      count += at - from;
      if (at < limit) at = passOther(bytes, at, decode);
    }
    input.take(at - input.at);
  }

  /** Escapes and padding. Says where the run goes on; `over` where it does not. */
  function passOther(bytes: Buffer, at: number, decode: boolean): number {
    const byte = bytes[at] as number;
    if (byte === EQUALS) {
      padded = true;
      return at + 1;
    }
    const escape = byte === BACKSLASH ? readEscape(bytes, at) : "other";
    if (escape === "more" && !input.ended) {
      waiting = true;
      return at;
    }
    if (typeof escape === "object") {
      if (isLineBreak(escape.code)) return at + escape.length;
      if (escape.code === EQUALS) {
        padded = true;
        return at + escape.length;
      }
      if (!padded && IS_BASE64[escape.code] === 1) {
        if (decode) {
          characters[filled] = escape.code;
          filled += 1;
        }
        count += 1;
        return at + escape.length;
      }
    }
    over = true;
    return at;
  }

  async function advance(decode: boolean): Promise<void> {
    if (waiting || input.at === input.bytes.length) {
      waiting = false;
      if (!(await input.more()) && input.at === input.bytes.length) over = true;
    }
    if (!over) gather(decode);
  }

  /** Whole groups of four, but for the last. */
  function decodeFilled(): Uint8Array {
    const decoded = Buffer.from(characters.toString("latin1", 0, filled), "base64");
    filled = 0;
    return decoded;
  }

  return {
    async next() {
      while (!over && filled < DECODED_CHARACTERS) await advance(true);
      return over && filled === 0 ? undefined : decodeFilled();
    },
    async skip() {
      while (!over) await advance(false);
    },
    bytes: () => Math.floor((count * 3) / 4),
  };
}

interface Input {
  /** What was read of the source and not yet taken stands from `at` on. */
  readonly bytes: Buffer;
  readonly at: number;
  /** The source has no more. */
  readonly ended: boolean;
  /** Takes so many bytes. */
  take(count: number): Uint8Array;
  /** Adds the source's next bytes to what is not yet taken. False when there are none. */
  more(): Promise<boolean>;
  close(): void;
}

/** A chunk may be all of a body; the clock is looked at between stretches. */
const STRETCH_BYTES = 32 * 1024;

function createInput(source: AsyncIterable<Uint8Array>): Input {
  const chunks = source[Symbol.asyncIterator]();
  let bytes: Buffer = Buffer.alloc(0);
  let at = 0;
  let ended = false;
  let left: Buffer = bytes;
  let turnBegan = performance.now();

  async function next(): Promise<Buffer | undefined> {
    while (left.length === 0) {
      const chunk = await chunks.next();
      if (chunk.done === true) return undefined;
      left = Buffer.from(chunk.value.buffer, chunk.value.byteOffset, chunk.value.byteLength);
    }
    const stretch = left.subarray(0, STRETCH_BYTES);
    left = left.subarray(STRETCH_BYTES);
    if (performance.now() - turnBegan > TURN_MS) {
      await nextTurn();
      turnBegan = performance.now();
    }
    return stretch;
  }

  return {
    get bytes() {
      return bytes;
    },
    get at() {
      return at;
    },
    get ended() {
      return ended;
    },
    take(count) {
      const taken = bytes.subarray(at, at + count);
      at += count;
      return taken;
    },
    async more() {
      const stretch = ended ? undefined : await next();
      ended ||= stretch === undefined;
      if (stretch === undefined) return false;
      bytes = at === bytes.length ? stretch : Buffer.concat([bytes.subarray(at), stretch]);
      at = 0;
      return true;
    },
    close() {
      // Not waited for: a source that hangs must not hold up whoever stopped it.
      if (!ended) chunks.return?.()?.catch(() => undefined);
    },
  };
}
