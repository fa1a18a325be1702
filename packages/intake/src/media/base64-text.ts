/**
 * Base64 as it stands in other texts. Inside JSON a character may be written as an escape: PHP writes each `/` as `\/`,
 * and some writers give `+`, `/` and `=` as `\u002b`, `\u002f` and `\u003d`. Python's MIME encoders break lines, which
 * JSON writes as `\n`.
 */

export const BACKSLASH = 0x5c;
/** The code of `=`, which fills up base64. */
export const EQUALS = 0x3d;
const LOWER_U = 0x75;

/** Of a raw byte: whether it is one of base64 or base64url. */
export const IS_BASE64 = makeTable();

function makeTable(): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
    table[character.charCodeAt(0)] = 1;
  return table;
}

/** `more`: the escape goes on behind the end of the bytes. */
export type Escape = { readonly code: number; readonly length: number } | "more" | "other";

/**
 * What an escape that begins here stands for. `other` is one that cannot stand in base64 or in the head of a data URL.
 */
export function readEscape(bytes: Uint8Array, at: number): Escape {
  const kind = bytes[at + 1];
  if (kind === undefined) return "more";
  if (kind === 0x2f) return { code: 0x2f, length: 2 };
  // Line breaks within the text.
  if (kind === 0x6e || kind === 0x72) return { code: kind === 0x6e ? 0x0a : 0x0d, length: 2 };
  if (kind !== LOWER_U) return "other";
  let code = 0;
  for (let index = 2; index < 6; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) return "more";
    const digit = hexDigit(byte);
    if (digit === -1) return "other";
    code = code * 16 + digit;
  }
  return (code > 0x20 && code < 0x7f) || code === 0x0a || code === 0x0d ? { code, length: 6 } : "other";
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
