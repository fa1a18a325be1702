import type { Clock } from "@hailuo-queue/contracts";

/** One key's turn; `number` counts from 1 and may be shown. */
export interface KeyTurn {
  readonly key: string;
  readonly number: number;
}

export interface KeyRing {
  readonly size: number;
  /** The next key of those that are not left out; when all are, the one that was left out first. */
  next(): KeyTurn;
  /**
   * Leaves a refused key out for a while. `last`: there is no other one to use, so it stays in use. `news`: it was not
   * left out yet.
   */
  leaveOut(number: number): { readonly last: boolean; readonly news: boolean };
}

/** Takes the keys of one account in turn. Its limits are the account's, so nothing is counted per key. */
export function createKeyRing(
  keys: readonly string[],
  { clock, restMs }: { readonly clock: Clock; readonly restMs: number },
): KeyRing {
  const restUntil = keys.map(() => 0);
  let turns = 0;
  const usable = (index: number): boolean => (restUntil[index] ?? 0) <= clock.now();

  return {
    size: keys.length,
    next() {
      const places = keys.map((_, step) => (turns + step) % keys.length);
      const index =
        places.find(usable) ??
        places.reduce((first, other) => ((restUntil[other] ?? 0) < (restUntil[first] ?? 0) ? other : first));
      turns = index + 1;
      return { key: keys[index] ?? "", number: index + 1 };
    },
    leaveOut(number) {
      const index = number - 1;
      const last = !keys.some((_, other) => other !== index && usable(other));
      const news = usable(index);
      if (!last) restUntil[index] = clock.now() + restMs;
      return { last, news };
    },
  };
}
