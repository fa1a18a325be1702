/** Puts pieces together. However small they are, it needs no more memory than about twice what they have together. */
export interface ByteStore {
  /** Of all pieces since the last `take`, those beyond the limit too. */
  readonly bytes: number;
  add(piece: Uint8Array): void;
  /** All pieces, and begins anew; undefined when they are above the limit. Valid until the next `add`. */
  take(): Buffer | undefined;
}

const FIRST_BYTES = 1024;

/** Makes a {@link ByteStore} that keeps at most `limitBytes`. Pieces beyond the limit are counted and dropped. */
export function createByteStore(limitBytes: number): ByteStore {
  let buffered = Buffer.alloc(0);
  let bytes = 0;

  function grow(wanted: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.min(limitBytes, Math.max(FIRST_BYTES, wanted, buffered.length * 2)));
    buffered.copy(larger, 0, 0, bytes);
    buffered = larger;
  }

  return {
    get bytes() {
      return bytes;
    },
    add(piece) {
      const wanted = bytes + piece.length;
      if (wanted <= limitBytes) {
        if (wanted > buffered.length) grow(wanted);
        buffered.set(piece, bytes);
      } else buffered = Buffer.alloc(0);
      bytes = wanted;
    },
    take() {
      const whole = bytes <= limitBytes ? buffered.subarray(0, bytes) : undefined;
      bytes = 0;
      return whole;
    },
  };
}
