import type { Random } from "@hailuo-queue/contracts";
import type { PipelineSettings } from "../settings.ts";

type Steps = Pick<PipelineSettings, "pollMinMs" | "pollMaxMs">;

const GROWTH = 1.2;
/** Part of a step by which it is shortened at random, so that tasks created together are not polled together. */
const JITTER = 0.1;

/** The wait before poll number `pollCount` (0 the first): from pollMinMs, growing by a fifth each time, to pollMaxMs. */
export function pollDelayMs(pollCount: number, steps: Steps, random: Random): number {
  const step = Math.min(steps.pollMinMs * GROWTH ** Math.min(pollCount, 50), steps.pollMaxMs);
  return Math.max(steps.pollMinMs * (1 - JITTER), step * (1 - JITTER * random()));
}

export function firstPollDelayMs(steps: Steps, random: Random): number {
  return pollDelayMs(0, steps, random);
}
