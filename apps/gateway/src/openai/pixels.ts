import type { Ratio, Resolution } from "@hailuo-queue/contracts";

/** What the models make, and the one size of the first series. */
export type Lines = Resolution | "720P";

/** Width and height. */
export type Pixels = readonly [width: number, height: number];

/** Pixels of videos at 16:9. Source: videos that MiniMax made. */
const WIDE: Readonly<Record<Lines, Pixels>> = {
  "480P": [854, 480],
  "512P": [912, 512],
  "720P": [1280, 720],
  "768P": [1366, 768],
  "1080P": [1920, 1080],
  "2K": [2560, 1440],
};

/** Pixels of a resolution in a ratio: its short side is what a resolution is named for. `adaptive` has none. */
export function pixelsOf(lines: Lines, ratio: Exclude<Ratio, "adaptive">): Pixels {
  const [width, side] = WIDE[lines];
  if (ratio === "16:9") return [width, side];
  if (ratio === "9:16") return [side, width];
  const shape = shapeOf(ratio);
  return shape >= 1 ? [Math.round(side * shape), side] : [side, Math.round(side / shape)];
}

/** Width by height. */
export function shapeOf(ratio: Exclude<Ratio, "adaptive">): number {
  const [width = 1, height = 1] = ratio.split(":").map(Number);
  return width / height;
}

/** As `size` has it. */
export function sizeText([width, height]: Pixels): string {
  return `${width}x${height}`;
}
