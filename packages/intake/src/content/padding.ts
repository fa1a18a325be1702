/** A text without the zero bytes behind it. */
export function withoutPadding(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

/** Held zeros are given out in pieces of this size, should more text follow. */
const ZEROS = new Uint8Array(16 * 1024);

/**
 * Leaves out the zero bytes at the end, as writers of whole blocks leave them there. Zeros with text behind them stay,
 * to be told. `tell` hears how many were left out, once all was read.
 */
export async function* dropPadding(
  source: AsyncIterable<Uint8Array>,
  tell: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let held = 0;
  for await (const chunk of source) {
    const text = withoutPadding(chunk);
    if (text.length > 0) {
      for (; held > 0; held -= Math.min(held, ZEROS.length)) yield ZEROS.subarray(0, Math.min(held, ZEROS.length));
      yield text;
    }
    held += chunk.length - text.length;
  }
  tell(held);
}
