import type { Clock, Random } from "@hailuo-queue/contracts";

export const systemClock: Clock = { now: () => Date.now() };

export const systemRandom: Random = () => Math.random();
