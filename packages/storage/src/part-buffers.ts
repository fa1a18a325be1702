/** Half of what glibc then keeps; it learns from blocks up to 32 MiB. */
const LESSON_BYTES = 16 * 1024 * 1024;

/**
 * Part buffers that are used again and again: allocating 8 MiB anew for every part costs as much in garbage collection
 * and page faults as hashing it (measured: 1.7 s per GiB). The number of buffers bounds the memory of all uploads
 * together. They are never dropped: V8 does not count shared memory, so that a quiet process that dropped them would
 * collect hundreds of MiB before its next collection (measured: 640 MiB after 160 videos of 9 MB, one at a time).
 */
export interface PartBuffers {
  readonly partBytes: number;
  /** Waits for a buffer, first come first served. Rejects with the signal's reason meanwhile. */
  take(signal?: AbortSignal): Promise<Buffer>;
  /** A buffer if one is free just now. An upload that has one must not wait for more: two could wait for each other. */
  tryTake(): Buffer | undefined;
  giveBack(buffer: Buffer): void;
}

/**
 * Chunks of a socket are freed by the garbage collector some 30 MiB at a time, and glibc hands so much at once back to
 * the system, to fault it in again page by page for the next chunks: 260,000 faults and 0.8 s of CPU per GiB. Its
 * threshold grows to twice the largest block that was mapped by itself and freed, so one such block, never touched,
 * ends that. Elsewhere it does nothing.
 */
function teachAllocatorToKeepPages(): void {
  void Buffer.allocUnsafeSlow(LESSON_BYTES);
}

export function createPartBuffers({
  partBytes,
  count,
}: {
  readonly partBytes: number;
  readonly count: number;
}): PartBuffers {
  const spare: Buffer[] = [];
  let taught = false;
  const line = new Set<(buffer: Buffer) => void>();
  let taken = 0;
  const tryTake = (): Buffer | undefined => {
    if (taken === count) return undefined;
    if (!taught) teachAllocatorToKeepPages();
    taught = true;
    taken += 1;
    // Shared memory: the thread that hashes a part reads it where it is.
    return spare.pop() ?? Buffer.from(new SharedArrayBuffer(partBytes));
  };
  return {
    partBytes,
    tryTake,
    take(signal) {
      const buffer = tryTake();
      if (buffer !== undefined) return Promise.resolve(buffer);
      return new Promise((resolve, reject) => {
        const serve = (handed: Buffer): void => {
          signal?.removeEventListener("abort", giveUp);
          resolve(handed);
        };
        const giveUp = (): void => {
          line.delete(serve);
          reject(signal?.reason as Error);
        };
        line.add(serve);
        signal?.addEventListener("abort", giveUp, { once: true });
      });
    },
    giveBack(buffer) {
      const [first] = line;
      if (first !== undefined) {
        line.delete(first);
        first(buffer);
        return;
      }
      taken -= 1;
      spare.push(buffer);
    },
  };
}
