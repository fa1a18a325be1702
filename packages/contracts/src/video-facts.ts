/** What a video's own boxes tell of it; what they do not tell is missing. */
export interface VideoFacts {
  /** Of its first video track, as it is shown; missing when it has none. */
  readonly picture?: { readonly widthPx: number; readonly heightPx: number; readonly codec: string };
  /** Of its first sound track; missing when it has none. */
  readonly sound?: { readonly codec: string };
  /** Missing in a video made of fragments that does not name its whole length. */
  readonly durationMs?: number;
}

/**
 * In what a stored video is not what was bought, or not as files usually are:
 * - `no_video_track`: it has no picture;
 * - `wrong_duration`: it is more than a second longer or shorter than requested;
 * - `wrong_resolution`: its picture has the size of another resolution;
 * - `unreadable`: its boxes do not tell what it is;
 * - `stray_bytes`: something that is no box follows its last one. Players pass over it.
 */
export const VIDEO_WARNINGS = [
  "no_video_track",
  "wrong_duration",
  "wrong_resolution",
  "unreadable",
  "stray_bytes",
] as const;
/** See VIDEO_WARNINGS. */
export type VideoWarning = (typeof VIDEO_WARNINGS)[number];
