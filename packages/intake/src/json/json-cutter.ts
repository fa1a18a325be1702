import { LINE_LIMITS } from "@hailuo-queue/contracts";
import { createByteStore } from "../byte-store.ts";
import { isListName, type JsonShape } from "./json-shape.ts";

/** One entry, or one field that stands beside the list of entries (`name`), as its text. */
export interface JsonPiece {
  /** On which it begins. */
  readonly line: number;
  readonly bytes: number;
  /** Undefined for one above the limit. */
  readonly text: string | undefined;
  readonly name?: string;
}

export interface JsonCutter {
  /** Of the byte that comes next. */
  readonly line: number;
  /** Whether all that was opened is closed. */
  readonly isClosed: boolean;
  /** The pieces that end in these bytes; ends with why it cannot be read on. */
  push(bytes: Uint8Array): Generator<JsonPiece, string | undefined>;
  /** At the end of the text: a piece that had no end yet. */
  rest(): JsonPiece | undefined;
}

const [QUOTE, BACKSLASH, COMMA, COLON, NEWLINE] = [0x22, 0x5c, 0x2c, 0x3a, 0x0a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];
/** Names beside the list. */
const LONGEST_NAME = 200;

/**
 * Takes a JSON text apart into its entries, by brackets and quotes alone; in time by its length, with the memory of one
 * entry.
 */
export function createJsonCutter(shape: JsonShape): JsonCutter {
  const open: number[] = [];
  let line = 1;
  let inString = false;
  let escaped = false;
  let isOver = false;
  /** At this depth stand pieces; in the object that holds the list its fields do, and in the list the entries. */
  let level = shape === "objects" ? 0 : 1;
  let store = createByteStore(LINE_LIMITS.jsonlBytes);
  let began: number | undefined;
  let name: string | undefined;
  /** Of a name that is being read. */
  let letters: number[] | undefined;

  function end(): JsonPiece | undefined {
    if (began === undefined) return undefined;
    const bytes = store.bytes;
    const text = store.take()?.toString("utf8");
    const piece = {
      line: began,
      bytes,
      text,
      ...(level === 1 && shape === "holder" && name !== undefined ? { name } : {}),
    };
    began = undefined;
    name = undefined;
    // The text of a list that begins is no value.
    store = createByteStore(LINE_LIMITS.jsonlBytes);
    return piece;
  }

  return {
    get line() {
      return line;
    },
    get isClosed() {
      return !inString && open.length === 0;
    },
    rest: end,
    *push(bytes) {
      let from = 0;
      const keep = (until: number): void => {
        if (began !== undefined && until > from) store.add(bytes.subarray(from, until));
        from = until;
      };
      for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at] as number;
        if (byte === NEWLINE) {
          line += 1;
          if (inString) return "a text is not closed on its line";
          if (open.length === 0 && began !== undefined) {
            keep(at);
            yield* ended(end());
          }
        }
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) {
            inString = false;
            if (letters !== undefined) name = Buffer.from(letters).toString("utf8");
            letters = undefined;
          }
          if (inString && letters !== undefined && letters.length < LONGEST_NAME) letters.push(byte);
          continue;
        }
        if (byte <= 0x20) continue;
        if (isOver) return "more follows after its end";
        const atLevel = open.length === level;
        if (byte === COLON && atLevel && shape === "holder" && level === 1) continue;
        if (byte === COMMA && atLevel) {
          keep(at);
          yield* ended(end());
          continue;
        }
        const opens = byte === OPEN_OBJECT || byte === OPEN_LIST;
        const closes = byte === CLOSE_OBJECT || byte === CLOSE_LIST;
        if (closes) {
          const opener = open.at(-1);
          if (opener !== (byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_LIST))
            return `"${String.fromCharCode(byte)}" closes nothing that is open`;
          if (atLevel) {
            keep(at);
            yield* ended(end());
          }
          open.pop();
          if (atLevel && shape === "holder" && level === 2) [level, name] = [1, undefined];
          if (open.length === level && began !== undefined) {
            keep(at + 1);
            yield* ended(end());
          }
          if (open.length === 0 && shape !== "objects") isOver = true;
          continue;
        }
        if (atLevel && began === undefined) {
          if (shape === "holder" && level === 1 && name === undefined && byte === QUOTE) letters = [];
          else if (shape === "holder" && level === 1 && byte === OPEN_LIST && name !== undefined && isListName(name))
            level = 2;
          else {
            from = at;
            began = line;
          }
        } else if (atLevel && opens && open.length === 0) {
          // Objects one behind the other need no comma between.
          keep(at);
          yield* ended(end());
          began = line;
        }
        if (opens) open.push(byte);
        if (byte === QUOTE) [inString, escaped] = [true, false];
      }
      keep(bytes.length);
      return undefined;
    },
  };
}

function* ended(piece: JsonPiece | undefined): Generator<JsonPiece> {
  if (piece !== undefined) yield piece;
}
