import type { GenerationRequest, Resolution, StoredVideo, VideoWarning } from "@hailuo-queue/contracts";

/** Videos for "6" have 5.9 s, those for "4" 4.5 s. */
const DURATION_TOLERANCE_MS = 1000;

/** The short side of each resolution in pixels. 720P cannot be asked for, and may be what comes. */
const SHORT_SIDES: Readonly<Record<Resolution | "720P" | "4K", number>> = {
  "480P": 480,
  "512P": 512,
  "720P": 720,
  "768P": 768,
  "1080P": 1080,
  "2K": 1440,
  "4K": 2160,
};
const WIDE = 16 / 9;

/** In what a stored video is not what its request asked for. What is not known is not doubted. */
export function judgeVideo(
  request: GenerationRequest,
  video: Pick<StoredVideo, "facts" | "strayBytes">,
): readonly VideoWarning[] {
  const { facts, strayBytes = 0 } = video;
  const warnings: VideoWarning[] = [];
  if (facts === undefined) warnings.push("unreadable");
  else if (facts.picture === undefined) warnings.push("no_video_track");
  else if (request.resolution !== undefined && !hasResolution(facts.picture, request.resolution))
    warnings.push("wrong_resolution");
  const { durationMs } = facts ?? {};
  const wantedMs = request.duration === undefined ? undefined : request.duration * 1000;
  if (durationMs !== undefined && wantedMs !== undefined && Math.abs(durationMs - wantedMs) > DURATION_TOLERANCE_MS)
    warnings.push("wrong_duration");
  if (strayBytes > 0) warnings.push("stray_bytes");
  return warnings;
}

/**
 * A picture's shape follows its first frame or its ratio, and then either its short side is that of its resolution (768
 * x 1344) or its area is (1536 x 672 is 768P at 21:9). So it is another one's only if both lie nearer to that.
 */
function hasResolution(
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
  wanted: Resolution,
): boolean {
  const bySide = nearestResolution(Math.min(widthPx, heightPx));
  const byArea = nearestResolution(Math.sqrt((widthPx * heightPx) / WIDE));
  return bySide === wanted || byArea === wanted;
}

function nearestResolution(sidePx: number): string {
  const byDistance = Object.entries(SHORT_SIDES).toSorted(
    ([, one], [, other]) => Math.abs(Math.log(one / sidePx)) - Math.abs(Math.log(other / sidePx)),
  );
  return byDistance[0]?.[0] ?? "";
}
