import { createHash } from "node:crypto";

/** Names that are object keys as they are: they differ by more than case, and every file system takes them. */
const PLAIN = /^(?!\.{1,2}$)[a-z0-9_-](?:[a-z0-9._-]*[a-z0-9_-])?$/;
/** Windows keeps these for devices, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;
/** Earlier takes are kept so (see takeKey): no other video may have such a name. */
const KEPT_TAKE = /\.take\d+$/;
const LONGEST_PLAIN = 128;
/** Of the part that people read; a file name has at most 255 bytes, and `.mp4.partial` is added to it. */
const READABLE_CHARACTERS = 40;
/** 60 bits: of a million names in one batch none share it. */
const MARK_CHARACTERS = 12;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/**
 * What a caller's name becomes in an object key. Two names never become one: not on file systems that ignore case or
 * tell the forms of Unicode not apart, and not by what is replaced. Plain names of small letters stay; all others get a
 * mark of their exact text behind a `~`, which no plain name has. It holds no `/` and no character that a template
 * parts names by.
 */
export function safeName(name: string): string {
  const isPlain = PLAIN.test(name) && name.length <= LONGEST_PLAIN && !DEVICE.test(name) && !KEPT_TAKE.test(name);
  return isPlain ? name : markedName(name, name);
}

/** A name to read, made unique by what `unique` is the text of. */
export function markedName(readable: string, unique: string): string {
  const text = readable.normalize("NFC").replaceAll(/[^\p{L}\p{N}\p{M}._-]+/gu, "-");
  const cut = Array.from(text)
    .slice(0, READABLE_CHARACTERS)
    .join("")
    .replaceAll(/^[-.]+|[-.]+$/g, "");
  return `${cut}~${markOf(unique)}`;
}

function markOf(text: string): string {
  let mark = "";
  for (const byte of createHash("sha256").update(text).digest().subarray(0, MARK_CHARACTERS))
    mark += ALPHABET[byte % ALPHABET.length] ?? "";
  return mark;
}
