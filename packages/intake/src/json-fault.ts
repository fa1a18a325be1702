/**
 * Where a text that JSON.parse refused stops being JSON, from 0. Engines name the place in some of their messages only,
 * and a line of a prompt file is worth its column. Undefined when this reader finds nothing wrong.
 */
export function jsonFaultOffset(text: string): number | undefined {
  const reader: Reader = { text, at: 0, depth: 0 };
  skipBlank(reader);
  if (!readValue(reader)) return reader.at;
  skipBlank(reader);
  return reader.at < text.length ? reader.at : undefined;
}

interface Reader {
  readonly text: string;
  at: number;
  depth: number;
}

/** No request is nested; a line of a million brackets must not end in a full stack. */
const MAX_DEPTH = 200;

const BLANK = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
// The repeated part stops at the first character that a string may not hold, so lastIndex tells the place.
// oxlint-disable-next-line no-control-regex -- JSON forbids just these within a string
const STRING_BODY = /(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;

function readValue(reader: Reader): boolean {
  const first = reader.text[reader.at];
  if (first === "{") return readSequence(reader, "}", readMember);
  if (first === "[") return readSequence(reader, "]", readValue);
  if (first === '"') return readString(reader);
  return take(reader, NUMBER) || take(reader, WORD);
}

function readMember(reader: Reader): boolean {
  if (reader.text[reader.at] !== '"' || !readString(reader)) return false;
  skipBlank(reader);
  if (!takeCharacter(reader, ":")) return false;
  skipBlank(reader);
  return readValue(reader);
}

function readSequence(reader: Reader, close: string, readItem: (reader: Reader) => boolean): boolean {
  if (reader.depth >= MAX_DEPTH) return false;
  reader.at += 1;
  reader.depth += 1;
  if (!readItems(reader, close, readItem)) return false;
  reader.depth -= 1;
  return true;
}

function readItems(reader: Reader, close: string, readItem: (reader: Reader) => boolean): boolean {
  skipBlank(reader);
  if (takeCharacter(reader, close)) return true;
  for (;;) {
    if (!readItem(reader)) return false;
    skipBlank(reader);
    if (takeCharacter(reader, close)) return true;
    if (!takeCharacter(reader, ",")) return false;
    skipBlank(reader);
  }
}

function readString(reader: Reader): boolean {
  reader.at += 1;
  take(reader, STRING_BODY);
  return takeCharacter(reader, '"');
}

function skipBlank(reader: Reader): void {
  take(reader, BLANK);
}

function takeCharacter(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

/** Moves past a match at the reader's place; an empty match takes nothing and counts as none. */
function take(reader: Reader, pattern: RegExp): boolean {
  pattern.lastIndex = reader.at;
  if (!pattern.test(reader.text) || pattern.lastIndex === reader.at) return false;
  reader.at = pattern.lastIndex;
  return true;
}
