import type { Clock, Random } from "@hailuo-queue/contracts";

/** The clock of the machine: Unix ms. */
export const systemClock: Clock = { now: () => Date.now() };

/** The randomness of the process, from 0 up to but not including 1. Not for secrets. */
export const systemRandom: Random = () => Math.random();
