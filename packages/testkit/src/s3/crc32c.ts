// Castagnoli's polynomial, reflected. Node has CRC-32 built in, but not this one.
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_unused, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value >>> 0;
});

/** CRC-32C of a chunk, going on from the value before it (0 at the start). */
export function crc32c(chunk: Uint8Array, before = 0): number {
  let value = ~before >>> 0;
  for (const byte of chunk) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  return ~value >>> 0;
}
