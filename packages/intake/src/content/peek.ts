/** The beginning of a source, and all of it from that beginning. */
export interface Peeked {
  readonly head: Buffer;
  /** Whether the head is all. */
  readonly isWhole: boolean;
  readonly all: AsyncIterable<Uint8Array>;
}

/**
 * Waits for so many bytes, or for the end.
 * @throws what the source throws.
 */
export async function peek(source: AsyncIterable<Uint8Array>, bytes: number): Promise<Peeked> {
  const chunks = source[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  while (length < bytes && !isWhole) {
    const next = await chunks.next();
    if (next.done === true) isWhole = true;
    else {
      seen.push(next.value);
      length += next.value.length;
    }
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* seen;
      while (!isWhole) {
        const next = await chunks.next();
        if (next.done === true) isWhole = true;
        else yield next.value;
      }
    } finally {
      // Not waited for: a source that hangs must not hold up whoever stopped it.
      if (!isWhole) chunks.return?.()?.catch(() => undefined);
    }
  }
  return { head: Buffer.concat(seen).subarray(0, bytes), isWhole: isWhole && length <= bytes, all: all() };
}
