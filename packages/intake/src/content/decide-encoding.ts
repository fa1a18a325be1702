import { isUtf8 } from "node:buffer";

/** The encodings that an input may have. Its bytes decide, unless the caller names one (`--encoding`). */
export const TEXT_ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252", "gb18030"] as const;
/** An encoding of {@link TEXT_ENCODINGS}. */
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** As people know them. */
export const ENCODING_WORDS: Readonly<Record<TextEncoding, string>> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252 (Latin-1)",
  gb18030: "GBK",
};

/**
 * Of the whole input's first bytes: what a byte order mark, or its missing half, says. Undefined: one byte a letter, or
 * UTF-8.
 */
export function decideWideEncoding(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return decideByZeros(head);
}

/** Without a mark, letters of ASCII show it: every second byte of theirs is 0, and always the same one of two. */
function decideByZeros(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const zeros = [0, 0];
  let isAscii = true;
  for (let at = 0; at < head.length; at += 1) {
    const byte = head[at] as number;
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] as number) + 1;
    else if (byte >= 0x80) isAscii = false;
  }
  const [even, odd] = [zeros[0] as number, zeros[1] as number];
  const count = even + odd;
  const units = Math.floor(head.length / 2);
  // Characters such as U+4E00 have a zero on the other side.
  if (count < 2 || Math.min(even, odd) > count / 10) return undefined;
  // Other letters than ASCII have no zeros; a few zeros in text of one byte a letter are no second byte.
  if (count < units * (isAscii ? 0.4 : 0.02)) return undefined;
  const encoding = even > odd ? "utf-16be" : "utf-16le";
  return isText(head.subarray(0, units * 2), encoding) ? encoding : undefined;
}

function isText(bytes: Uint8Array, encoding: "utf-16le" | "utf-16be"): boolean {
  const text = new TextDecoder(encoding).decode(bytes);
  return !NO_TEXT.test(text) && !/\p{Surrogate}/u.test(text.slice(0, -1)) && !/\p{Cn}|\p{Co}/u.test(text);
}

// oxlint-disable-next-line no-control-regex -- it looks for just these
const NO_TEXT = /[\u0000-\u0008\u000e-\u001a\ufffe\uffff]/;

/** The encoding of a text, or why it cannot be read. */
export type DecidedEncoding = { readonly encoding: TextEncoding } | { readonly fault: string };

const DOUBT =
  "is not UTF-8, and could be Windows-1252 (Latin-1) or GBK; save it as UTF-8, or name " +
  "its encoding (--encoding windows-1252 or --encoding gbk)";

/**
 * Of bytes with some above 127. UTF-8 where it is, and where most of it is: then some lines are damaged. Else
 * Windows-1252 or GBK where only one of them can be meant: letters of the one stand alone among ASCII, those of the
 * other come in pairs of the common characters.
 */
export function decideByteEncoding(bytes: Uint8Array): DecidedEncoding {
  const counts = countSequences(bytes);
  const gbk = looksLikeGbk(bytes);
  if (isUtf8(withoutCutEnd(bytes)))
    return gbk && counts.long === 0 && isMixedUp(bytes) ? { fault: DOUBT } : { encoding: "utf-8" };
  if (counts.long > 0 && counts.invalid <= counts.long) return { encoding: "utf-8" };
  const western = looksWestern(bytes);
  if (gbk !== western) return { encoding: gbk ? "gb18030" : "windows-1252" };
  return counts.long + counts.short > counts.invalid ? { encoding: "utf-8" } : { fault: DOUBT };
}

/**
 * Whether bytes that were taken for Windows-1252 hold characters of UTF-8: no text in Windows-1252 has `â€™` or `ðŸŽ¬`.
 */
export function holdsUtf8(bytes: Uint8Array): boolean {
  return countSequences(bytes).long > 0;
}

/** Of whole sequences of two bytes, of three or four, and of bytes that belong to none. */
function countSequences(bytes: Uint8Array): {
  readonly short: number;
  readonly long: number;
  readonly invalid: number;
} {
  const counts = { short: 0, long: 0, invalid: 0 };
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] as number;
    const length =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0;
    const isWhole =
      length > 0 &&
      bytes.subarray(at + 1, at + length).every((byte) => byte >= 0x80 && byte < 0xc0) &&
      at + length <= bytes.length;
    if (!isWhole) counts.invalid += 1;
    else if (length === 2) counts.short += 1;
    else if (length > 2) counts.long += 1;
    at += isWhole ? length : 1;
  }
  return counts;
}

/** A sample may end within a character. */
function withoutCutEnd(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) return bytes.subarray(0, bytes.length - back);
  }
  return bytes;
}

/** Two scripts in one word are two characters of GBK that happen to be UTF-8. */
function isMixedUp(bytes: Uint8Array): boolean {
  const words = new TextDecoder().decode(bytes).match(/[\p{L}\p{M}]{2,}/gu) ?? [];
  return words.some((word) => SCRIPTS.filter((script) => script.test(word)).length > 1);
}

const SCRIPTS: readonly RegExp[] = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Armenian}/u,
];

/**
 * Shares of pairs that prose in Chinese has: nearly all in the table's first half, where the 3,755 common characters
 * stand, and signs.
 */
const LEAST_COMMON = 0.85;

function looksLikeGbk(bytes: Uint8Array): boolean {
  let [pairs, common, beyond] = [0, 0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] as number;
    if (lead < 0x80) continue;
    const trail = bytes[at + 1];
    if (trail === undefined) break;
    if (trail < 0xa1 || lead < 0xa1 || lead > 0xf7 || trail === 0xff) return false;
    pairs += 1;
    at += 1;
    if (lead <= 0xa3 || (lead >= 0xb0 && lead <= 0xd7)) common += 1;
    if (lead > 0xc8) beyond += 1;
  }
  // Korean in its own table has the same pairs, but none beyond 0xC8.
  return pairs > 0 && common >= pairs * LEAST_COMMON && (pairs < 5 || beyond > 0);
}

/**
 * Whether every byte above 127 is what it is in Windows-1252: a letter among letters, or a sign that stands where signs
 * do.
 */
function looksWestern(bytes: Uint8Array): boolean {
  let run = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 0x80) {
      run = 0;
      continue;
    }
    run += 1;
    const before = at === 0 ? 0x20 : (bytes[at - 1] as number);
    const after = bytes[at + 1] ?? 0x20;
    if (run > 2 || UNUSED.includes(byte)) return false;
    if (byte >= 0xc0 && byte !== 0xd7 && byte !== 0xf7) {
      // A capital within a word of small letters is a letter of another table.
      if (byte < 0xdf && isSmall(before)) return false;
    } else if (
      CAPITALS.includes(byte)
        ? isSmall(before)
        : byte >= 0xa1 && !IN_WORDS.includes(byte) && isLetter(before) && isLetter(after)
    )
      return false;
    else if ((byte === 0x83 || byte === 0x88 || byte === 0x98) && isLetter(before) && isLetter(after)) return false;
  }
  return true;
}

const UNUSED: readonly number[] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
/** Š Œ Ž Ÿ. */
const CAPITALS: readonly number[] = [0x8a, 0x8c, 0x8e, 0x9f];
/** ª · º, and the soft hyphen. */
const IN_WORDS: readonly number[] = [0xaa, 0xad, 0xb7, 0xba];

function isSmall(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

function isLetter(byte: number): boolean {
  return isSmall(byte) || (byte >= 0x41 && byte <= 0x5a);
}
