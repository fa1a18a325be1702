import type { GenerationRequest } from "./generation-request.ts";
import { DEFAULT_DURATION, type Resolution } from "./models.ts";

/** Live runs of a 768P, 6 s video took 95 to 105 s. */
const BASE_MS = 97_500;

/** Live runs of a 2K video of 5 s took about 400 s. */
const PICTURE_FACTORS: Readonly<Record<Resolution, number>> = {
  "480P": 0.7,
  "512P": 0.7,
  "768P": 1,
  "1080P": 2,
  "2K": 5,
};

/**
 * How long the provider takes for a task of this model, size and length, in ms: a guess, which may well be wrong by
 * half.
 */
export function usualTaskMs(request: GenerationRequest): number {
  const model = request.model === "MiniMax-Hailuo-2.3-Fast" ? 0.6 : 1;
  const picture = request.resolution === undefined ? 1 : PICTURE_FACTORS[request.resolution];
  const length = 1 + 0.2 * ((request.duration ?? DEFAULT_DURATION) - DEFAULT_DURATION);
  return BASE_MS * model * picture * length;
}
