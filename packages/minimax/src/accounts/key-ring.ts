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
   * Leaves a refused key out for a while. `last`: there is no other one to use, so it stays in use. `news`: it was not left out yet.
   */
  leaveOut(number: number): { readonly last: boolean; readonly news: boolean };
}

/** Takes the keys of one account in turn. Its caps are the account's, so nothing is counted per key. */
export function createKeyRing(keys: readonly string[], { clock, restMs }: { readonly clock: Clock; readonly restMs: number }): KeyRing {
  const restUntil = keys.map(() => 0);
  let turns = 0;
  const usable = (place: number): boolean => (restUntil[place] ?? 0) <= clock.now();

  return {
    size: keys.length,
    next() {
      const places = keys.map((_, step) => (turns + step) % keys.length);
      const place =
        places.find(usable) ?? places.reduce((first, other) => ((restUntil[other] ?? 0) < (restUntil[first] ?? 0) ? other : first));
      turns = place + 1;
      return { key: keys[place] ?? "", number: place + 1 };
    },
    leaveOut(number) {
      const place = number - 1;
      const last = !keys.some((_, other) => other !== place && usable(other));
      const news = usable(place);
      if (!last) restUntil[place] = clock.now() + restMs;
      return { last, news };
    },
  };
}
