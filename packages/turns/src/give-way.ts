/**
 * How long all work of a process may hold the event loop together before it gives way. A request that only looks needs
 * some six turns of the loop: 6 x 2 ms, and what the last piece of work takes beyond its turn, is little beside the 100
 * ms that it may take.
 */
export const TURN_MS = 2;

/**
 * Asked between two pieces of work. Undefined: the turn goes on. Else a promise to wait for; sockets and timers are
 * served meanwhile, and those who wait go on one a turn, in their order.
 */
export const giveWay = createTurns(() => performance.now());

/** The same by another clock (ms), for tests: all work of a process shares one. */
export function createTurns(now: () => number): () => Promise<void> | undefined {
  const waiting: (() => void)[] = [];
  let endsAt: number | undefined;

  /** Runs once the sockets were served. Only one goes on: each takes a turn's time. */
  function nextTurn(): void {
    const next = waiting.shift();
    if (next === undefined) {
      endsAt = undefined;
      return;
    }
    endsAt = now() + TURN_MS;
    setImmediate(nextTurn);
    next();
  }

  return () => {
    const at = now();
    if (endsAt === undefined) {
      endsAt = at + TURN_MS;
      setImmediate(nextTurn);
      return undefined;
    }
    return at < endsAt ? undefined : new Promise((resolve) => void waiting.push(resolve));
  };
}
