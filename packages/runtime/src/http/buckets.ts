/** How fast a bucket fills, and how much it holds. */
export interface BucketOptions {
  /** How many there are at once. */
  readonly size: number;
  readonly perSecond: number;
  /**
   * Names that are remembered. Past it the one that was taken from least recently is forgotten, and has all of its own
   * again.
   */
  readonly remembered: number;
  /** Milliseconds. */
  readonly now: () => number;
}

/** A bucket of tries for each name, which fills again by time. What is full is not kept. */
export interface Buckets {
  /** False when there is none left. */
  take(name: string): boolean;
  /** For a try that turned out not to count. */
  giveBack(name: string): void;
  /** Until there is one; 0 when there is. */
  waitMs(name: string): number;
  isFull(name: string): boolean;
}

interface Level {
  readonly left: number;
  readonly at: number;
}

/** Makes token buckets in the memory of this process. */
export function createBuckets({ size, perSecond, remembered, now }: BucketOptions): Buckets {
  const levels = new Map<string, Level>();

  function leftOf(name: string): number {
    const level = levels.get(name);
    return level === undefined ? size : Math.min(size, level.left + ((now() - level.at) / 1000) * perSecond);
  }

  function write(name: string, left: number): void {
    // Written last: the first of the map is the one that was written least recently.
    levels.delete(name);
    if (left >= size) return;
    const [oldest] = levels.size >= remembered ? levels.keys() : [];
    if (oldest !== undefined) levels.delete(oldest);
    levels.set(name, { left, at: now() });
  }

  return {
    take(name) {
      const left = leftOf(name);
      if (left < 1) return false;
      write(name, left - 1);
      return true;
    },
    giveBack: (name) => write(name, Math.min(size, leftOf(name) + 1)),
    waitMs: (name) => Math.ceil((Math.max(0, 1 - leftOf(name)) / perSecond) * 1000),
    isFull: (name) => leftOf(name) >= size,
  };
}
