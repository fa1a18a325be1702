/**
 * Says where the bytes of a line stop being UTF-8, and what they probably are. Offsets count from 0 within the line.
 */
export function describeInvalidUtf8(line: Uint8Array, isFirstLine: boolean): string {
  if (isFirstLine && ((line[0] === 0xff && line[1] === 0xfe) || (line[0] === 0xfe && line[1] === 0xff))) {
    return "starts with a UTF-16 byte order mark; save the file as UTF-8";
  }
  const offset = invalidUtf8Offset(line) ?? 0;
  const byte = (line[offset] ?? 0).toString(16).toUpperCase().padStart(2, "0");
  return `byte 0x${byte} at offset ${offset} is not UTF-8 (Latin-1 or GBK text?); save the file as UTF-8`;
}

/**
 * The first byte that does not belong to a well-formed sequence (RFC 3629), or undefined. Only used once a line is
 * known to be bad.
 */
export function invalidUtf8Offset(bytes: Uint8Array): number | undefined {
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return undefined;
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  if (length === 0) return 0;
  // Overlong forms, UTF-16 surrogates and code points above U+10FFFF are told by the second byte alone.
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let next = 1; next < length; next += 1) {
    const byte = bytes[at + next] ?? 0;
    if (byte < (next === 1 ? lowest : 0x80) || byte > (next === 1 ? highest : 0xbf)) return 0;
  }
  return length;
}
