/** Lets only so many through at once; the others wait in line. */
export interface PutGate {
  /** Resolves with the function that gives the place back. Rejects with the signal's reason while waiting. */
  enter(signal?: AbortSignal): Promise<() => void>;
}

export function createPutGate(places: number): PutGate {
  let free = places;
  const line = new Set<() => void>();
  const leave = (): void => {
    const [first] = line;
    if (first === undefined) {
      free += 1;
      return;
    }
    line.delete(first);
    first();
  };
  const ticket = (): (() => void) => {
    let held = true;
    return () => {
      if (held) leave();
      held = false;
    };
  };
  return {
    enter(signal) {
      if (free > 0) {
        free -= 1;
        return Promise.resolve(ticket());
      }
      return new Promise((resolve, reject) => {
        const admit = (): void => {
          signal?.removeEventListener("abort", giveUp);
          resolve(ticket());
        };
        const giveUp = (): void => {
          line.delete(admit);
          reject(signal?.reason as Error);
        };
        line.add(admit);
        signal?.addEventListener("abort", giveUp, { once: true });
      });
    },
  };
}
