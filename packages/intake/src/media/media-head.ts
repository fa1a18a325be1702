import { BACKSLASH, readEscape } from "./base64-text.ts";

/** Where base64 of media begins, and what is said of it. */
export interface MediaHead {
  /** Of its first base64 character. */
  readonly start: number;
  /** As it was declared, lower case; "" where nothing was. */
  readonly declared: string;
}

/** Longer heads are none: the longest of use is some 40 characters. */
const LONGEST_HEAD = 200;

/**
 * The types of media, and what programs write that know no better; S3 calls what it does not know
 * `binary/octet-stream`.
 */
const HEAD =
  /^data:((?:image|video|audio)\/[a-z0-9.+-]+|(?:application|binary)\/octet-stream|)(?:; *[a-z0-9._-]+=[a-z0-9._-]*)*; *base64,/i;

/** How base64 of JPEG, PNG, WebP and WAV, MP4 (and MOV and HEIC) and MP3 begins. */
const BARE = /^(?:\/9j\/|iVBORw0KGgo|UklGR|AAAA..Z0eXB|SUQz|\/\/[uvMNIJqr])/;
const LONGEST_BARE = 11;

/** The head of a data URL that begins here. `more`: that is still open. */
export function readDataHead(bytes: Uint8Array, at: number): MediaHead | "more" | "none" {
  if (!couldBe(bytes, at, DATA)) return "none";
  let head = "";
  let index = at;
  while (head.length < LONGEST_HEAD) {
    const next = readCharacter(bytes, index);
    if (next === "more" || next === "other") return next === "more" ? "more" : "none";
    head += String.fromCharCode(next.code).toLowerCase();
    index += next.length;
    if (head.length <= 5 ? !"data:".startsWith(head) : next.code === COLON) return "none";
    if (next.code === COMMA) return readHead(head, index);
  }
  return "none";
}

const COLON = 0x3a;
const COMMA = 0x2c;

function readHead(head: string, start: number): MediaHead | "none" {
  const declared = HEAD.exec(head)?.[1];
  return declared === undefined ? "none" : { start, declared };
}

/** A text that is a data URL of media as a whole: what was declared, and its base64. */
export function readDataUrl(text: string): { readonly declared: string; readonly base64: string } | undefined {
  const [head, declared] = HEAD.exec(text.slice(0, LONGEST_HEAD)) ?? [];
  return head === undefined || declared === undefined
    ? undefined
    : { declared: declared.toLowerCase(), base64: text.slice(head.length) };
}

/** Media that begin here as base64 alone, without the head of a data URL. */
export function readBareHead(bytes: Uint8Array, at: number): MediaHead | "more" | "none" {
  if (!BARE_BEGINNINGS.some((beginning) => couldBe(bytes, at, beginning))) return "none";
  let seen = "";
  let index = at;
  while (seen.length < LONGEST_BARE) {
    const next = readCharacter(bytes, index);
    if (next === "more") return "more";
    if (next === "other") break;
    seen += String.fromCharCode(next.code);
    index += next.length;
  }
  return BARE.test(seen) ? { start: at, declared: "" } : "none";
}

const ANY = -1;
const LETTER_CASE = 0x20;
const DATA = wordOf("data:", LETTER_CASE);
const BARE_BEGINNINGS = ["/9j/", "iVBOR", "UklGR", "AAAA..Z0eXB", "SUQz", "//"].map((text) => wordOf(text, 0));

interface Word {
  readonly codes: readonly number[];
  /** Bits that make no difference. */
  readonly mask: number;
}

function wordOf(text: string, mask: number): Word {
  return { codes: Array.from(text, (character) => (character === "." ? ANY : character.charCodeAt(0) | mask)), mask };
}

/** A first look, which most texts do not pass: up to an escape, or to the end of the bytes, it is the word. */
function couldBe(bytes: Uint8Array, at: number, { codes, mask }: Word): boolean {
  for (let index = 0; index < codes.length; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined || byte === BACKSLASH) return true;
    if (codes[index] !== ANY && (byte | mask) !== codes[index]) return false;
  }
  return true;
}

function readCharacter(bytes: Uint8Array, at: number): ReturnType<typeof readEscape> {
  const byte = bytes[at];
  if (byte === undefined) return "more";
  if (byte === BACKSLASH) return readEscape(bytes, at);
  return byte >= 0x20 && byte < 0x7f && byte !== 0x22 ? { code: byte, length: 1 } : "other";
}
