/**
 * Part buffers that are used again and again: allocating 8 MiB anew for every part costs as much in garbage collection and
 * page faults as hashing it (measured: 1.7 s per GiB). The number of buffers bounds the memory of all uploads together.
 */
export interface PartBuffers {
  readonly partBytes: number;
  /** Waits for a buffer, first come first served. Rejects with the signal's reason meanwhile. */
  take(signal?: AbortSignal): Promise<Buffer>;
  /** A buffer if one is free just now. An upload that has one must not wait for more: two could wait for each other. */
  tryTake(): Buffer | undefined;
  giveBack(buffer: Buffer): void;
}

export function createPartBuffers({ partBytes, count }: { readonly partBytes: number; readonly count: number }): PartBuffers {
  const spare: Buffer[] = [];
  const line = new Set<(buffer: Buffer) => void>();
  let taken = 0;
  const tryTake = (): Buffer | undefined => {
    if (taken === count) return undefined;
    taken += 1;
    return spare.pop() ?? Buffer.allocUnsafeSlow(partBytes);
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
      // Nothing under way: an idle process should not hold tens of MiB.
      if (taken === 0) spare.length = 0;
    },
  };
}
