import { say } from "../words/say.ts";
/** How long something took, for people, where that is longer than usual; else undefined. */
export function slowness(tookMs: number, usualMs: number): string | undefined {
  if (tookMs <= usualMs) return undefined;
  return tookMs < 1000 ? say`${Math.round(tookMs)} ms` : `${(tookMs / 1000).toFixed(1)} s`;
}
