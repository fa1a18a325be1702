import type { StoredVideo, VideoWarning } from "@hailuo-queue/contracts";
import { formatBytes } from "../progress/display-text.ts";
import { say } from "../words/say.ts";

/** What a stored video is: "1366x768, 5.9 s, avc1.640032, no sound". Undefined where its boxes do not tell. */
export function videoWords(video: StoredVideo | undefined): string | undefined {
  const { facts } = video ?? {};
  if (facts === undefined) return undefined;
  const { picture, sound, durationMs } = facts;
  return [
    picture === undefined ? say`no picture` : `${picture.widthPx}x${picture.heightPx}`,
    durationMs === undefined ? undefined : `${(durationMs / 1000).toFixed(1)} s`,
    picture?.codec,
    sound === undefined ? say`no sound` : say`sound ${sound.codec}`,
  ]
    .filter((part) => part !== undefined)
    .join(", ");
}

/** In what a stored video is not what was bought, with what it is; undefined when it is in nothing. */
export function warningWords(video: StoredVideo | undefined): string | undefined {
  const { warnings = [], strayBytes = 0 } = video ?? {};
  if (warnings.length === 0) return undefined;
  const stray = strayBytes > 0 ? [say`${formatBytes(strayBytes)} after its last box`] : [];
  return `${warnings.join(", ")} (${[videoWords(video) ?? say`its boxes say nothing`, ...stray].join("; ")})`;
}

/** How a video differs from what was bought, behind "it is one": for people. */
export const warningKinds = (): Readonly<Record<VideoWarning, string>> => ({
  no_video_track: say`without a picture`,
  wrong_duration: say`more than a second longer or shorter than requested`,
  wrong_resolution: say`in another resolution than requested`,
  unreadable: say`whose MP4 boxes do not say what they contain`,
  stray_bytes: say`with bytes after the last box, which players ignore`,
});
